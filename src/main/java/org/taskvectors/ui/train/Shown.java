package org.taskvectors.ui.train;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.figure.training.TrainingFigures;
import org.taskvectors.figure.training.TrainingWords;
import org.taskvectors.job.Latest;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.TrainingItem;
import org.taskvectors.workspace.WorkspaceState;

/// What is in sight: a new run before it begins, or one of the workspace's, with its figures and
/// the checkpoints that are chosen. Lives on the window's thread; figures are made beside it.
public final class Shown implements AutoCloseable {
    static final String SHOWN = "train.shown";

    private final AppContext context;
    private final TrainRuns runs;
    private final Latest maker = new Latest("train-figures");
    private final ReadOnlyObjectWrapper<Optional<TrainingItem>> run =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Seen>> seen =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Pictures>> pictures =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Set<Integer>> ticked =
            new ReadOnlyObjectWrapper<>(Set.of());
    private final ReadOnlyObjectWrapper<OptionalInt> chosen =
            new ReadOnlyObjectWrapper<>(OptionalInt.empty());
    private final ReadOnlyObjectWrapper<OptionalDouble> pointed =
            new ReadOnlyObjectWrapper<>(OptionalDouble.empty());
    private final ReadOnlyObjectWrapper<String> problem = new ReadOnlyObjectWrapper<>("");
    private boolean isInSight;

    Shown(AppContext context, TrainRuns runs) {
        this.context = context;
        this.runs = runs;
        context.state().addListener((_, _, now) -> follow(now));
        runs.itemsProperty().addListener((_, _, _) -> follow(context.state().get()));
        runs.seenProperty().addListener((_, _, _) -> see());
        runs.changedProperty().addListener((_, _, _) -> draw());
        follow(context.state().get());
    }

    /// The run in sight; empty for a new one.
    public ReadOnlyObjectProperty<Optional<TrainingItem>> runProperty() {
        return run.getReadOnlyProperty();
    }

    /// What is known of it; empty for a new one, and before it was looked at.
    public ReadOnlyObjectProperty<Optional<Seen>> seenProperty() {
        return seen.getReadOnlyProperty();
    }

    /// Its figures; empty before there is something to draw.
    ReadOnlyObjectProperty<Optional<Pictures>> picturesProperty() {
        return pictures.getReadOnlyProperty();
    }

    /// The steps of the checkpoints that are ticked.
    public ReadOnlyObjectProperty<Set<Integer>> tickedProperty() {
        return ticked.getReadOnlyProperty();
    }

    /// The step of the checkpoint that is chosen; empty for none.
    public ReadOnlyObjectProperty<OptionalInt> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    /// The step that is pointed at in a figure; empty for none.
    ReadOnlyObjectProperty<OptionalDouble> pointedProperty() {
        return pointed.getReadOnlyProperty();
    }

    /// Why the run in sight cannot be shown; empty mostly.
    public ReadOnlyObjectProperty<String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Shows a run, or a new one.
    ///
    /// @param id empty for a new one
    public void show(String id) {
        context.workspace().update(state -> state.withChoice(SHOWN, id));
    }

    void inSight() {
        isInSight = true;
        look();
    }

    void point(OptionalDouble step) {
        pointed.set(step);
    }

    /// Chooses the checkpoint nearest to a step.
    void chooseNear(double step) {
        checkpoints().stream()
                .min(Comparator.comparingDouble(one -> Math.abs(one.step() - step)))
                .ifPresent(one -> choose(OptionalInt.of(one.step())));
    }

    public void choose(OptionalInt step) {
        if (!step.equals(chosen.get())) {
            chosen.set(step);
            draw();
        }
    }

    public void tick(int step, boolean isTicked) {
        Set<Integer> now = new TreeSet<>(ticked.get());
        if (isTicked ? now.add(step) : now.remove(step)) {
            ticked.set(Collections.unmodifiableSet(now));
        }
    }

    /// Returns the checkpoints that are kept, in order.
    public List<KeptCheckpoint> checkpoints() {
        return seen.get().map(Seen::checkpoints).orElse(List.of());
    }

    /// Returns the ticked checkpoints; where none is ticked the chosen one.
    public List<KeptCheckpoint> picked() {
        List<KeptCheckpoint> all =
                checkpoints().stream().filter(one -> ticked.get().contains(one.step())).toList();
        return all.isEmpty()
                ? checkpoints().stream()
                        .filter(one -> chosen.get().equals(OptionalInt.of(one.step())))
                        .toList()
                : all;
    }

    /// Returns what the run in sight asked for.
    public Optional<Form> form() {
        return run.get().map(item -> FormJson.read(item.asked()));
    }

    private void follow(WorkspaceState state) {
        String id = state.choice(SHOWN, "");
        Optional<TrainingItem> now = runs.item(id);
        boolean isOther = !now.map(TrainingItem::id).equals(run.get().map(TrainingItem::id));
        if (isOther) {
            ticked.set(Set.of());
            chosen.set(OptionalInt.empty());
            pointed.set(OptionalDouble.empty());
            problem.set("");
            pictures.set(Optional.empty());
        }
        if (!now.equals(run.get())) {
            run.set(now);
            see();
        }
        look();
    }

    private void look() {
        if (isInSight) {
            run.get()
                    .ifPresent(
                            item ->
                                    runs.look(
                                            item,
                                            why -> {
                                                if (isShown(item)) {
                                                    problem.set(why);
                                                }
                                            }));
        }
    }

    private boolean isShown(TrainingItem item) {
        return run.get().map(TrainingItem::id).equals(Optional.of(item.id()));
    }

    private void see() {
        Optional<Seen> now =
                run.get()
                        .flatMap(
                                item ->
                                        Optional.ofNullable(
                                                runs.seenProperty().get().get(item.id())));
        if (!now.equals(seen.get())) {
            seen.set(now);
            draw();
        }
    }

    private void draw() {
        Optional<TrainingItem> item = run.get();
        Optional<Seen> now = seen.get();
        if (item.isEmpty() || now.isEmpty()) {
            return;
        }
        TrainingFigures figures = figures(item.get(), now.get());
        OptionalDouble tint =
                chosen.get().isPresent()
                        ? OptionalDouble.of(chosen.get().getAsInt())
                        : OptionalDouble.empty();
        String id = item.get().id();
        maker.ask(
                (_, _) -> Pictures.of(figures, tint),
                made ->
                        context.background()
                                .window()
                                .execute(
                                        () -> {
                                            if (run.get()
                                                    .map(TrainingItem::id)
                                                    .equals(Optional.of(id))) {
                                                pictures.set(Optional.of(made));
                                            }
                                        }),
                failure ->
                        context.background()
                                .window()
                                .execute(() -> problem.set(FailureWords.of(failure))));
    }

    /// Returns the figures of a run as it is now.
    TrainingFigures figures(TrainingItem item, Seen now) {
        Form form = FormJson.read(item.asked());
        String base = context.state().get().file(form.base()).map(FileItem::name).orElse("a base");
        return new TrainingFigures(
                new TrainingWords(
                        item.name(),
                        base,
                        now.facts().name(),
                        now.facts().heldOut() > 0 ? now.facts().heldOutName() : ""),
                form.settings().schedule(),
                now.curve(),
                runs.stage(item) != Stage.DONE);
    }

    @Override
    public void close() {
        maker.close();
    }
}
