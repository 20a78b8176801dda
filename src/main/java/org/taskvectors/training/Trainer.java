package org.taskvectors.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.PristineModel;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.training.data.ShownRow;
import org.taskvectors.training.data.TrainingData;
import org.taskvectors.vector.SavedVector;

/// Trains a model on rows, from its first step or from where a run was broken off.
///
/// A run lies in a folder of its own: its record, the state that it is gone on with, its
/// checkpoints, and at its end the adapter with what belongs to it. The same request gives the same
/// adapter, byte by byte, whether it was broken off on the way or not, on the same device with the
/// same number of threads.
public final class Trainer {
    private final GradientDevice device;
    private final String program;
    private final Rows.Reader reader;
    private final UnaryOperator<RunDisk> disks;

    /// @param device computes gradients
    /// @param program name and version of this program, for the files
    public Trainer(GradientDevice device, String program) {
        this(device, program, Trainer::rows, UnaryOperator.identity());
    }

    private static Rows rows(
            DataSettings settings,
            TemplateRegistry templates,
            Tokenizer tokenizer,
            int context,
            int vocabulary,
            Progress progress,
            Cancellation cancellation)
            throws Failure, CancelledException {
        TrainingData data =
                TrainingData.of(
                        settings,
                        templates,
                        tokenizer,
                        context,
                        vocabulary,
                        progress,
                        cancellation);
        return new Rows(data.train(), data.heldOut(), data.question(), data.facts(), data::rows);
    }

    /// @param reader reads rows
    /// @param disks stands in front of the disk
    Trainer(
            GradientDevice device,
            String program,
            Rows.Reader reader,
            UnaryOperator<RunDisk> disks) {
        this.device = device;
        this.program = program;
        this.reader = reader;
        this.disks = disks;
    }

    /// Says what a run will take, from the model's headers, with texts as long as the settings
    /// allow.
    ///
    /// @throws IOException a [org.taskvectors.file.Failure] if the model cannot be opened, or
    ///   cannot be trained so
    public TrainingEstimate estimate(TrainingRequest request) throws IOException {
        try (Checkpoint base = request.base().open()) {
            WeightPlan plan = checked(request, base);
            int most = request.data().mostTokens();
            int context = Conversations.context(plan.architecture(), 0);
            int longest = most > 0 ? Math.min(most, context) : Math.min(1024, context);
            return estimate(request, base, plan, Estimates.Lengths.unknown(longest));
        }
    }

    /// Says what a run will take, from the model's headers and what is known of its rows.
    ///
    /// @throws IOException as the other does
    public TrainingEstimate estimate(TrainingRequest request, DataFacts facts) throws IOException {
        try (Checkpoint base = request.base().open()) {
            return estimate(request, base, checked(request, base), lengths(facts));
        }
    }

    private static Estimates.Lengths lengths(DataFacts facts) {
        return new Estimates.Lengths(
                facts.longest(), (double) facts.answers() / Math.max(1, facts.trained()));
    }

    private TrainingEstimate estimate(
            TrainingRequest request, Checkpoint base, WeightPlan plan, Estimates.Lengths lengths) {
        TrainingSettings settings = request.settings();
        TrainedPlan trained = settings.adaptation().plan(plan);
        long bytes =
                switch (trained.method()) {
                    case FULL -> 4 * plan.parameters();
                    case LORA, DORA ->
                            new AdapterWriter(base, plan, trained, settings.adaptation(), program)
                                    .bytes();
                };
        return Estimates.of(plan, trained, settings, request.compute().threads(), lengths, bytes);
    }

    private static WeightPlan checked(TrainingRequest request, Checkpoint base) throws Failure {
        SettingsCheck.require(request.settings());
        SavedVector.requireBase(base);
        WeightPlan plan = WeightPlan.of(base);
        SettingsCheck.require(request.settings(), base, plan);
        return plan;
    }

    /// Completes an estimate with how long a step takes, by taking some with one layer on the
    /// device: some seconds of work, in which what the device needs is loaded.
    ///
    /// @param facts of the run's rows
    /// @throws IOException as the estimate does, or if the device cannot be used
    /// @throws CancelledException if it was cancelled
    public TrainingEstimate timed(
            TrainingRequest request,
            DataFacts facts,
            TrainingEstimate estimate,
            Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint base = request.base().open()) {
            WeightPlan plan = checked(request, base);
            int texts = Math.max(1, facts.trained());
            SpeedTrial trial =
                    new SpeedTrial(
                            plan,
                            request.settings(),
                            Math.toIntExact(facts.tokens() / texts),
                            (int) Math.round((double) facts.answers() / texts));
            return estimate.timed(trial.seconds(device, request.compute().threads(), cancellation));
        }
    }

    /// What a person looks at before a run starts.
    ///
    /// @param facts of its rows
    /// @param rows the first of the training file, as the model sees them
    /// @param estimate what it will take
    public record Preview(DataFacts facts, List<ShownRow> rows, TrainingEstimate estimate) {
        public Preview {
            rows = List.copyOf(rows);
        }
    }

    /// Reads a run's rows and says what it will take, without loading weights.
    ///
    /// @param count how many rows are shown at most
    /// @param progress counts rows
    /// @throws IOException as [#train] does
    /// @throws CancelledException if it was cancelled
    public Preview preview(
            TrainingRequest request, int count, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint base = request.base().open();
                Tokenizer tokenizer = Tokenizers.of(base)) {
            WeightPlan plan = checked(request, base);
            Rows rows = rows(request, tokenizer, plan, progress, cancellation);
            return new Preview(
                    rows.facts(),
                    rows.shown().rows(0, count),
                    estimate(request, base, plan, lengths(rows.facts())));
        }
    }

    /// Removes a run with its result, and nothing else that lies in its folder.
    ///
    /// @throws Failure with a [TrainingProblem] if there is none, or another process goes on with
    ///   it
    public static void discard(Path folder) throws Failure {
        StoredRun.discard(folder);
    }

    /// Trains, or goes on with the run in the request's folder.
    ///
    /// @param control what a person asks of the run meanwhile
    /// @param listener is handed the run after each step and each change of what it does, on the
    ///   calling thread
    /// @param progress counts tokens
    /// @throws IOException a [org.taskvectors.file.Failure] with a [TrainingProblem], or what
    ///   model, data, device and disk throw; what was kept can be gone on with
    /// @throws CancelledException if it was cancelled; it can be gone on with
    public TrainingResult train(
            TrainingRequest request,
            TrainingControl control,
            Consumer<TrainingSnapshot> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<SavedRun> found = found(request.folder());
        Rows rows;
        TrainingEstimate estimate;
        ObjectNode head;
        try (Checkpoint base = request.base().open();
                Tokenizer tokenizer = Tokenizers.of(base)) {
            WeightPlan plan = checked(request, base);
            rows = rows(request, tokenizer, plan, progress, cancellation);
            estimate = estimate(request, base, plan, lengths(rows.facts()));
            requireRoom(request, estimate);
            head = head(request, base, plan, rows);
        }
        if (found.isPresent() && !RunHead.isSame(found.get(), head) && !found.get().hasSteps()) {
            // Nothing of it would be lost.
            TrainingRecord.remove(request.folder());
            found = Optional.empty();
        }
        if (found.isPresent()) {
            RunHead.requireSame(found.get(), head);
        }
        RunWatch watch = RunWatch.of(found, rows.facts(), estimate, request.settings(), listener);
        watch.show(TrainingSnapshot.Phase.LOADING, 0);
        try (PristineModel model =
                PristineModel.load(
                        request.base(),
                        request.settings().held(),
                        request.settings().holding().isFourBit(),
                        request.compute().threads(),
                        progress,
                        cancellation)) {
            return new TrainingPart(
                            request,
                            model,
                            rows,
                            device,
                            disks,
                            program,
                            found,
                            head,
                            watch,
                            new TrainingRun.Asking(control, progress, cancellation))
                    .run();
        }
    }

    private static Optional<SavedRun> found(Path folder) throws IOException {
        if (!SavedRun.isIn(folder)) {
            if (Files.exists(folder)
                    && !(Files.isDirectory(folder) && AtomicFile.isVacant(folder))) {
                throw Failure.of(
                        TrainingProblem.NOT_A_RUN,
                        folder,
                        "there is something here already, and it is no run",
                        "Choose a folder that does not exist yet");
            }
            return Optional.empty();
        }
        SavedRun run = SavedRun.read(folder);
        if (run.isDone()) {
            throw Failure.of(
                    TrainingProblem.RUN_ENDED,
                    folder,
                    "the run in this folder has ended",
                    "Choose another folder, or say that it may be replaced (--force)");
        }
        return Optional.of(run);
    }

    private Rows rows(
            TrainingRequest request,
            Tokenizer tokenizer,
            WeightPlan plan,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Rows rows =
                reader.read(
                        request.data(),
                        TemplateRegistry.of(request.base().path()),
                        tokenizer,
                        Conversations.context(plan.architecture(), 0),
                        plan.architecture().vocabulary(),
                        progress,
                        cancellation);
        if (rows.train().isEmpty()) {
            throw Failure.of(
                    TrainingProblem.NOTHING_TO_LEARN,
                    request.data().train().file(),
                    "there is no row to train on",
                    "Choose other rows, or allow longer ones");
        }
        return rows;
    }

    private static void requireRoom(TrainingRequest request, TrainingEstimate estimate)
            throws Failure {
        if (!estimate.fits()) {
            throw Failure.of(
                    TrainingProblem.OUT_OF_MEMORY,
                    request.base().path(),
                    "the run needs about "
                            + Amounts.bytes(estimate.bytes())
                            + " of memory, and "
                            + Amounts.bytes(estimate.available())
                            + " are free",
                    "Take smaller batches and more of them a step, compute layers again on the way"
                            + " back, cut long rows, or close other programs");
        }
    }

    private ObjectNode head(TrainingRequest request, Checkpoint base, WeightPlan plan, Rows rows)
            throws IOException {
        if (request.compared().isEmpty()) {
            return RunHead.of(
                    request, base, plan, rows.facts(), Optional.empty(), device.label(), program);
        }
        try (Checkpoint compared = request.compared().get().open()) {
            return RunHead.of(
                    request,
                    base,
                    plan,
                    rows.facts(),
                    Optional.of(compared),
                    device.label(),
                    program);
        }
    }
}
