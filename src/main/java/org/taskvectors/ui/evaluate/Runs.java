package org.taskvectors.ui.evaluate;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.DataChoiceJson;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.StudyFacts;
import org.taskvectors.evaluation.StudyRecord;
import org.taskvectors.file.Shown;
import org.taskvectors.inference.Knob;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.sandbox.SettingJson;
import org.taskvectors.ui.common.Arrivals;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.sandbox.Engine;
import org.taskvectors.ui.sandbox.SandboxModel;
import org.taskvectors.ui.sandbox.SandboxViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.EvaluationItem;
import org.taskvectors.workspace.FileItem;

/// Runs evaluations: one at a time, as a job that can be paused. Lives on the window's thread.
public final class Runs {
    private static final String NOT_SAVED =
            "This window is read-only, so that the answers would be lost: save the workspace"
                    + " elsewhere first.";

    private final AppContext context;
    private final EvaluateCore core;
    private final SandboxViewModel sandbox;
    private final DataList data;
    private final Options options;
    private final Findings findings;
    private final Records records;
    private final Clock clock;
    private final ReadOnlyObjectWrapper<Optional<Running>> running =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> problem = new ReadOnlyObjectWrapper<>("");

    /// Where records are kept.
    ///
    /// @param folder their folder
    /// @param isSaved whether the workspace that knows them is saved, now
    record Records(Path folder, BooleanSupplier isSaved) {}

    /// @param records where records are kept
    Runs(
            AppContext context,
            EvaluateCore core,
            SandboxViewModel sandbox,
            DataList data,
            Options options,
            Findings findings,
            Records records,
            Clock clock) {
        this.context = context;
        this.core = core;
        this.sandbox = sandbox;
        this.data = data;
        this.options = options;
        this.findings = findings;
        this.records = records;
        this.clock = clock;
        sandbox.engine().stateProperty().addListener((_, before, now) -> follow(before, now));
    }

    /// What runs; empty where nothing does.
    public ReadOnlyObjectProperty<Optional<Running>> runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// Why the last one did not get to its end; empty mostly.
    public ReadOnlyObjectProperty<String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Returns what would be asked now; empty without a base.
    public Optional<Wanted> wanted() {
        return sandbox.setup()
                .baseProperty()
                .get()
                .map(
                        base ->
                                new Wanted(
                                        base.id(),
                                        sandbox.setup().vectorsProperty().get(),
                                        data.ticked(),
                                        options.howProperty().get()));
    }

    /// Returns why nothing can be run now; empty where it can.
    public String wrong() {
        if (!records.isSaved().getAsBoolean()) {
            return NOT_SAVED;
        }
        Optional<Wanted> wanted = wanted();
        if (wanted.isEmpty()) {
            return "Choose a base model.";
        }
        if (wanted.get().data().isEmpty()) {
            return data.choicesProperty().get().isEmpty()
                    ? "Add a file of rows with known answers."
                    : "Tick the data that are asked.";
        }
        for (DataChoice one : wanted.get().data()) {
            switch (data.read(one)) {
                case DataRead.Reading _ -> {
                    return DataList.name(one) + " is being read.";
                }
                case DataRead.Wrong _ -> {
                    return DataList.name(one)
                            + " cannot be asked as it is: look at its columns, or untick it.";
                }
                case DataRead.Ready _ -> {}
            }
        }
        return options.howProperty().get().wrong(wanted.get().vectors().size(), layers());
    }

    private int layers() {
        return sandbox.layers();
    }

    /// Returns the shown evaluation where it is paused and asks what would be asked now.
    public Optional<EvaluationItem> resumable() {
        return context.state()
                .get()
                .item(findings.id())
                .flatMap(item -> item.evaluation())
                .filter(item -> !item.isDone())
                .filter(
                        item ->
                                WantedJson.read(item.asked())
                                        .flatMap(was -> wanted().map(was::isSame))
                                        .orElse(false));
    }

    /// Asks what is chosen, as a new evaluation.
    public void run() {
        if (running.get().isPresent() || !wrong().isEmpty()) {
            return;
        }
        Wanted wanted = wanted().orElseThrow();
        String id = freshId();
        EvaluationItem item =
                new EvaluationItem(
                        id,
                        name(wanted),
                        records.folder().resolve(id + StudyRecord.ENDING),
                        "",
                        false,
                        WantedJson.write(wanted));
        context.workspace().update(state -> state.withItem(item).withChoice(SavedList.SHOWN, id));
        findings.clear("");
        start(item, wanted);
    }

    /// Goes on with a paused evaluation: base, vectors, data and options become what they were.
    public void resume(EvaluationItem item) {
        if (running.get().isPresent()) {
            return;
        }
        if (!records.isSaved().getAsBoolean()) {
            problem.set(NOT_SAVED);
            return;
        }
        Optional<Wanted> read = WantedJson.read(item.asked());
        if (read.isEmpty()) {
            problem.set("What " + item.name() + " asked cannot be read any more.");
            return;
        }
        Wanted wanted = read.get();
        List<String> missing =
                Stream.concat(Stream.of(wanted.base()), wanted.vectors().stream().map(Laid::vector))
                        .filter(one -> context.state().get().file(one).isEmpty())
                        .toList();
        if (!missing.isEmpty()) {
            problem.set(
                    "The base or a vector of "
                            + item.name()
                            + " is no longer in the library: open its files again.");
            return;
        }
        context.workspace().update(state -> state.withChoice(SavedList.SHOWN, item.id()));
        if (!wanted().map(wanted::isSame).orElse(false)) {
            restore("Resume " + item.name(), wanted);
        }
        // Behind the workspace's own change, which comes on the window's thread as well.
        context.background().window().execute(() -> start(item, wanted));
    }

    /// Puts base, vectors, data and options back as an evaluation had them.
    void restore(String words, Wanted wanted) {
        sandbox.setup()
                .restore(
                        words,
                        wanted.base(),
                        wanted.vectors(),
                        state ->
                                state.withChoice(
                                                DataList.DATA, DataChoiceJson.write(merged(wanted)))
                                        .withChoice(Options.HOW, WantedJson.write(wanted.how())));
    }

    /// The files of before, ticked, and those that came since, not ticked.
    private List<DataChoice> merged(Wanted wanted) {
        List<DataChoice> all = new ArrayList<>(wanted.data());
        List<String> keys = wanted.data().stream().map(DataChoice::key).toList();
        data.choicesProperty().get().stream()
                .filter(one -> !keys.contains(one.key()))
                .map(one -> one.withTicked(false))
                .forEach(all::add);
        return all;
    }

    /// Stops what runs; it can be gone on with.
    public void pause() {
        for (Running now : running.get().stream().toList()) {
            now.job().ifPresentOrElse(Job::pause, () -> running.set(Optional.empty()));
        }
    }

    private void start(EvaluationItem item, Wanted wanted) {
        problem.set("");
        running.set(Optional.of(new Running(item.id(), wanted, Optional.empty())));
        sandbox.engine().whenReady(model -> submit(model, item, wanted));
    }

    private void submit(SandboxModel model, EvaluationItem item, Wanted wanted) {
        if (running.get().filter(now -> now.id().equals(item.id())).isEmpty()) {
            return; // Paused while the model was loaded.
        }
        EvaluationRequest request = request(model, item, wanted);
        Arrivals<Study> latest = new Arrivals<>();
        int most = request.plan().points().size() + request.plan().more();
        Job<Study> job =
                context.background()
                        .jobs()
                        .submitPausable(
                                Shown.whole(title(wanted)),
                                Needs.DEVICE,
                                (progress, cancellation) ->
                                        core.evaluate(
                                                model,
                                                request,
                                                study -> {
                                                    progress.say(points(study, most));
                                                    arrived(item.id(), study, latest);
                                                },
                                                progress,
                                                cancellation),
                                over -> ended(item, latest, over));
        running.set(Optional.of(new Running(item.id(), wanted, Optional.of(job))));
    }

    private static String points(Study study, int most) {
        boolean isExact = study.plan().more() == 0;
        return study.points().size() + (isExact ? " of " : " of at most ") + most + " points";
    }

    private EvaluationRequest request(SandboxModel model, EvaluationItem item, Wanted wanted) {
        FileItem base = context.state().get().file(wanted.base()).orElseThrow();
        List<Knob> knobs = wanted.vectors().stream().map(Laid::knob).toList();
        List<String> keys = wanted.vectors().stream().map(Laid::key).toList();
        Plan plan = wanted.how().plan(knobs, keys, model.facts().architecture().layers());
        return new EvaluationRequest(
                item.name(),
                context.state().get().located(base),
                new StudyFacts.Source(base.name(), base.path().toString(), base.id(), ""),
                wanted.vectors().stream().map(this::source).toList(),
                named(wanted.data()),
                plan,
                wanted.how().scoring(),
                SettingJson.vectors(wanted.vectors()),
                item.record());
    }

    /// Names as they are shown, so that results have them.
    private static List<DataChoice> named(List<DataChoice> data) {
        return data.stream().map(one -> one.withName(DataList.name(one))).toList();
    }

    private StudyFacts.Source source(Laid laid) {
        FileItem vector = context.state().get().file(laid.vector()).orElseThrow();
        return new StudyFacts.Source(vector.name(), vector.path().toString(), vector.id(), "");
    }

    /// Hands the newest state to the window, however fast they come.
    private void arrived(String id, Study study, Arrivals<Study> latest) {
        if (latest.put(study)) {
            return; // The window will find this one too.
        }
        context.background()
                .window()
                .execute(
                        () -> {
                            Optional<Study> now = latest.take();
                            boolean isAwaited =
                                    running.get().filter(one -> one.id().equals(id)).isPresent()
                                            && isShown(id);
                            now.filter(_ -> isAwaited).ifPresent(found -> findings.show(id, found));
                        });
    }

    private boolean isShown(String id) {
        return context.workspace().state().choice(SavedList.SHOWN, "").equals(id);
    }

    private void ended(EvaluationItem item, Arrivals<Study> latest, Job<Study> job) {
        Optional<Study> last = job.result().or(latest::last);
        // Off the window's thread: it looks at every answer.
        Optional<String> summary = last.map(Summary::of);
        context.background().window().execute(() -> endedHere(item, last, summary, job));
    }

    private void endedHere(
            EvaluationItem item, Optional<Study> last, Optional<String> summary, Job<Study> job) {
        running.set(Optional.empty());
        boolean isDone = job.result().isPresent();
        if (isShown(item.id())) {
            last.ifPresent(study -> findings.show(item.id(), study));
        }
        context.workspace()
                .update(
                        state ->
                                state.item(item.id())
                                        .flatMap(one -> one.evaluation())
                                        .map(
                                                one ->
                                                        one.withOutcome(
                                                                summary.orElse(one.summary()),
                                                                isDone))
                                        .map(state::withItem)
                                        .orElse(state));
        // What was unloaded while it was asked may fail in any way.
        if (!job.isPauseRequested()) {
            job.failure().ifPresent(failure -> problem.set(FailureWords.of(failure)));
        }
    }

    /// The model went: what runs is paused. A model that could not be loaded says why itself.
    private void follow(Engine.State before, Engine.State now) {
        Optional<Running> what = running.get();
        if (what.isEmpty()) {
            return;
        }
        boolean isGone = before instanceof Engine.State.Ready && what.get().job().isPresent();
        if (isGone) {
            what.get().job().ifPresent(Job::pause);
            problem.set("Paused: the model was unloaded, or other vectors were laid on it.");
        } else if (what.get().job().isEmpty() && now instanceof Engine.State.Failed failed) {
            running.set(Optional.empty());
            problem.set(failed.reason());
        } else if (what.get().job().isEmpty() && now instanceof Engine.State.Unloaded) {
            running.set(Optional.empty());
        }
    }

    private String freshId() {
        long number = clock.millis();
        while (context.state().get().item("e" + Long.toString(number, 36)).isPresent()) {
            number++;
        }
        return "e" + Long.toString(number, 36);
    }

    private static String title(Wanted wanted) {
        return (wanted.how().sweep() == Sweep.POINT ? "Evaluating " : "Sweeping ") + names(wanted);
    }

    private static String name(Wanted wanted) {
        return names(wanted) + ", " + wanted.how().sweep().word(wanted.vectors().size());
    }

    private static String names(Wanted wanted) {
        List<String> names = wanted.data().stream().map(DataList::name).toList();
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }
}
