package org.taskvectors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.ModelFrame;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.FourBitMatrices;
import org.taskvectors.inference.PristineModel;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A run from where it stands to its end, or as far as it comes.
///
/// @param found what the folder holds of the run; empty for a new one
/// @param head what the run is made of, as the first line of a new record
record TrainingPart(
        TrainingRequest request,
        PristineModel model,
        Rows rows,
        GradientDevice device,
        UnaryOperator<RunDisk> disks,
        String program,
        Optional<SavedRun> found,
        ObjectNode head,
        RunWatch watch,
        TrainingRun.Asking asking) {
    TrainingResult run() throws IOException, CancelledException {
        TrainingSettings settings = request.settings();
        TrainedPlan plan = settings.adaptation().plan(model.plan());
        try (TrainedState state = TrainedState.of(plan)) {
            JsonNode made = found.map(SavedRun::head).orElse(head);
            StoredRun stored =
                    new StoredRun(request, model, state, made.path("id").asText(), program);
            RunDisk disk = disks.apply(stored);
            if (found.isEmpty()) {
                stored.requireSpace();
            }
            int from = begin(state, disk);
            // The record is begun last: what cannot be trained leaves no run behind.
            try (Gradients gradients =
                            device.open(
                                    new FrozenBase(model.model(), model.fourBit()),
                                    plan,
                                    state,
                                    new GradientDevice.Options(
                                            request.compute().threads(), settings.computesAgain()),
                                    asking.cancellation());
                    RunKeeper keeper = keeper(state, disk, from)) {
                return finish(keeper, steps(state, gradients, keeper, from), made);
            }
        }
    }

    /// Fills the state with what the run begins with.
    ///
    /// @return the step after which that is
    private int begin(TrainedState state, RunDisk disk) throws IOException, CancelledException {
        OptionalInt kept = found.isPresent() ? disk.loadState() : OptionalInt.empty();
        if (kept.isEmpty()) {
            FirstNumbers.fill(
                    model::weights,
                    model.plan().isTransposed(),
                    state,
                    request.settings().seed(),
                    asking.cancellation());
            return 0;
        }
        int steps = found.map(run -> run.curve().steps().size()).orElse(0);
        if (kept.getAsInt() > steps) {
            throw Failure.of(
                    TrainingProblem.RECORD_MALFORMED,
                    request.folder().resolve(TrainingRecord.NAME),
                    "it ends with step "
                            + steps
                            + ", and what the run is gone on with is of step "
                            + kept.getAsInt(),
                    "Delete " + StoredRun.STATE + " to begin the run anew");
        }
        return kept.getAsInt();
    }

    private RunKeeper keeper(TrainedState state, RunDisk disk, int from)
            throws IOException, CancelledException {
        Optional<ComparedVector> compared = compared();
        boolean isDone = false;
        try {
            RunKeeper keeper = keeper(state, disk, from, compared);
            isDone = true;
            return keeper;
        } finally {
            if (!isDone) {
                compared.ifPresent(ComparedVector::close);
            }
        }
    }

    private RunKeeper keeper(
            TrainedState state, RunDisk disk, int from, Optional<ComparedVector> compared)
            throws Failure {
        Path folder = request.folder();
        TrainingRecord record =
                found.isPresent()
                        ? TrainingRecord.append(folder, found.get().size())
                        : TrainingRecord.begin(folder, head);
        boolean isDone = false;
        try {
            RunCurve seen = watch.seen();
            if (found.isPresent()) {
                record.addResumption(from);
                seen.cutAfter(from);
            }
            StoredRun.sweep(folder, seen.checkpoints());
            RunKeeper keeper =
                    new RunKeeper(
                            folder,
                            request.settings().keeping().mostBytes(),
                            record,
                            disk,
                            seen,
                            new Growth(model, state, request.compute().threads()),
                            compared,
                            this::opened,
                            from);
            // What a process that ended was about to do.
            keeper.removeSurplus();
            isDone = true;
            return keeper;
        } finally {
            if (!isDone) {
                record.close();
            }
        }
    }

    private Optional<ComparedVector> compared() throws IOException, CancelledException {
        if (request.compared().isEmpty()) {
            return Optional.empty();
        }
        Checkpoint opened = request.compared().get().open();
        return Optional.of(
                ComparedVector.of(
                        opened,
                        opened::close,
                        model.checkpoint(),
                        request.compute(),
                        asking.cancellation()));
    }

    /// Opens a checkpoint of the run as a vector.
    private ComparedVector opened(Path checkpoint, Cancellation cancellation)
            throws IOException, CancelledException {
        Checkpoint opened = Located.of(checkpoint).open();
        return opened instanceof Vector
                ? ComparedVector.of(
                        opened, opened::close, model.checkpoint(), request.compute(), cancellation)
                : ComparedVector.difference(
                        opened, model.checkpoint(), request.compute(), cancellation);
    }

    private int steps(TrainedState state, Gradients gradients, RunKeeper keeper, int from)
            throws IOException, CancelledException {
        ModelFrame frame =
                ModelFrame.of(
                        model.plan().architecture(),
                        model.tokenizer(),
                        Conversations.context(model.plan().architecture(), 0));
        TrainingRun run =
                new TrainingRun(
                        request.settings(),
                        rows.train(),
                        new TrainingRun.Model(state, gradients),
                        HeldOutRows.of(frame, rows, asking.cancellation()),
                        keeper,
                        watch,
                        asking);
        boolean isWhole = false;
        try {
            int last = run.run(from);
            isWhole = true;
            return last;
        } finally {
            if (!isWhole) {
                keeper.addPart(watch.part());
            }
        }
    }

    private TrainingResult finish(RunKeeper keeper, int step, JsonNode made)
            throws IOException, CancelledException {
        watch.show(TrainingSnapshot.Phase.SAVING, step);
        TrainingSettings settings = request.settings();
        boolean isStopped = step < settings.schedule().steps();
        Path folder = StoredRun.result(request.folder(), settings.adaptation().method());
        ResultFiles files =
                new ResultFiles(request.folder(), model.checkpoint(), made, settings, program);
        if (settings.adaptation().method() != Method.FULL) {
            keeper.addFiles(files.tokenizer());
            files.copyTokenizer();
        }
        keeper.end(step, folder, asking.cancellation());
        List<KeptCheckpoint> kept = keeper.seen().checkpoints();
        TrainingResult result =
                new TrainingResult(
                        folder,
                        step,
                        isStopped,
                        keeper.seen().curve(),
                        kept,
                        rows.facts(),
                        kept.getLast().bytes(),
                        Duration.ofMillis((long) (1000 * watch.whole())),
                        notes(made));
        files.write(result);
        keeper.close(step, isStopped, watch.whole());
        watch.show(TrainingSnapshot.Phase.DONE, step);
        return result;
    }

    private static String note(FourBitMatrices matrices) {
        return matrices.error() == 0
                ? "the matrices of the base's layers were held in NF4, as its files have them"
                : String.format(
                        Locale.ROOT,
                        "the matrices of the base's layers were held in NF4, which are %.2f %% (of"
                                + " their norm) from the files': losses and accuracies are those of"
                                + " that base with the adapter",
                        100 * matrices.error());
    }

    private List<String> notes(JsonNode made) {
        List<String> notes = new ArrayList<>(model.plan().notes());
        model.fourBit().ifPresent(matrices -> notes.add(note(matrices)));
        if (!made.path("program").asText().equals(program)) {
            notes.add(
                    "the run was begun by "
                            + made.path("program").asText()
                            + " and ended by "
                            + program);
        }
        if (!made.path("device").asText().equals(device.label())) {
            notes.add(
                    "the run was begun on "
                            + made.path("device").asText()
                            + " and ended on "
                            + device.label());
        }
        return notes;
    }
}
