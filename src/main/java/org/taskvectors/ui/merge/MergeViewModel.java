package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.job.Job;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.ui.shell.AppContext;
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
    private final MergeLanding landing;
    private final MergeChoices choices;
    private final MergeLook look;
    private final MergeRun run;
    private final Preview preview;
    private final RecipeText recipe;
    private final RecipeOpening opening;
    private final MergeTime time;
    private final ReadOnlyObjectWrapper<String> said = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Integer> changed = new ReadOnlyObjectWrapper<>(0);
    private boolean isInSight;
    private String suggestion = "";

    /// What was looked at last, as far as that matters.
    private Asking looked = Asking.FIRST;

    /// @param core merges
    /// @param tried shows a model in the Sandbox
    public MergeViewModel(AppContext context, MergeCore core, Consumer<FileItem> tried) {
        this.context = context;
        this.landing = new MergeLanding(context, tried);
        this.choices = new MergeChoices(context);
        this.time = new MergeTime(context, core, this::tell);
        this.look = new MergeLook(context, core, this::found);
        this.run = new MergeRun(context, core, landing, time);
        this.preview = new Preview(context, core, choices);
        this.recipe = new RecipeText(context, core, choices);
        this.opening = new RecipeOpening(context, core, choices, recipe);
        choices.askingProperty()
                .addListener(
                        (_, _, _) -> {
                            run.forgetFailure();
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

    /// Opens a recipe of the library, and goes to the place.
    public void openRecipe(FileItem recipe) {
        opening.open(recipe.path());
    }

    /// Opens recipes into the place.
    RecipeOpening opening() {
        return opening;
    }

    private Asking asking() {
        return choices.askingProperty().get();
    }

    /// Puts the recipe of what is asked for into the library.
    ///
    /// @param then is handed its item
    void keepRecipe(Consumer<FileItem> then) {
        Optional<Path> already = recipe.kept();
        if (already.isPresent()) {
            context.workspace().state().fileAt(already.get()).ifPresent(then);
            return;
        }
        Asking asking = asking();
        Optional<Path> folder =
                asking.isWritten() ? asking.written().map(WrittenRecipe::place) : folder();
        Optional<MergeRequest> request = checked(CheckedMerge::request);
        if (folder.isPresent() && request.isPresent()) {
            recipe.keep(
                    folder.get(),
                    MergeNames.stem(asking, choices.items()),
                    request.get().isOfVectorsOnBase() ? Role.VECTOR : Role.TUNED,
                    landing.base(request.get()),
                    then);
        }
    }

    /// Edits the form's recipe as text, in the form's place.
    void editRecipe() {
        folder().ifPresent(
                        folder ->
                                opening.write(
                                        recipe.text(),
                                        folder,
                                        MergeNames.stem(asking(), choices.items())));
    }

    /// Whether vectors are merged, as far as is known.
    boolean isOfVectors() {
        return preview.isPossible();
    }

    /// Ticks what lies there in Compare, and goes there.
    void compare(Path vector) {
        landing.compare(vector);
    }

    /// Shows what lies there in the Sandbox.
    void tryOut(Path item) {
        landing.tryOut(item);
    }

    /// What was found of what is asked for; empty while it is being looked at, or is not whole.
    public ReadOnlyObjectProperty<Optional<CheckedMerge>> checkedProperty() {
        return look.checkedProperty();
    }

    /// The job that saves a model; empty while none does.
    public ReadOnlyObjectProperty<Optional<Job<ApplyResult>>> runningProperty() {
        return run.runningProperty();
    }

    /// What was saved last, until it is put away.
    public ReadOnlyObjectProperty<Optional<Done>> doneProperty() {
        return run.doneProperty();
    }

    /// Why the last merge failed; empty where it did not, or what is asked for changed since.
    public ReadOnlyObjectProperty<String> failureProperty() {
        return run.failureProperty();
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

    /// Returns what is missing, or wrong before any file is looked at; empty where nothing is.
    public String missing() {
        Asking asking = asking();
        if (asking.written().isPresent()) {
            return asking.written().get().text().isBlank()
                    ? "The recipe is empty."
                    : target().isEmpty() ? "What is written needs a name." : "";
        }
        String missing = asking.form().missing();
        if (!missing.isEmpty()) {
            return missing;
        }
        return target().isEmpty() ? "What is written needs a name." : "";
    }

    /// Returns why it cannot be merged now; empty where it can.
    public String wrong() {
        String missing = missing();
        if (!missing.isEmpty()) {
            return missing;
        }
        if (run.runningProperty().get().isPresent()) {
            return "A merge is being saved.";
        }
        Optional<CheckedMerge> found = checkedProperty().get();
        if (found.isEmpty() || look.isLooking()) {
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
        Asking asking = asking();
        return MergeNames.folder(
                asking, choices.base().filter(_ -> asking.form().isOnBase()), choices.items());
    }

    /// Returns where the model goes; empty where its name is no name.
    Optional<Path> target() {
        Asking asking = asking();
        String typed = asking.form().output().name();
        String name = typed.isBlank() ? suggestion : typed;
        return folder().flatMap(folder -> MergeNames.target(asking, folder, name));
    }

    /// A slider that is dragged changes nothing that headers tell.
    private void lookIfOther() {
        if (!asking().looks().equals(looked)) {
            look();
        } else {
            tell();
        }
    }

    /// Looks at what is asked for. Nothing is read before a person comes here.
    private void look() {
        looked = asking().looks();
        suggest();
        look.look(this::asked);
    }

    /// What the core is asked for; empty where that is not whole.
    private Optional<MergeRequests.Asked> asked() {
        return isInSight && missing().isEmpty()
                ? target().map(target -> MergeRequests.asked(context, asking(), target))
                : Optional.empty();
    }

    private void found() {
        known();
        tell();
    }

    private void known() {
        preview.changed(isKnown(), checked(CheckedMerge::request));
        recipe.changed(isKnown(), folder());
    }

    private <T> Optional<T> checked(Function<CheckedMerge, Optional<T>> of) {
        return checkedProperty().get().flatMap(of);
    }

    /// Whether everything fits, so that the merge can be measured.
    private boolean isKnown() {
        return isInSight
                && !look.isLooking()
                && missing().isEmpty()
                && checked(CheckedMerge::plan).isPresent();
    }

    private void suggest() {
        Asking asking = asking();
        suggestion =
                asking.written().isEmpty() && asking.form().parts().isEmpty()
                        ? ""
                        : folder().map(to -> MergeNames.suggest(asking, choices.items(), to))
                                .orElse("");
    }

    /// Begins, as a job of the tray.
    public void start() {
        start(asked -> asked);
    }

    /// Whether an unfinished model of another merge lies in the place, so that [#startAnew] helps.
    ReadOnlyObjectProperty<Boolean> inTheWayProperty() {
        return run.inTheWayProperty();
    }

    /// Begins in the place of an unfinished model that lies there.
    void startAnew() {
        start(MergeRequests.Asked::anew);
    }

    /// Looks again, where something outside of the program has changed.
    void lookAgain() {
        look();
    }

    /// Asks the hub for the models that the recipe names, or the form's ingredients, and looks
    /// again.
    void askHub() {
        new HubAsking(context, choices)
                .ask(
                        () -> {
                            opening.again();
                            look();
                        });
    }

    private void start(UnaryOperator<MergeRequests.Asked> how) {
        Optional<MergeRequest> request = checked(CheckedMerge::request);
        if (!wrong().isEmpty() || request.isEmpty()) {
            return;
        }
        said.set("");
        run.start(
                new MergeRun.Asked(
                        how.apply(asked().orElseThrow()),
                        target().orElseThrow(),
                        MergeLanding.role(asking().kind()),
                        landing.base(request.get()),
                        time.toRead(request.get()),
                        time.paths(request.get())),
                // What has its name now is in the way of the next one.
                this::look);
    }

    /// Measures what it would be, where it can be measured.
    public void startPreview() {
        if (isKnown() && preview.isPossible()) {
            preview.start();
        }
    }

    /// Asks the job to stop.
    public void cancel() {
        run.cancel();
    }

    /// Returns how long it will take, and from what that is known; empty where nothing is.
    String timeAhead() {
        return checkedProperty().get().map(time::words).orElse("");
    }

    /// Puts the last result away.
    void dismissDone() {
        run.dismissDone();
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

    @Override
    public void close() {
        preview.close();
    }
}
