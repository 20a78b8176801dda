package org.taskvectors.ui.train;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.file.Failure;
import org.taskvectors.job.EarlyEnd;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.training.TrainingControl;
import org.taskvectors.training.TrainingProblem;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.TrainingResult;
import org.taskvectors.training.TrainingSnapshot;
import org.taskvectors.ui.common.Arrivals;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.TrainingItem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// The runs of the workspace: those that wait or run as jobs, and those that lie in their folders.
/// Lives on the window's thread.
public final class TrainRuns {
    static final String NOT_SAVED =
            "This window is read-only, so that the run would be lost: save the workspace elsewhere"
                    + " first.";

    private final AppContext context;
    private final TrainCore core;
    private final Landing landing;
    private final Places places;
    private final ReadOnlyObjectWrapper<List<TrainingItem>> items =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Map<String, Live>> live =
            new ReadOnlyObjectWrapper<>(Map.of());
    private final ReadOnlyObjectWrapper<Map<String, Seen>> seen =
            new ReadOnlyObjectWrapper<>(Map.of());
    private final ReadOnlyObjectWrapper<Optional<Ended>> ended =
            new ReadOnlyObjectWrapper<>(Optional.empty());

    /// Where runs lie.
    ///
    /// @param folder their folder
    /// @param isSaved whether the workspace that knows them is saved, now
    record Places(Path folder, BooleanSupplier isSaved) {}

    /// A run that waits or runs.
    ///
    /// @param changes how often its standing became another one
    private record Live(Job<TrainingResult> job, int changes) {}

    /// A run whose adapter was written just now.
    ///
    /// @param id of the run
    /// @param name of the run
    /// @param folder of the adapter, or of the model
    /// @param form what was asked for
    /// @param stoppedAt the step at which a person ended it; empty where it took all its steps
    /// @param notes what a person should know, a sentence each, without its full stop
    public record Ended(
            String id,
            String name,
            Path folder,
            Form form,
            OptionalInt stoppedAt,
            List<String> notes) {
        public Ended {
            notes = List.copyOf(notes);
        }
    }

    TrainRuns(AppContext context, TrainCore core, Landing landing, Places places) {
        this.context = context;
        this.core = core;
        this.landing = landing;
        this.places = places;
        items.set(context.state().get().trainings());
        context.state().addListener((_, _, now) -> items.set(now.trainings()));
    }

    /// The runs, oldest first.
    public ReadOnlyObjectProperty<List<TrainingItem>> itemsProperty() {
        return items.getReadOnlyProperty();
    }

    /// What is known of runs, by their ids; one that was not looked at is not in it.
    ReadOnlyObjectProperty<Map<String, Seen>> seenProperty() {
        return seen.getReadOnlyProperty();
    }

    /// Changes when a run begins, is asked to end, or ends.
    ReadOnlyObjectProperty<?> changedProperty() {
        return live.getReadOnlyProperty();
    }

    /// The run that has ended last, until a person puts that away.
    public ReadOnlyObjectProperty<Optional<Ended>> endedProperty() {
        return ended.getReadOnlyProperty();
    }

    /// Puts away what is said of a run that has ended.
    public void dismissEnded() {
        ended.set(Optional.empty());
    }

    /// Returns a run of the workspace.
    Optional<TrainingItem> item(String id) {
        return items.get().stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /// Returns where a run stands.
    public Stage stage(TrainingItem item) {
        Live now = live.get().get(item.id());
        if (now != null) {
            Job<TrainingResult> job = now.job();
            if (job.state() == Job.State.WAITING) {
                return Stage.WAITING;
            }
            return job.isPauseRequested() || job.isCancelRequested()
                    ? Stage.PAUSING
                    : job.isKeepRequested() ? Stage.STOPPING : Stage.RUNNING;
        }
        return switch (item.standing()) {
            case UNFINISHED -> Stage.PAUSED;
            case FAILED -> Stage.FAILED;
            case DONE -> Stage.DONE;
        };
    }

    /// Whether one waits or runs.
    public boolean isAnyOn() {
        return !live.get().isEmpty();
    }

    /// Returns why nothing can be trained in this window; empty where it can.
    String wrong() {
        return places.isSaved().getAsBoolean() ? "" : NOT_SAVED;
    }

    Path folder() {
        return places.folder();
    }

    /// Begins a run; it waits while another one runs.
    ///
    /// @param memory bytes that it will take; 0 where that is not known
    /// @return its id
    String start(String name, Form form, long memory) {
        String id = freshId();
        TrainingItem item =
                new TrainingItem(
                        id,
                        name,
                        places.folder().resolve(name),
                        "",
                        TrainingItem.Standing.UNFINISHED,
                        FormJson.write(form));
        context.workspace().update(state -> state.withItem(item));
        submit(item, form, new TrainingControl(), memory);
        return id;
    }

    /// Goes on with a run, or writes its adapter as it is.
    ///
    /// @param isKept whether no step is taken any more
    /// @return why it cannot be gone on with; empty where it is
    String resume(TrainingItem item, boolean isKept) {
        if (!wrong().isEmpty()) {
            return wrong();
        }
        Form form = FormJson.read(item.asked());
        WorkspaceState state = context.workspace().state();
        if (state.file(form.base()).isEmpty()) {
            return "The base of " + item.name() + " is no longer in the library: open it again.";
        }
        if (!form.compared().isEmpty() && state.file(form.compared()).isEmpty()) {
            return "The vector that "
                    + item.name()
                    + " is compared with is no longer in the library: open it again.";
        }
        if (form.data().isEmpty()) {
            return "What " + item.name() + " asked for cannot be read any more.";
        }
        TrainingControl control = new TrainingControl();
        if (isKept) {
            control.ask(TrainingControl.Wish.STOP_AND_KEEP);
        }
        submit(item, form, control, 0);
        return "";
    }

    private void submit(TrainingItem item, Form form, TrainingControl control, long memory) {
        TrainingRequest request = request(item.name(), form, item.folder());
        Arrivals<TrainingSnapshot> latest = new Arrivals<>();
        Pacing pacing = new Pacing();
        Needs needs = memory > 0 ? Needs.DEVICE.withMemory(memory) : Needs.DEVICE;
        Job<TrainingResult> job =
                context.background()
                        .jobs()
                        .submitPausable(
                                "Training " + item.name(),
                                needs,
                                new EarlyEnd(
                                        () -> ask(item.id(), control, TrainingControl.Wish.PAUSE),
                                        () ->
                                                ask(
                                                        item.id(),
                                                        control,
                                                        TrainingControl.Wish.STOP_AND_KEEP)),
                                (progress, cancellation) ->
                                        core.train(
                                                request,
                                                control,
                                                now -> {
                                                    if (now.phase()
                                                            == TrainingSnapshot.Phase.PAUSED) {
                                                        // What it goes on with is on disk: it
                                                        // gives memory and device back.
                                                        cancellation.cancel();
                                                    }
                                                    if (pacing.isDue(now)) {
                                                        arrived(item.id(), now, latest);
                                                    } else {
                                                        latest.keep(now);
                                                    }
                                                },
                                                progress,
                                                cancellation),
                                over ->
                                        context.background()
                                                .window()
                                                .execute(() -> ended(item.id(), latest, over)));
        put(item.id(), new Live(job, 0));
    }

    private void ask(String id, TrainingControl control, TrainingControl.Wish wish) {
        control.ask(wish);
        context.background().window().execute(() -> touch(id));
    }

    /// The same job again, so that whoever shows it looks at it anew.
    private void touch(String id) {
        Optional.ofNullable(live.get().get(id))
                .ifPresent(now -> put(id, new Live(now.job(), now.changes() + 1)));
    }

    TrainingRequest request(String name, Form form, Path folder) {
        WorkspaceState state = context.workspace().state();
        FileItem base = state.file(form.base()).orElseThrow();
        return new TrainingRequest(
                name,
                state.located(base),
                form.data().orElseThrow(),
                form.settings(),
                context.compute(),
                state.file(form.compared()).map(state::located),
                folder);
    }

    /// Hands the newest state to the window, however fast they come.
    private void arrived(String id, TrainingSnapshot now, Arrivals<TrainingSnapshot> latest) {
        if (latest.put(now)) {
            return; // The window will find this one too.
        }
        context.background()
                .window()
                .execute(
                        () -> {
                            Optional<TrainingSnapshot> newest = latest.take();
                            if (live.get().containsKey(id)) {
                                newest.ifPresent(found -> know(id, Seen.of(found)));
                            }
                            touch(id); // It runs now, if it waited.
                        });
    }

    private void ended(String id, Arrivals<TrainingSnapshot> latest, Job<TrainingResult> job) {
        Map<String, Live> left = new HashMap<>(live.get());
        left.remove(id);
        // What is known of it comes before the word that it no longer runs.
        latest.last().ifPresent(last -> know(id, Seen.of(last).atRest()));
        job.result().ifPresent(result -> know(id, seen(result)));
        TrainingItem.Standing standing =
                job.result().isPresent()
                        ? TrainingItem.Standing.DONE
                        : job.failure().isPresent()
                                ? TrainingItem.Standing.FAILED
                                : TrainingItem.Standing.UNFINISHED;
        String summary = job.failure().map(TrainRuns::why).orElse("");
        context.workspace()
                .update(
                        state ->
                                state.item(id)
                                        .flatMap(one -> one.training())
                                        .map(one -> one.withOutcome(standing, summary))
                                        .map(state::withItem)
                                        .orElse(state));
        items.set(context.workspace().state().trainings());
        live.set(Map.copyOf(left));
        Optional<TrainingItem> item = item(id);
        if (item.isPresent() && job.result().isPresent()) {
            Form form = FormJson.read(item.get().asked());
            TrainingResult result = job.result().get();
            landing.land(result.folder(), item.get().name(), form);
            ended.set(
                    Optional.of(
                            new Ended(
                                    id,
                                    item.get().name(),
                                    result.folder(),
                                    form,
                                    result.isStopped()
                                            ? OptionalInt.of(result.step())
                                            : OptionalInt.empty(),
                                    result.notes())));
        }
    }

    /// That numbers are no longer finite is no matter of any file.
    private static String why(Throwable failure) {
        return failure instanceof Failure known && known.problem() == TrainingProblem.DIVERGED
                ? known.what() + ". " + known.advice() + "."
                : FailureWords.of(failure);
    }

    private static Seen seen(TrainingResult result) {
        return new Seen(
                result.step(),
                result.curve(),
                result.checkpoints(),
                result.data(),
                Optional.empty());
    }

    private void know(String id, Seen now) {
        Map<String, Seen> all = new HashMap<>(seen.get());
        all.put(id, now);
        seen.set(Map.copyOf(all));
    }

    private void put(String id, Live now) {
        Map<String, Live> all = new HashMap<>(live.get());
        all.put(id, now);
        live.set(Map.copyOf(all));
    }

    /// Looks into a run's folder, where nothing is known of it yet.
    ///
    /// @param wrong gets what is wrong with it
    void look(TrainingItem item, Consumer<String> wrong) {
        if (seen.get().containsKey(item.id()) || live.get().containsKey(item.id())) {
            return;
        }
        context.background()
                .brief(
                        "Opening " + item.name(),
                        (_, _) -> core.past(item.folder()),
                        past -> {
                            if (!seen.get().containsKey(item.id())) {
                                know(item.id(), Seen.of(past));
                            }
                        },
                        failure -> wrong.accept(FailureWords.of(failure)));
    }

    /// Asks a run to keep a checkpoint and end; one that waits does not begin.
    public void pause(String id) {
        job(id).ifPresent(Job::pause);
    }

    /// Asks a run to write its adapter and end.
    public void keep(String id) {
        job(id).ifPresent(Job::keep);
    }

    private Optional<Job<TrainingResult>> job(String id) {
        return Optional.ofNullable(live.get().get(id)).map(Live::job);
    }

    public void rename(TrainingItem item, String name) {
        if (!name.isBlank()) {
            context.undo()
                    .act(
                            Act.of(
                                    "Rename " + item.name(),
                                    state ->
                                            state.item(item.id())
                                                    .flatMap(one -> one.training())
                                                    .map(one -> one.withName(name.strip()))
                                                    .map(state::withItem)
                                                    .orElse(state)));
        }
    }

    /// Takes a run out of the workspace; its folder stays where it is, so that this can be taken
    /// back. One that runs is paused.
    public void remove(TrainingItem item) {
        pause(item.id());
        context.undo()
                .act(
                        Act.of("Remove " + item.name(), state -> state.without(item.id()))
                                .saying("Removed " + item.name() + " from the list of runs"));
    }

    /// Asks all that run to end where they can be gone on with.
    void close() {
        live.get().values().forEach(now -> now.job().cancel());
    }

    private String freshId() {
        return "training-" + UUID.randomUUID();
    }
}
