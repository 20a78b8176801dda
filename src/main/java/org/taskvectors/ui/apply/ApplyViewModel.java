package org.taskvectors.ui.apply;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.merge.Applied;
import org.taskvectors.merge.ApplyRequest;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.saving.Target;
import org.taskvectors.ui.common.Destination;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.SuggestedText;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.vector.Scale;
import org.taskvectors.vector.VectorProblem;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The choices for a base with vectors on it, the job that saves it, and what came of it. The model
/// joins the library as a fine-tuned one of its base. Knows no scene graph.
public final class ApplyViewModel {
    /// Where it stands.
    public enum State {
        CHOOSING,
        RUNNING,
        DONE,
        FAILED
    }

    private final AppContext context;
    private final ApplyCore core;
    private final ReadOnlyObjectWrapper<Optional<FileItem>> shown =
            new ReadOnlyObjectWrapper<>(this, "shown", Optional.empty());
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(this, "state", State.CHOOSING);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ObjectProperty<Optional<FileItem>> base =
            new SimpleObjectProperty<>(this, "base", Optional.empty());
    private final ObservableList<TermChoice> terms = FXCollections.observableArrayList();
    private final ObjectProperty<OutputDType> dtype =
            new SimpleObjectProperty<>(this, "dtype", OutputDType.SOURCE);
    private final BooleanProperty partial = new SimpleBooleanProperty(this, "partial", false);
    private final ReadOnlyBooleanWrapper asksPartial =
            new ReadOnlyBooleanWrapper(this, "asksPartial", false);
    private final BooleanProperty profile = new SimpleBooleanProperty(this, "profile", false);
    private final SuggestedText name = new SuggestedText(this, "name");
    private final Destination destination = new Destination(name.textProperty());
    private Optional<ApplyResult> result = Optional.empty();
    private @Nullable Job<ApplyResult> job;

    private final SavedModels saved;
    private final ApplyTime time;
    private final ReadOnlyStringWrapper timeAhead =
            new ReadOnlyStringWrapper(this, "timeAhead", "");

    /// @param core saves the model
    public ApplyViewModel(AppContext context, ApplyCore core) {
        this.context = context;
        this.core = core;
        this.saved = new SavedModels(context);
        this.time = new ApplyTime(context, core, this::estimate);
        List.<Observable>of(dtype, profile, partial, destination.folderProperty())
                .forEach(property -> property.addListener(_ -> chosen()));
        base.addListener(_ -> renamed());
        terms.addListener((Observable _) -> renamed());
        name.textProperty().addListener(_ -> chosen());
        context.state().addListener((_, _, now) -> saved.pair(now));
    }

    /// Whether an item is a vector or an adapter, and the library holds a model to put it onto.
    public static boolean isPossible(WorkspaceState state, String id) {
        return state.file(id).filter(item -> item.role().isVector()).isPresent()
                && !models(state).isEmpty();
    }

    private static List<FileItem> models(WorkspaceState state) {
        return Stream.concat(state.files(Role.BASE).stream(), state.files(Role.TUNED).stream())
                .toList();
    }

    /// The vector that the panel was opened for; empty while the panel is put away.
    public ReadOnlyObjectProperty<Optional<FileItem>> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// Why it cannot begin, or why it failed; empty where nothing is wrong.
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// How long it will take, and from what that is known; empty where nothing is.
    public ReadOnlyStringProperty timeAheadProperty() {
        return timeAhead.getReadOnlyProperty();
    }

    /// The model that the vectors are put onto.
    public ObjectProperty<Optional<FileItem>> baseProperty() {
        return base;
    }

    /// The models of the library, bases first.
    public List<FileItem> bases() {
        return models(context.state().get());
    }

    /// What is put onto the base, in the order in which it is added.
    public ObservableList<TermChoice> terms() {
        return terms;
    }

    /// The vectors and adapters of the library that are not among the terms yet.
    public List<FileItem> addable() {
        List<String> taken = terms.stream().map(term -> term.vector().id()).toList();
        return Stream.concat(
                        context.state().get().files(Role.VECTOR).stream(),
                        context.state().get().files(Role.ADAPTER).stream())
                .filter(item -> !taken.contains(item.id()))
                .toList();
    }

    /// Adds a vector with the coefficient 1.
    public void add(FileItem vector) {
        TermChoice term = new TermChoice(vector);
        term.lambdaProperty().addListener(_ -> chosen());
        terms.add(term);
    }

    public void remove(TermChoice term) {
        terms.remove(term);
    }

    public ObjectProperty<OutputDType> dtypeProperty() {
        return dtype;
    }

    /// Whether changes are left out that cannot be read or that the base has no tensor for.
    public BooleanProperty partialProperty() {
        return partial;
    }

    /// Whether the last try failed for want of such a choice.
    public ReadOnlyBooleanProperty asksPartialProperty() {
        return asksPartial.getReadOnlyProperty();
    }

    /// Whether the change that is really written is measured.
    public BooleanProperty profileProperty() {
        return profile;
    }

    /// The name of the model's folder, or of its file where it ends as one.
    public StringProperty nameProperty() {
        return destination.nameProperty();
    }

    /// The folder that it goes into.
    public ObjectProperty<Path> folderProperty() {
        return destination.folderProperty();
    }

    /// What the job left, once it is [State#DONE].
    public Optional<ApplyResult> result() {
        return result;
    }

    /// Shows the panel for a vector, on the base that the library pairs it with; without one a
    /// person chooses. A job that runs for another one goes on in the tray.
    public void show(FileItem item) {
        if (shown.get().filter(item::equals).isEmpty() || state.get() != State.RUNNING) {
            job = null;
            result = Optional.empty();
            name.followAgain();
            state.set(State.CHOOSING);
            terms.clear();
            WorkspaceState now = context.state().get();
            base.set(item.base().flatMap(now::file));
            destination.setBeside(item.path());
            add(item);
        }
        shown.set(Optional.of(item));
        estimate();
    }

    /// Puts the panel away; a job that runs goes on.
    public void hide() {
        shown.set(Optional.empty());
    }

    public void chooseFolder() {
        context.dialogs()
                .openFolder("Where the model goes")
                .ifPresent(destination.folderProperty()::set);
    }

    /// The model's folder or file; empty while the name is no name.
    public Optional<Path> target() {
        return destination.path();
    }

    /// Begins, as a job of the tray.
    public void start() {
        Optional<Path> target = target();
        Optional<FileItem> from = base.get();
        if (!isReady() || target.isEmpty() || from.isEmpty()) {
            return;
        }
        WorkspaceState now = context.state().get();
        List<Applied> applied = new ArrayList<>();
        for (TermChoice term : terms) {
            applied.add(
                    new Applied(
                            now.located(term.vector()),
                            new Scale.Constant(term.scale().orElseThrow())));
        }
        ApplyRequest request =
                new ApplyRequest(
                        now.located(from.get()),
                        applied,
                        dtype.get(),
                        OutputFormats.of(target.get())
                                .<Target>map(
                                        format ->
                                                new Target.SingleFile(target.get(), format, false))
                                .orElseGet(() -> new Target.Folder(target.get())),
                        profile.get(),
                        partial.get(),
                        context.compute());
        problem.set("");
        result = Optional.empty();
        FileItem onto = from.get();
        List<FileItem> vectors = vectors();
        job =
                context.background()
                        .jobs()
                        .submit(
                                "Saving " + target.get().getFileName(),
                                Needs.DISK_AND_DEVICE.withMemory(Located.readAhead(request.read())),
                                (progress, cancellation) ->
                                        core.apply(request, progress, cancellation),
                                over ->
                                        context.background()
                                                .window()
                                                .execute(
                                                        () ->
                                                                ended(
                                                                        over,
                                                                        target.get(),
                                                                        onto,
                                                                        vectors)));
        state.set(State.RUNNING);
    }

    /// Asks the job to stop.
    public void cancel() {
        if (job != null) {
            job.cancel();
        }
    }

    /// Between 0 and 1 while it runs.
    public double fraction() {
        return job == null ? 0 : job.progress().fraction();
    }

    /// Whether everything that was typed means something and nothing runs.
    public boolean isReady() {
        return state.get() != State.RUNNING && choiceProblem().isEmpty();
    }

    private void ended(Job<ApplyResult> over, Path target, FileItem onto, List<FileItem> vectors) {
        over.result()
                .ifPresent(
                        made -> {
                            time.took(made.saved().took(), onto, vectors);
                            saved.expect(target, onto.id());
                            context.opening().add(List.of(target));
                        });
        if (!over.equals(job)) {
            over.failure()
                    .ifPresent(
                            failure -> context.background().errors().show(over.title(), failure));
            return;
        }
        result = over.result();
        if (result.isPresent()) {
            state.set(State.DONE);
        } else if (over.failure().isPresent()) {
            problem.set(FailureWords.of(over.failure().get()));
            asksPartial.set(isPartial(over.failure().get()));
            state.set(State.FAILED);
        } else {
            state.set(State.CHOOSING);
            problem.set("Cancelled; nothing was left behind.");
        }
    }

    /// Whether a part of the vectors could be put onto the base, and the whole could not.
    private static boolean isPartial(Throwable failure) {
        return failure instanceof Failure known
                && (known.problem() == VectorProblem.INCOMPLETE
                        || known.problem() == CheckpointProblem.NOT_ITS_BASE);
    }

    /// Another name follows from other vectors, until a person writes one.
    private void renamed() {
        partial.set(false);
        asksPartial.set(false);
        if (!name.isSaid()) {
            name.suggest(
                    ModelName.suggest(base.get(), vectors(), destination.folderProperty().get()));
        }
        chosen();
    }

    private void chosen() {
        if (state.get() == State.RUNNING) {
            return;
        }
        state.set(State.CHOOSING);
        problem.set(choiceProblem());
        estimate();
    }

    private void estimate() {
        timeAhead.set(shown.get().isEmpty() ? "" : time.words(base.get(), vectors(), dtype.get()));
    }

    private List<FileItem> vectors() {
        return terms.stream().map(TermChoice::vector).toList();
    }

    private String choiceProblem() {
        if (base.get().isEmpty()) {
            return "Choose the model that the vectors are put onto.";
        }
        if (terms.isEmpty()) {
            return "Add a vector.";
        }
        if (terms.stream().anyMatch(term -> term.scale().isEmpty())) {
            return "A coefficient λ is a number, such as 1, 0.5 or −1.";
        }
        return target().isEmpty() ? "The model's folder needs a name." : "";
    }
}
