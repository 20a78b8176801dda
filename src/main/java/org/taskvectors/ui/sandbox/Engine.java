package org.taskvectors.ui.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.inference.MemoryEstimate;
import org.taskvectors.job.Job;
import org.taskvectors.job.Later;
import org.taskvectors.job.Latest;
import org.taskvectors.job.Needs;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;

/// The model in memory: loads and unloads it, and keeps it in step with the base and the vectors
/// that are chosen. Lives on the window's thread.
public final class Engine implements AutoCloseable {
    /// After loading, before what reads long texts is loaded too.
    private static final Duration LONG_TEXTS = Duration.ofSeconds(4);

    /// How the model stands.
    public sealed interface State {
        /// Nothing is in memory.
        record Unloaded() implements State {}

        /// A job brings it into memory.
        record Loading(Job<SandboxModel> job) implements State {}

        /// It can answer.
        record Ready(SandboxModel model) implements State {}

        /// It could not be loaded.
        ///
        /// @param reason what is wrong and what to do, in whole sentences
        record Failed(String reason) implements State {}
    }

    /// What is known of the memory that it will take.
    ///
    /// @param memory the estimate; empty while it is not known
    /// @param reason why it is not known; empty where it is, or will be
    public record Estimated(Optional<MemoryEstimate> memory, String reason) {
        static final Estimated UNKNOWN = new Estimated(Optional.empty(), "");
    }

    private final AppContext context;
    private final SandboxCore core;
    private final Setup setup;
    private final Latest estimator = new Latest("sandbox-estimate");
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(new State.Unloaded());
    private final ReadOnlyObjectWrapper<Estimated> estimate =
            new ReadOnlyObjectWrapper<>(Estimated.UNKNOWN);
    private final ReadOnlyObjectWrapper<List<String>> notes =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<List<String>> changed =
            new ReadOnlyObjectWrapper<>(List.of());
    private final List<Consumer<SandboxModel>> waiting = new ArrayList<>();

    /// What is loaded, or being loaded.
    private Optional<LiveRequest> loaded = Optional.empty();

    private Optional<LiveRequest> estimated = Optional.empty();
    private final Later longTexts = new Later(LONG_TEXTS, this::prepareLongTexts);
    private volatile boolean isClosed;

    Engine(AppContext context, SandboxCore core, Setup setup) {
        this.context = context;
        this.core = core;
        this.setup = setup;
        setup.baseProperty().addListener((_, _, _) -> follow());
        setup.vectorsProperty().addListener((_, _, _) -> follow());
        follow();
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Estimated> estimateProperty() {
        return estimate.getReadOnlyProperty();
    }

    /// What a person should know of the model, in sentences; some of it comes after it is loaded.
    public ReadOnlyObjectProperty<List<String>> notesProperty() {
        return notes.getReadOnlyProperty();
    }

    /// What changed on disk since the model was loaded, in sentences.
    public ReadOnlyObjectProperty<List<String>> changedProperty() {
        return changed.getReadOnlyProperty();
    }

    /// The model, where it is in memory.
    public Optional<SandboxModel> model() {
        return state.get() instanceof State.Ready(SandboxModel model)
                ? Optional.of(model)
                : Optional.empty();
    }

    /// Brings the model into memory; nothing where it is there or on its way.
    public void load() {
        Optional<LiveRequest> request = request();
        boolean isOnItsWay = state.get() instanceof State.Loading || model().isPresent();
        if (request.isPresent() && !isOnItsWay) {
            load(request.get());
        }
    }

    /// Takes the model out of memory.
    public void unload() {
        waiting.clear();
        loaded = Optional.empty();
        State before = state.get();
        state.set(new State.Unloaded());
        notes.set(List.of());
        changed.set(List.of());
        if (before instanceof State.Loading(Job<SandboxModel> job)) {
            job.cancel();
        } else if (before instanceof State.Ready(SandboxModel model)) {
            release(model);
        }
    }

    /// Hands the model over as soon as it is in memory; loads it where it is not.
    public void whenReady(Consumer<SandboxModel> then) {
        Optional<SandboxModel> model = model();
        if (model.isPresent()) {
            then.accept(model.get());
        } else if (request().isPresent()) {
            waiting.add(then);
            load();
        }
    }

    /// Hands the model to none of those who wait for it.
    void forgetWaiting() {
        waiting.clear();
    }

    /// Looks whether the files behind the model are still what was loaded.
    public void lookAtDisk() {
        model().ifPresent(
                        model ->
                                context.background()
                                        .brief(
                                                "Looking at the model's files",
                                                (_, _) -> model.changedOnDisk(),
                                                found -> {
                                                    if (isStill(model)) {
                                                        changed.set(found);
                                                    }
                                                }));
    }

    /// Loads it anew, as after a change on disk.
    public void reload() {
        unload();
        load();
    }

    @Override
    public void close() {
        isClosed = true;
        longTexts.close();
        estimator.close();
        unload();
    }

    private boolean isStill(SandboxModel model) {
        return model().filter(model::equals).isPresent();
    }

    private Optional<LiveRequest> request() {
        return setup.baseProperty()
                .get()
                .map(
                        base ->
                                new LiveRequest(
                                        located(base),
                                        setup.vectorsProperty().get().stream()
                                                .map(Laid::vector)
                                                .map(id -> context.state().get().file(id))
                                                .flatMap(Optional::stream)
                                                .map(this::located)
                                                .toList(),
                                        0,
                                        context.compute(),
                                        false));
    }

    private Located located(FileItem item) {
        return context.state().get().located(item);
    }

    /// Takes another base, or other vectors. A model in memory follows its vectors by itself; for
    /// another base a person asks.
    private void follow() {
        Optional<LiveRequest> request = request();
        if (!request.equals(estimated)) {
            estimated = request;
            estimate(request);
        }
        if (loaded.isPresent() && !loaded.equals(request)) {
            boolean isSameBase =
                    request.map(LiveRequest::base).equals(loaded.map(LiveRequest::base));
            List<Consumer<SandboxModel>> then = List.copyOf(waiting);
            unload();
            if (isSameBase) {
                waiting.addAll(then);
                load();
            }
        } else if (state.get() instanceof State.Failed && loaded.isEmpty()) {
            state.set(new State.Unloaded());
        }
    }

    private void estimate(Optional<LiveRequest> request) {
        estimate.set(Estimated.UNKNOWN);
        if (request.isEmpty()) {
            return;
        }
        LiveRequest asked = request.get();
        estimator.ask(
                (_, _) -> core.estimate(asked),
                found -> estimated(asked, new Estimated(Optional.of(found), "")),
                failure ->
                        estimated(
                                asked, new Estimated(Optional.empty(), FailureWords.of(failure))));
    }

    private void estimated(LiveRequest asked, Estimated found) {
        context.background()
                .window()
                .execute(
                        () -> {
                            if (estimated.filter(asked::equals).isPresent()) {
                                estimate.set(found);
                            }
                        });
    }

    private void load(LiveRequest request) {
        String name = setup.baseProperty().get().map(FileItem::name).orElse("model");
        loaded = Optional.of(request);
        Job<SandboxModel> job =
                context.background()
                        .jobs()
                        .submit(
                                org.taskvectors.file.Shown.whole("Loading " + name),
                                Needs.DISK.withMemory(
                                        Located.readAhead(
                                                Stream.concat(
                                                        Stream.of(request.base()),
                                                        request.vectors().stream()))),
                                (progress, cancellation) ->
                                        core.load(request, progress, cancellation),
                                over -> context.background().window().execute(() -> ended(over)));
        state.set(new State.Loading(job));
    }

    private void ended(Job<SandboxModel> job) {
        boolean isAwaited =
                state.get() instanceof State.Loading(Job<SandboxModel> current)
                        && Objects.equals(current, job);
        if (!isAwaited || isClosed) {
            job.result().ifPresent(this::release);
            return;
        }
        List<Consumer<SandboxModel>> then = List.copyOf(waiting);
        waiting.clear();
        if (job.result().isPresent()) {
            SandboxModel model = job.result().get();
            state.set(new State.Ready(model));
            refresh(model);
            // Why it was not known does not hold any more: what it is of was read just now.
            if (estimate.get().memory().isEmpty()) {
                estimate(estimated);
            }
            then.forEach(each -> each.accept(model));
            longTexts.request();
        } else {
            loaded = Optional.empty();
            state.set(
                    job.failure()
                            .<State>map(failure -> new State.Failed(FailureWords.of(failure)))
                            .orElseGet(State.Unloaded::new));
        }
    }

    /// Reads the model's notes anew: how the vectors lie may add to them.
    public void lookAtNotes() {
        model().ifPresent(this::refresh);
    }

    /// A first answer that is short does not wait for the processor.
    private void prepareLongTexts() {
        if (isClosed) {
            return;
        }
        context.background()
                .brief(
                        "Preparing to read long texts",
                        (_, _) -> {
                            core.prepare();
                            return true;
                        },
                        _ -> lookAtNotes());
    }

    /// Asks for the model's notes as they are now: what reads long texts may have failed meanwhile.
    private void refresh(SandboxModel model) {
        context.background()
                .brief(
                        "Looking at the model",
                        (_, _) -> {
                            model.refresh();
                            return model.facts().notes();
                        },
                        found -> {
                            if (isStill(model)) {
                                notes.set(found);
                            }
                        });
    }

    /// Frees its memory, which waits for what it computes.
    private void release(SandboxModel model) {
        context.background()
                .brief(
                        "Unloading " + model.facts().name(),
                        (_, _) -> {
                            model.close();
                            return true;
                        },
                        _ -> {});
    }
}
