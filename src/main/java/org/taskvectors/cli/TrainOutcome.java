package org.taskvectors.cli;

import java.util.List;
import java.util.Optional;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.TrainingResult;

/// What came of a run in a few numbers.
///
/// @param base what the held-out rows gave before the first step; empty where there are none
/// @param best what they gave at the best checkpoint that is kept
/// @param last what they gave at the end
/// @param loss mean of the steps since the checkpoint before the last: nats
/// @param norm of the vector
/// @param cosine to the vector that it is compared with; NaN where there is none
/// @param tokensPerSecond over all steps
record TrainOutcome(
        Optional<TrainingCurve.HeldOut> base,
        Optional<TrainingCurve.HeldOut> best,
        Optional<TrainingCurve.HeldOut> last,
        double loss,
        double norm,
        double cosine,
        double tokensPerSecond) {
    static TrainOutcome of(TrainingResult result) {
        TrainingCurve curve = result.curve();
        KeptCheckpoint end = result.checkpoints().getLast();
        Optional<TrainingCurve.HeldOut> best =
                result.checkpoints().stream()
                        .filter(KeptCheckpoint::isBest)
                        .findFirst()
                        .flatMap(one -> at(curve, one.step()));
        List<TrainingCurve.Step> steps = curve.steps();
        double tokens = steps.stream().mapToDouble(TrainingCurve.Step::tokens).sum();
        double seconds = steps.stream().mapToDouble(TrainingCurve.Step::seconds).sum();
        return new TrainOutcome(
                at(curve, 0),
                best,
                at(curve, result.step()),
                end.loss(),
                end.norm(),
                end.cosineToCompared().orElse(Double.NaN),
                tokens / seconds);
    }

    private static Optional<TrainingCurve.HeldOut> at(TrainingCurve curve, int step) {
        return curve.evaluations().stream().filter(one -> one.step() == step).findFirst();
    }
}
