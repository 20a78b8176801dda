package org.taskvectors.ui.sandbox;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.taskvectors.sandbox.HistoryFile;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.VectorColours;
import org.taskvectors.workspace.WorkspaceState;

/// The place where a model answers with vectors on it: what runs, what is asked, what comes of it.
/// Lives on the window's thread.
public final class SandboxViewModel implements AutoCloseable {
    private static final String MARK = "sandbox.mark";

    /// The choice that names the work in sight: empty for prompts.
    public static final String WORK = "sandbox.work";

    private final AppContext context;
    private final SandboxCore core;
    private boolean isExpected;
    private final Setup setup;
    private final Engine engine;
    private final Prompting prompting;
    private final Exchange exchange;
    private final History history;
    private final Pointing pointing;
    private final Matrix matrix;
    private final Effects effects;
    private final Lens lens;
    private final ReadOnlyObjectWrapper<Map<String, SandboxCore.VectorFacts>> facts =
            new ReadOnlyObjectWrapper<>(Map.of());
    private final ObjectProperty<Mark> mark = new SimpleObjectProperty<>(Mark.DIFFERENCE);
    private final ReadOnlyObjectWrapper<String> work = new ReadOnlyObjectWrapper<>("");
    private final Set<String> looked = new HashSet<>();

    /// Whether the question is to be asked as soon as model and form are there.
    private boolean asksSoon;

    /// @param core what the place asks
    /// @param history the file that keeps the history; empty for this session only
    public SandboxViewModel(AppContext context, SandboxCore core, Optional<HistoryFile> history) {
        this.context = context;
        this.core = core;
        this.setup = new Setup(context);
        this.engine = new Engine(context, core, setup);
        this.prompting = new Prompting(context, core, setup, engine);
        this.exchange = new Exchange(context, setup, engine, prompting);
        this.history = new History(context, this, history, Clock.systemUTC());
        this.pointing = new Pointing(this);
        this.matrix = new Matrix(context, this);
        this.effects = new Effects(context, this);
        this.lens = new Lens(context, this);
        exchange.busyProperty()
                .addListener(
                        (_, _, isBusy) -> {
                            if (isBusy) {
                                matrix.stop();
                                effects.stop();
                                lens.hide();
                            }
                        });
        setup.vectorsProperty().addListener((_, _, _) -> look());
        prompting.formProperty().addListener((_, _, _) -> askIfReady());
        engine.stateProperty().addListener((_, _, _) -> askIfReady());
        engine.stateProperty().addListener((_, _, _) -> lookAgainOnceLoaded());
        context.state()
                .addListener(
                        (_, _, now) -> {
                            expect(now.place());
                            follow(now);
                        });
        follow(context.state().get());
        expect(context.state().get().place());
        Mark.of(context.state().get().choice(MARK, "")).ifPresent(mark::set);
        mark.addListener(
                (_, _, now) ->
                        context.workspace().update(state -> state.withChoice(MARK, now.name())));
        look();
    }

    private void follow(WorkspaceState now) {
        work.set(now.choice(WORK, ""));
        exchange.rest(!work.get().isEmpty());
    }

    /// The word of the work in sight, in small letters: `evaluate`; empty for prompts.
    public ReadOnlyObjectProperty<String> workProperty() {
        return work.getReadOnlyProperty();
    }

    /// Shows prompts, or another work.
    ///
    /// @param word of the work; empty for prompts
    public void show(String word) {
        context.workspace().update(state -> state.withChoice(WORK, word));
    }

    /// From Compare and from here a model may be asked soon.
    private void expect(String place) {
        boolean isNear = place.equals(Navigation.COMPARE) || place.equals(Navigation.SANDBOX);
        if (isNear && !isExpected) {
            isExpected = true;
            context.background()
                    .brief(
                            "Preparing to load models",
                            (_, _) -> {
                                core.warmUp();
                                return true;
                            },
                            _ -> {});
        }
    }

    public Setup setup() {
        return setup;
    }

    public Engine engine() {
        return engine;
    }

    public Prompting prompting() {
        return prompting;
    }

    public Exchange exchange() {
        return exchange;
    }

    public History history() {
        return history;
    }

    /// Several prompts under several settings.
    public Matrix matrix() {
        return matrix;
    }

    /// What a vector says over a text.
    public Effects effects() {
        return effects;
    }

    /// What each layer would say.
    public Lens lens() {
        return lens;
    }

    /// The token that is looked at.
    public Pointing pointing() {
        return pointing;
    }

    /// What is known of each vector, by the id of its item.
    public ReadOnlyObjectProperty<Map<String, SandboxCore.VectorFacts>> factsProperty() {
        return facts.getReadOnlyProperty();
    }

    /// By what words or tokens are marked.
    public ObjectProperty<Mark> markProperty() {
        return mark;
    }

    /// Returns how many layers the base has; 0 while that is not known.
    public int layers() {
        return engine.model()
                .map(model -> model.facts().architecture().layers())
                .or(
                        () ->
                                setup.baseProperty()
                                        .get()
                                        .flatMap(FileItem::facts)
                                        .map(known -> known.layers()))
                .orElse(0);
    }

    /// Returns the place of a vector among the colours: that of Compare where it is ticked there,
    /// else a free one.
    public int colour(Laid laid) {
        WorkspaceState state = context.state().get();
        Map<String, Integer> ticked = VectorColours.ofTicked(state);
        Map<String, Integer> colours = new HashMap<>();
        int next = ticked.size();
        for (Laid each : setup.vectorsProperty().get()) {
            if (!colours.containsKey(each.vector())) {
                OptionalInt own =
                        state.file(each.vector())
                                .map(FileItem::colour)
                                .orElseGet(OptionalInt::empty);
                boolean isFree = own.isEmpty() && !ticked.containsKey(each.vector());
                colours.put(each.vector(), ticked.getOrDefault(each.vector(), own.orElse(next)));
                next += isFree ? 1 : 0;
            }
        }
        return colours.getOrDefault(laid.vector(), next);
    }

    /// Returns the vectors' names in the order of their sum, no two items alike.
    public String name(Laid laid) {
        return setup.item(laid).map(FileItem::name).orElse("vector");
    }

    /// Returns the base that all these vectors are paired with.
    public static Optional<FileItem> baseOf(WorkspaceState state, List<FileItem> vectors) {
        return Setup.baseOf(state, vectors);
    }

    /// Lays vectors on their base, shows this place, loads and asks at once.
    ///
    /// @param vectors what goes onto the base
    public void tryVectors(List<FileItem> vectors) {
        Optional<FileItem> base =
                baseOf(context.state().get(), vectors).or(() -> setup.baseProperty().get());
        show("");
        context.navigation().go(Navigation.SANDBOX);
        if (base.isEmpty()) {
            vectors.forEach(setup::add);
            return;
        }
        setup.replace(base.get(), vectors);
        // Behind the workspace's own change, which comes on the window's thread as well.
        context.background().window().execute(this::askSoon);
    }

    /// Makes a model the base, with nothing on it, shows this place, loads and asks at once.
    public void tryModel(FileItem model) {
        show("");
        context.navigation().go(Navigation.SANDBOX);
        setup.replace(model, List.of());
        // Behind the workspace's own change, which comes on the window's thread as well.
        context.background().window().execute(this::askSoon);
    }

    /// Asks as soon as model and form are there; loads the model where it is not.
    public void askSoon() {
        asksSoon = true;
        engine.load();
        askIfReady();
    }

    /// Called each time the place comes into view.
    public void shown() {
        engine.lookAtDisk();
        looked.clear();
        look();
    }

    @Override
    public void close() {
        matrix.stop();
        effects.hide();
        lens.hide();
        exchange.close();
        history.close();
        prompting.close();
        engine.close();
    }

    private void askIfReady() {
        boolean isReady = engine.model().isPresent() && prompting.formProperty().get().isPresent();
        if (asksSoon && isReady) {
            asksSoon = false;
            exchange.askNow();
        } else if (engine.stateProperty().get() instanceof Engine.State.Failed) {
            asksSoon = false;
        }
    }

    /// Asks for what is known of vectors that were not looked at yet.
    private void look() {
        for (Laid laid : setup.vectorsProperty().get()) {
            if (looked.add(laid.vector())) {
                setup.item(laid).ifPresent(this::look);
            }
        }
    }

    /// What could not be read before could be read by now.
    private void lookAgainOnceLoaded() {
        if (engine.model().isPresent() && looked.retainAll(facts.get().keySet())) {
            look();
        }
    }

    private void look(FileItem item) {
        context.background()
                .brief(
                        "Opening " + item.name(),
                        (_, _) -> core.vector(context.state().get().located(item)),
                        found -> {
                            Map<String, SandboxCore.VectorFacts> more = new HashMap<>(facts.get());
                            more.put(item.id(), found);
                            facts.set(Map.copyOf(more));
                        },
                        // Loading says what is wrong with it.
                        _ -> {});
    }
}
