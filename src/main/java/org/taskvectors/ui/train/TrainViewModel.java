package org.taskvectors.ui.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.TrainingItem;

/// The place where a model is fine-tuned: what is asked for, what the rows are, what it will take,
/// and the runs. Knows no scene graph; lives on the window's thread.
public final class TrainViewModel implements AutoCloseable {
    private final AppContext context;
    private final TrainForm form;
    private final Inquiry<Located, BaseFacts> base;
    private final RowsLook rows;
    private final Inquiry<Ahead, TrainingEstimate> ahead;
    private final TrainRuns runs;
    private final Landing landing;
    private final Shown shown;
    private final ReadOnlyObjectWrapper<String> said = new ReadOnlyObjectWrapper<>("");
    private boolean isInSight;

    /// What a run would take, and how many rows it has.
    private record Ahead(TrainingRequest request, Optional<DataFacts> facts) {}

    /// What the place is given beside the window's context.
    ///
    /// @param folder where runs lie
    /// @param isSaved whether the workspace is saved, now; else nothing is trained, since a run
    ///   would lie there that no workspace knows
    /// @param known the files of rows that other places know
    /// @param tried lays vectors on their base in the Sandbox
    public record Surroundings(
            Path folder,
            BooleanSupplier isSaved,
            Supplier<List<DataChoice>> known,
            Consumer<List<FileItem>> tried) {}

    public TrainViewModel(AppContext context, TrainCore core, Surroundings surroundings) {
        this.context = context;
        this.form = new TrainForm(context, surroundings.known());
        this.base =
                new Inquiry<>(
                        context.background(),
                        "Looking at the base",
                        (located, _, _) -> core.trainable(located));
        this.rows = new RowsLook(context, core);
        this.ahead =
                new Inquiry<>(
                        context.background(),
                        "Estimating the training",
                        (asked, _, cancellation) ->
                                core.estimate(asked.request(), asked.facts(), cancellation));
        this.landing = new Landing(context, surroundings.tried());
        this.runs =
                new TrainRuns(
                        context,
                        core,
                        landing,
                        new TrainRuns.Places(surroundings.folder(), surroundings.isSaved()));
        this.shown = new Shown(context, runs);
        form.formProperty().addListener((_, _, _) -> look());
        base.foundProperty().addListener((_, _, _) -> look());
        rows.preparedProperty().addListener((_, _, _) -> look());
        shown.runProperty().addListener((_, _, _) -> look());
    }

    public TrainForm form() {
        return form;
    }

    public RowsLook rows() {
        return rows;
    }

    public TrainRuns runs() {
        return runs;
    }

    public Shown shown() {
        return shown;
    }

    /// What is known of the base of the form.
    ReadOnlyObjectProperty<Found<BaseFacts>> baseProperty() {
        return base.foundProperty();
    }

    /// What the run of the form will take.
    ReadOnlyObjectProperty<Found<TrainingEstimate>> aheadProperty() {
        return ahead.foundProperty();
    }

    /// A sentence about what was done last, or could not be done.
    public ReadOnlyObjectProperty<String> saidProperty() {
        return said.getReadOnlyProperty();
    }

    void say(String sentence) {
        said.set(sentence);
    }

    /// Called each time the place comes into view.
    public void inSight() {
        isInSight = true;
        form.fillIfOneChoice();
        look();
        shown.inSight();
    }

    /// Looks at what is in sight. Nothing is read before a person comes here.
    private void look() {
        if (!isInSight) {
            return;
        }
        Form now = shown.form().orElseGet(() -> form.formProperty().get());
        Optional<Located> located = located(now);
        base.ask(located);
        rows.ask(located.filter(_ -> base.found().answer().isPresent()), now);
        boolean isAsked =
                base.found().answer().isPresent()
                        && now.data().isPresent()
                        && !rows.preparedProperty().get().isAsking();
        ahead.ask(
                isAsked
                        ? Optional.of(
                                new Ahead(
                                        runs.request("run", now, runs.folder().resolve("run")),
                                        rows.preparedProperty()
                                                .get()
                                                .answer()
                                                .map(PreparedRows::facts)))
                        : Optional.empty());
    }

    private Optional<Located> located(Form now) {
        return context.state().get().file(now.base()).map(context.state().get()::located);
    }

    /// Returns the item of a form's base.
    public Optional<FileItem> baseItem(Form of) {
        return context.state().get().file(of.base()).filter(item -> !item.role().isVector());
    }

    /// Returns the item of the vector that a form's run is compared with.
    public Optional<FileItem> comparedItem(Form of) {
        return context.state().get().file(of.compared());
    }

    /// Returns why the form cannot be trained as it is; empty where it can.
    public String wrong() {
        if (!runs.wrong().isEmpty()) {
            return runs.wrong();
        }
        Form now = form.formProperty().get();
        if (baseItem(now).isEmpty()) {
            return "Choose a base model.";
        }
        if (base.found().answer().isEmpty()) {
            return base.found().isAsking() ? "The base is being looked at." : base.found().reason();
        }
        if (now.train().isEmpty()) {
            return "Choose a file of rows with answers.";
        }
        Found<PreparedRows> prepared = rows.preparedProperty().get();
        boolean isRead = rows.columnsProperty().get().answer().isPresent();
        if (prepared.answer().isEmpty() || !isRead) {
            return prepared.isAsking() || !isRead ? "The rows are being read." : prepared.reason();
        }
        if (prepared.answer().get().facts().trained() == 0) {
            return "No row is left to train on.";
        }
        Set<String> chosen = now.settings().adaptation().targets();
        boolean isFull = now.settings().adaptation().method() == Method.FULL;
        Set<String> there = base.found().answer().get().targets();
        if (!isFull && !chosen.isEmpty() && chosen.stream().noneMatch(there::contains)) {
            return "Choose the modules that are trained.";
        }
        Optional<TrainingEstimate> will = ahead.found().answer();
        if (will.isEmpty()) {
            return ahead.found().reason();
        }
        return will.get().fits() ? "" : tooLarge(will.get());
    }

    private static String tooLarge(TrainingEstimate will) {
        return "It needs "
                + Amounts.bytes(will.bytes())
                + " of memory, and "
                + Amounts.bytes(will.available())
                + " may be taken: fewer rows at once, fewer tokens of a text, layers computed"
                + " again, or a base in bfloat16 take less.";
    }

    /// Begins the run of the form, and shows it.
    public void start() {
        if (wrong().isEmpty()) {
            Form now = form.formProperty().get();
            begin(
                    RunNames.of(
                            baseItem(now).map(FileItem::name).orElse(""),
                            commonName(),
                            now,
                            runs.itemsProperty().get(),
                            runs.folder()),
                    now);
        }
    }

    private Optional<String> commonName() {
        return rows.columnsProperty()
                .get()
                .answer()
                .flatMap(RowsLook.Columns::reader)
                .flatMap(TaskReader::commonName);
    }

    private void begin(String name, Form of) {
        long memory = ahead.found().answer().map(TrainingEstimate::bytes).orElse(0L);
        say("");
        // What is said of a run before would stand above this one.
        runs.dismissEnded();
        shown.show(runs.start(name, of, memory));
    }

    /// Queues what is in sight once more with a seed that no run of the same settings had.
    public void queueWithAnotherSeed() {
        Optional<TrainingItem> like = shown.runProperty().get();
        if (like.isEmpty() && !wrong().isEmpty()) {
            return;
        }
        if (!runs.wrong().isEmpty()) {
            say(runs.wrong());
            return;
        }
        Form of = shown.form().orElseGet(() -> form.formProperty().get());
        long seed = of.settings().seed() + 1;
        while (isTaken(of.withSeed(seed))) {
            seed++;
        }
        Form other = of.withSeed(seed);
        if (baseItem(other).isEmpty()) {
            say("The base of this run is no longer in the library: open it again.");
            return;
        }
        String name =
                like.map(TrainingItem::name)
                        .orElseGet(
                                () ->
                                        RunNames.of(
                                                baseItem(other).map(FileItem::name).orElse(""),
                                                commonName(),
                                                other,
                                                List.of(),
                                                runs.folder().resolve("none")));
        String own = RunNames.withSeed(name, seed, runs.itemsProperty().get(), runs.folder());
        runs.start(own, other, 0);
        say(own + " waits for its turn.");
    }

    private boolean isTaken(Form of) {
        return runs.itemsProperty().get().stream()
                .anyMatch(item -> FormJson.read(item.asked()).equals(of));
    }

    /// Does what the primary button says of what is in sight: start, pause, or go on.
    public void primary() {
        Optional<Stage> stage = stage();
        if (stage.filter(now -> now == Stage.RUNNING || now == Stage.WAITING).isPresent()) {
            pause();
        } else {
            startOrResume();
        }
    }

    private Optional<Stage> stage() {
        return shown.runProperty().get().map(runs::stage);
    }

    /// Begins the run of the form, or goes on with the run in sight.
    public void startOrResume() {
        Optional<TrainingItem> item = shown.runProperty().get();
        if (item.isEmpty()) {
            start();
        } else if (runs.stage(item.get()).canResume()) {
            say(runs.resume(item.get(), false));
        }
    }

    /// Asks the run in sight to keep a checkpoint and end; one that waits does not begin.
    public void pause() {
        shown.runProperty().get().ifPresent(item -> runs.pause(item.id()));
    }

    /// Writes the adapter of the run in sight as it is, and ends it.
    public void stopAndKeep() {
        Optional<TrainingItem> item = shown.runProperty().get();
        if (item.isEmpty()) {
            return;
        }
        Stage stage = runs.stage(item.get());
        if (stage == Stage.RUNNING) {
            runs.keep(item.get().id());
        } else if (stage.canResume()) {
            say(runs.resume(item.get(), true));
        }
    }

    /// Puts the form as the run in sight had it, and shows it.
    public void takeSettings() {
        Optional<TrainingItem> item = shown.runProperty().get();
        shown.form()
                .ifPresent(
                        of -> {
                            form.take("Settings of " + item.map(TrainingItem::name).orElse(""), of);
                            shown.show("");
                        });
    }

    /// Compares the checkpoints that are ticked.
    public void compare() {
        List<KeptCheckpoint> picked = shown.picked();
        if (!picked.isEmpty()) {
            shown.runProperty()
                    .get()
                    .ifPresent(item -> landing.compare(item.name(), picked, formOf(item)));
        }
    }

    /// Lays the checkpoint that is ticked on its base in the Sandbox; where several are, or none
    /// is, the chosen one, else the last.
    public void tryOut() {
        List<KeptCheckpoint> picked = shown.picked();
        List<KeptCheckpoint> all = shown.checkpoints();
        OptionalInt chosen = shown.chosenProperty().get();
        Optional<KeptCheckpoint> one =
                picked.size() == 1
                        ? Optional.of(picked.getFirst())
                        : all.stream()
                                .filter(each -> chosen.equals(OptionalInt.of(each.step())))
                                .findFirst()
                                .or(
                                        () ->
                                                all.isEmpty()
                                                        ? Optional.empty()
                                                        : Optional.of(all.getLast()));
        shown.runProperty()
                .get()
                .ifPresent(
                        item -> one.ifPresent(at -> landing.tryOut(item.name(), at, formOf(item))));
    }

    private static Form formOf(TrainingItem item) {
        return FormJson.read(item.asked());
    }

    /// Goes to Compare with what a run ended with.
    public void compare(TrainRuns.Ended run) {
        landing.compareAt(run.folder());
    }

    /// Goes to the Sandbox with what a run ended with.
    public void tryOut(TrainRuns.Ended run) {
        landing.tryAt(run.folder());
    }

    /// Goes to Extract with what a run ended with and its base.
    public void extract(TrainRuns.Ended run) {
        landing.extract(run.folder(), run.form());
    }

    /// Reads files once more, which may have changed on disk.
    public void readAgain() {
        rows.again();
    }

    @Override
    public void close() {
        runs.close();
        rows.close();
        base.close();
        ahead.close();
        shown.close();
    }
}
