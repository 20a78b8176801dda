package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Space;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.TimeAhead;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// What is merged, what was found before, the job that saves it, and what became of it. Knows no
/// scene graph; lives on the window's thread.
public final class MergeViewModel implements AutoCloseable {
    /// A merge that was saved.
    ///
    /// @param path where it lies
    /// @param result what was written
    /// @param role what it is
    /// @param base the name of the base that it is paired with; empty for a mixture of several
    public record Done(Path path, ApplyResult result, Role role, String base) {}

    private final AppContext context;
    private final MergeCore core;
    private final MergeLanding landing;
    private final MergeChoices choices;
    private final Preview preview;
    private final RecipeText recipe;
    private final TimeAhead time;
    private final ReadOnlyObjectWrapper<Optional<CheckedMerge>> checked =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Job<ApplyResult>>> running =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Done>> done =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<String> said = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Integer> changed = new ReadOnlyObjectWrapper<>(0);
    private boolean isInSight;
    private boolean isLooking;
    private boolean looksAgain;
    private String suggestion = "";

    /// The form that was looked at last, as far as that matters.
    private MergeForm looked = MergeForm.FIRST;

    /// @param core merges
    /// @param tried shows a model in the Sandbox
    public MergeViewModel(AppContext context, MergeCore core, Consumer<FileItem> tried) {
        this.context = context;
        this.core = core;
        this.landing = new MergeLanding(context, tried);
        this.choices = new MergeChoices(context);
        this.preview = new Preview(context, core, choices);
        this.recipe = new RecipeText(context, core, choices);
        this.time = new TimeAhead(context, "merge", core, this::tell);
        choices.formProperty()
                .addListener(
                        (_, _, _) -> {
                            failure.set("");
                            said.set("");
                            lookIfOther();
                            known();
                        });
        context.state()
                .addListener(
                        (_, before, now) -> {
                            if (!before.items().equals(now.items())) {
                                look();
                            }
                        });
    }

    MergeChoices choices() {
        return choices;
    }

    Preview preview() {
        return preview;
    }

    RecipeText recipe() {
        return recipe;
    }

    /// Puts the form's recipe into the library.
    ///
    /// @param then is handed its item
    void keepRecipe(Consumer<FileItem> then) {
        Optional<Path> already = recipe.keptProperty().get();
        if (already.isPresent()) {
            context.workspace().state().fileAt(already.get()).ifPresent(then);
            return;
        }
        folder().ifPresent(
                        folder ->
                                recipe.keep(
                                        folder,
                                        MergeNames.stem(
                                                choices.formProperty().get(), choices.items()),
                                        then));
    }

    /// Ticks an item in Compare, and goes there.
    void compareItem(FileItem item) {
        landing.compare(item.path());
    }

    /// Shows an item in the Sandbox.
    void tryItem(FileItem item) {
        landing.tryOut(item.path());
    }

    /// What was found of the form; empty while it is being looked at, or is not whole.
    public ReadOnlyObjectProperty<Optional<CheckedMerge>> checkedProperty() {
        return checked.getReadOnlyProperty();
    }

    /// The job that saves a model; empty while none does.
    public ReadOnlyObjectProperty<Optional<Job<ApplyResult>>> runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// What was saved last, until it is put away.
    public ReadOnlyObjectProperty<Optional<Done>> doneProperty() {
        return done.getReadOnlyProperty();
    }

    /// Why the last merge failed; empty where it did not, or the form changed since.
    public ReadOnlyObjectProperty<String> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /// A sentence about what was done last.
    public ReadOnlyObjectProperty<String> saidProperty() {
        return said.getReadOnlyProperty();
    }

    /// Rises whenever something else became known.
    ReadOnlyObjectProperty<Integer> changedProperty() {
        return changed.getReadOnlyProperty();
    }

    void say(String sentence) {
        said.set(sentence);
    }

    private void tell() {
        changed.set(changed.get() + 1);
    }

    /// Called each time the place comes into view.
    public void inSight() {
        isInSight = true;
        look();
    }

    /// Returns what is missing in the form, or wrong with it before any file is looked at; empty
    /// where nothing is.
    public String missing() {
        MergeForm form = choices.formProperty().get();
        Method method = form.method();
        boolean isVectors = form.space() == Space.VECTORS;
        if (form.isOnBase() && form.base().isEmpty()) {
            return isVectors
                    ? "Choose the base that the vectors are put onto."
                    : method.title() + " reads the base: choose it.";
        }
        String things = isVectors ? "vectors" : "models";
        int count = form.parts().size();
        if (count == 0) {
            return isVectors ? "Add a vector." : "Add a model.";
        }
        if (count < method.least()) {
            return method.title() + " takes at least " + method.least() + " " + things + ".";
        }
        if (count > method.most()) {
            return method.title() + " takes at most " + method.most() + " " + things + ".";
        }
        return target().isEmpty() ? "What is written needs a name." : "";
    }

    /// Returns why it cannot be merged now; empty where it can.
    public String wrong() {
        String missing = missing();
        if (!missing.isEmpty()) {
            return missing;
        }
        if (running.get().isPresent()) {
            return "A merge is being saved.";
        }
        Optional<CheckedMerge> found = checked.get();
        if (found.isEmpty() || isLooking) {
            return "It is being looked at.";
        }
        return found.get().isGood()
                ? ""
                : found.get().checks().stream()
                        .filter(check -> check.kind() == Check.Kind.FAILS)
                        .map(Check::sentence)
                        .findFirst()
                        .orElse("It cannot be merged.");
    }

    /// Returns the suggested name of the model; empty while there is none.
    String suggestedName() {
        return suggestion;
    }

    /// Returns the folder that it goes into.
    Optional<Path> folder() {
        MergeForm form = choices.formProperty().get();
        return MergeNames.folder(
                form, choices.base().filter(_ -> form.isOnBase()), choices.items());
    }

    /// Returns where the model goes; empty where its name is no name.
    Optional<Path> target() {
        MergeForm form = choices.formProperty().get();
        String typed = form.output().name();
        String name = typed.isBlank() ? suggestion : typed;
        return folder().flatMap(folder -> MergeNames.target(form, folder, name));
    }

    /// A slider that is dragged changes nothing that headers tell.
    private void lookIfOther() {
        if (!choices.formProperty().get().looks().equals(looked)) {
            look();
        } else {
            tell();
        }
    }

    /// Looks at the form in the background. Nothing is read before a person comes here, and what
    /// changes meanwhile is looked at right after.
    private void look() {
        looked = choices.formProperty().get().looks();
        suggest();
        if (!isInSight || !missing().isEmpty()) {
            checked.set(Optional.empty());
            known();
            tell();
            return;
        }
        if (isLooking) {
            looksAgain = true;
            return;
        }
        isLooking = true;
        known();
        tell();
        MergeRequest asked = request();
        context.background()
                .brief(
                        "Looking at the merge",
                        (_, _) -> core.check(asked),
                        this::looked,
                        wrong -> looked(CheckedMerge.failed(FailureWords.of(wrong))));
    }

    private void looked(CheckedMerge found) {
        isLooking = false;
        if (looksAgain) {
            looksAgain = false;
            look();
            return;
        }
        checked.set(Optional.of(found));
        known();
        tell();
    }

    private void known() {
        preview.changed(isKnown());
        recipe.changed(isKnown(), folder());
    }

    /// Whether everything fits, so that the merge can be measured.
    private boolean isKnown() {
        return isInSight
                && !isLooking
                && missing().isEmpty()
                && checked.get().flatMap(CheckedMerge::plan).isPresent();
    }

    private void suggest() {
        MergeForm form = choices.formProperty().get();
        suggestion =
                form.parts().isEmpty()
                        ? ""
                        : folder().map(to -> MergeNames.suggest(form, choices.items(), to))
                                .orElse("");
    }

    /// The form as a request; it has to be whole.
    private MergeRequest request() {
        MergeForm form = choices.formProperty().get();
        Path target = target().orElseThrow();
        return MergeRequests.of(context, form, target);
    }

    /// Begins, as a job of the tray.
    public void start() {
        if (!wrong().isEmpty()) {
            return;
        }
        MergeRequest request = request();
        Path target = request.output().path();
        Optional<String> base = landing.base(choices.formProperty().get(), choices.items());
        Role role = role(choices.formProperty().get());
        long toRead = toRead();
        failure.set("");
        said.set("");
        done.set(Optional.empty());
        running.set(
                Optional.of(
                        context.background()
                                .jobs()
                                .submit(
                                        "Merging " + target.getFileName(),
                                        Needs.DISK_AND_DEVICE,
                                        (progress, cancellation) ->
                                                core.merge(request, progress, cancellation),
                                        over ->
                                                context.background()
                                                        .window()
                                                        .execute(
                                                                () ->
                                                                        ended(
                                                                                over, target, role,
                                                                                base, toRead)))));
    }

    /// Measures what it would be, where it can be measured.
    public void startPreview() {
        if (isKnown() && Preview.isPossible(choices.formProperty().get())) {
            preview.start();
        }
    }

    /// Asks the job to stop.
    public void cancel() {
        running.get().ifPresent(Job::cancel);
    }

    private static Role role(MergeForm form) {
        return switch (form.kind()) {
            case MODEL -> Role.TUNED;
            case VECTOR -> Role.VECTOR;
            case ADAPTER -> Role.ADAPTER;
        };
    }

    private void ended(
            Job<ApplyResult> over, Path target, Role role, Optional<String> base, long toRead) {
        running.set(Optional.empty());
        over.result()
                .ifPresent(
                        made -> {
                            time.took(made.saved().took(), toRead);
                            landing.land(target, role, base);
                            String name =
                                    base.flatMap(context.workspace().state()::file)
                                            .map(FileItem::name)
                                            .orElse("");
                            done.set(Optional.of(new Done(target, made, role, name)));
                        });
        if (over.result().isEmpty()) {
            over.failure()
                    .ifPresentOrElse(
                            wrong -> failure.set(FailureWords.of(wrong)),
                            () -> failure.set("Cancelled; nothing was left behind."));
        }
        // What has its name now is in the way of the next one.
        look();
    }

    /// Returns how long it will take, and from what that is known; empty where nothing is.
    String timeAhead() {
        MergeForm form = choices.formProperty().get();
        Optional<FileItem> first =
                form.isOnBase() ? choices.base() : choices.items().stream().findFirst();
        long toWrite =
                checked.get().flatMap(CheckedMerge::plan).map(plan -> plan.bytes()).orElse(0L);
        return toWrite == 0
                ? ""
                : first.map(item -> time.words(toRead(), toWrite, item.path())).orElse("");
    }

    private long toRead() {
        MergeForm form = choices.formProperty().get();
        List<FileItem> all = new ArrayList<>(choices.items());
        if (form.isOnBase()) {
            choices.base().ifPresent(all::add);
        }
        return all.stream().flatMap(item -> item.facts().stream()).mapToLong(Facts::bytes).sum();
    }

    /// Puts the last result away.
    void dismissDone() {
        done.set(Optional.empty());
    }

    /// Ticks a vector that was saved in Compare, and goes there.
    void compare(Done made) {
        landing.compare(made.path());
    }

    /// Shows what was saved in the Sandbox.
    void tryOut(Done made) {
        landing.tryOut(made.path());
    }

    /// Chooses base and merged model as the pair of Extract, and goes there.
    void extract(Done made) {
        landing.extract(made.path());
    }

    void chooseFolder() {
        context.dialogs()
                .openFolder("Where the model goes")
                .ifPresent(
                        to ->
                                choices.change(
                                        "folder",
                                        now ->
                                                now.withOutput(
                                                        one -> one.withFolder(to.toString()))));
    }

    /// Chooses the dtype that it is rounded to.
    void chooseDtype(OutputDType dtype) {
        choices.change("numbers", now -> now.withOutput(to -> to.withDtype(dtype)));
    }

    @Override
    public void close() {
        preview.close();
    }
}
