package org.taskvectors.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What was seen of a run while it goes on: a curve and checkpoints that grow, and that are cut off
/// where a run goes on from an earlier step.
final class RunCurve {
    private final List<TrainingCurve.Step> steps = new ArrayList<>();
    private final List<TrainingCurve.HeldOut> evaluations = new ArrayList<>();
    private final List<TrainingCurve.Norms> norms = new ArrayList<>();
    private final List<KeptCheckpoint> checkpoints = new ArrayList<>();
    private int first;

    void add(TrainingCurve.Step step) {
        steps.add(step);
    }

    void add(TrainingCurve.HeldOut heldOut) {
        evaluations.add(heldOut);
    }

    void add(TrainingCurve.Norms measured) {
        norms.add(measured);
    }

    void add(KeptCheckpoint checkpoint) {
        checkpoints.add(checkpoint);
        first = first == 0 ? checkpoint.step() : first;
    }

    /// Takes over what was seen before.
    void addAll(TrainingCurve curve, List<KeptCheckpoint> kept, int firstCheckpoint) {
        steps.addAll(curve.steps());
        evaluations.addAll(curve.evaluations());
        norms.addAll(curve.norms());
        checkpoints.addAll(kept);
        first = firstCheckpoint;
    }

    void remove(int checkpoint) {
        checkpoints.removeIf(one -> one.step() == checkpoint);
    }

    /// Forgets all that was seen after a step.
    void cutAfter(int step) {
        steps.removeIf(one -> one.step() > step);
        evaluations.removeIf(one -> one.step() > step);
        norms.removeIf(one -> one.step() > step);
        checkpoints.removeIf(one -> one.step() > step);
        first = first > step ? 0 : first;
    }

    /// Returns the step of the run's first checkpoint, whether it is kept or not; 0 before any.
    int first() {
        return first;
    }

    /// Returns the run's first checkpoint; empty where there is none, or it is not kept.
    Optional<KeptCheckpoint> firstKept() {
        return checkpoints.stream().filter(one -> one.step() == first).findFirst();
    }

    TrainingCurve curve() {
        return new TrainingCurve(steps, evaluations, norms);
    }

    List<TrainingCurve.Step> steps() {
        return List.copyOf(steps);
    }

    Optional<TrainingCurve.HeldOut> evaluation(int step) {
        return evaluations.stream().filter(one -> one.step() == step).findFirst();
    }

    Optional<TrainingCurve.Norms> norms(int step) {
        return norms.stream().filter(one -> one.step() == step).findFirst();
    }

    boolean hasCheckpoint(int step) {
        return checkpoints.stream().anyMatch(one -> one.step() == step);
    }

    /// Returns the mean loss of the steps since the last checkpoint before a step; NaN without any.
    double lossSinceCheckpoint(int before) {
        int last =
                checkpoints.stream()
                        .mapToInt(KeptCheckpoint::step)
                        .filter(step -> step < before)
                        .max()
                        .orElse(0);
        return steps.stream()
                .filter(step -> step.step() > last)
                .mapToDouble(TrainingCurve.Step::loss)
                .average()
                .orElse(Double.NaN);
    }

    /// Returns the checkpoints that are kept, the best one marked: that of the highest held-out
    /// accuracy, of equal ones that of the lowest held-out loss, of equal ones the first. Where
    /// there is no accuracy, the loss decides.
    List<KeptCheckpoint> checkpoints() {
        Optional<KeptCheckpoint> best = Optional.empty();
        for (KeptCheckpoint one : checkpoints) {
            if (!Double.isNaN(one.heldOutLoss()) || one.accuracy().isPresent()) {
                best = best.isEmpty() || isBetter(one, best.get()) ? Optional.of(one) : best;
            }
        }
        int marked = best.map(KeptCheckpoint::step).orElse(-1);
        return checkpoints.stream().map(one -> one.marked(one.step() == marked)).toList();
    }

    private static boolean isBetter(KeptCheckpoint one, KeptCheckpoint than) {
        int byAccuracy = Double.compare(share(one), share(than));
        return byAccuracy > 0 || (byAccuracy == 0 && one.heldOutLoss() < than.heldOutLoss());
    }

    private static double share(KeptCheckpoint checkpoint) {
        return checkpoint.accuracy().map(accuracy -> accuracy.share()).orElse(-1.0);
    }
}
