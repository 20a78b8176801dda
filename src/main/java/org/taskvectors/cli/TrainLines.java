package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.file.Shown;
import org.taskvectors.training.CurveJson;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.TrainingSnapshot;

/// Writes what is seen of a run as soon as it is: a line each. Of a run that goes on, what was seen
/// before comes first. Takes snapshots on one thread; the loss may be asked on any.
final class TrainLines {
    private static final Digits LOSS = Digits.significant(4);

    private final Writer writer;
    private volatile String loss = "";
    private int steps;
    private int evaluations;
    private int norms;
    private int checkpoint;

    private TrainLines(Writer writer) {
        this.writer = writer;
    }

    /// Writes one thing that was seen.
    private interface Writer {
        void step(TrainingCurve.Step step);

        void evaluation(TrainingCurve.HeldOut heldOut);

        void norms(TrainingCurve.Norms norms);

        void checkpoint(KeptCheckpoint checkpoint);
    }

    /// Returns lines of JSON, those of the run's record.
    ///
    /// @param folder of the run
    static TrainLines json(PrintWriter out, Path folder) {
        return new TrainLines(new JsonLines(out, folder));
    }

    /// Returns lines for people: one for each evaluation and each checkpoint.
    ///
    /// @param areShown whether they are written; where progress is shown they are not
    static TrainLines words(PrintWriter out, TrainingRequest request, boolean areShown) {
        return new TrainLines(new WordLines(out, request.settings().schedule().steps(), areShown));
    }

    /// Writes what is new in a snapshot.
    void take(TrainingSnapshot now) {
        if (now.phase() == TrainingSnapshot.Phase.LOADING) {
            // What a run that goes on has lost since its last state still stands there.
            return;
        }
        TrainingCurve curve = now.curve();
        for (; steps < curve.steps().size(); steps++) {
            writer.step(curve.steps().get(steps));
        }
        for (; evaluations < curve.evaluations().size(); evaluations++) {
            writer.evaluation(curve.evaluations().get(evaluations));
        }
        for (; norms < curve.norms().size(); norms++) {
            writer.norms(curve.norms().get(norms));
        }
        for (KeptCheckpoint one : now.checkpoints()) {
            if (one.step() > checkpoint) {
                writer.checkpoint(one);
                checkpoint = one.step();
            }
        }
        if (!curve.steps().isEmpty()) {
            loss = "loss " + LOSS.format(curve.steps().getLast().loss());
        }
    }

    /// Returns the loss of the last step: `loss 0.4321`; empty before there is any.
    String loss() {
        return loss;
    }

    private record JsonLines(PrintWriter out, Path folder) implements Writer {
        @Override
        public void step(TrainingCurve.Step step) {
            write(CurveJson.of(step));
        }

        @Override
        public void evaluation(TrainingCurve.HeldOut heldOut) {
            write(CurveJson.of(heldOut));
        }

        @Override
        public void norms(TrainingCurve.Norms norms) {
            write(CurveJson.of(norms));
        }

        @Override
        public void checkpoint(KeptCheckpoint checkpoint) {
            write(CurveJson.of(checkpoint, folder));
        }

        private void write(ObjectNode node) {
            out.println(node);
            out.flush();
        }
    }

    private record WordLines(PrintWriter out, int steps, boolean areShown) implements Writer {
        @Override
        public void step(TrainingCurve.Step step) {
            // There are too many.
        }

        @Override
        public void evaluation(TrainingCurve.HeldOut heldOut) {
            write(
                    heldOut.step(),
                    "held-out loss "
                            + LOSS.format(heldOut.loss())
                            + heldOut.accuracy()
                                    .map(one -> ", accuracy " + StudyText.proportion(one))
                                    .orElse(""));
        }

        @Override
        public void norms(TrainingCurve.Norms norms) {
            // A checkpoint says it.
        }

        @Override
        public void checkpoint(KeptCheckpoint checkpoint) {
            write(
                    checkpoint.step(),
                    "checkpoint "
                            + Shown.of(checkpoint.folder())
                            + ", "
                            + said(checkpoint.loss()).map(text -> "loss " + text + ", ").orElse("")
                            + "‖τ‖ "
                            + LOSS.format(checkpoint.norm()));
        }

        private static Optional<String> said(double loss) {
            return Double.isNaN(loss) ? Optional.empty() : Optional.of(LOSS.format(loss));
        }

        private void write(int step, String what) {
            if (areShown) {
                out.println(
                        "step "
                                + Amounts.count(step)
                                + " of "
                                + Amounts.count(steps)
                                + ": "
                                + what);
                out.flush();
            }
        }
    }
}
