package org.taskvectors.training;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.taskvectors.job.Machine;
import org.taskvectors.training.data.DataFacts;

/// Hands out a run as it is at the moment, and counts its time, pauses left out.
final class RunWatch {
    /// Over how many of the last steps a pace is taken.
    private static final int STEPS = 20;

    /// Packs have no padding: products read the texts' tokens and no others.
    private static final double UNPADDED = 1;

    private final OptionalLong start = Machine.processMemory();
    private final RunCurve seen;
    private final DataFacts facts;
    private final TrainingEstimate estimate;
    private final int steps;
    private final double before;
    private final Consumer<TrainingSnapshot> listener;
    private final int evaluateEach;
    private double evaluation;
    private long began = System.nanoTime();
    private double done;
    private boolean isPaused;

    /// @param steps of the whole run
    /// @param evaluateEach after how many steps held-out rows are asked; 0 for the end alone
    /// @param before seconds that earlier parts of the run took
    private RunWatch(
            RunCurve seen,
            DataFacts facts,
            TrainingEstimate estimate,
            int steps,
            int evaluateEach,
            double before,
            Consumer<TrainingSnapshot> listener) {
        this.seen = seen;
        this.facts = facts;
        this.estimate = estimate;
        this.steps = steps;
        this.evaluateEach = evaluateEach;
        this.before = before;
        this.listener = listener;
    }

    /// Returns the watch of a run.
    ///
    /// @param found what its folder holds of it; empty for a new one
    static RunWatch of(
            Optional<SavedRun> found,
            DataFacts facts,
            TrainingEstimate estimate,
            TrainingSettings settings,
            Consumer<TrainingSnapshot> listener) {
        RunCurve seen = new RunCurve();
        found.ifPresent(run -> seen.addAll(run.curve(), run.checkpoints(), run.first()));
        return new RunWatch(
                seen,
                facts,
                estimate,
                settings.schedule().steps(),
                settings.keeping().evaluateEach(),
                found.map(SavedRun::seconds).orElse(0.0),
                listener);
    }

    RunCurve seen() {
        return seen;
    }

    /// Hands out the run.
    void show(TrainingSnapshot.Phase phase, int step) {
        List<TrainingCurve.Step> taken = seen.steps();
        List<TrainingCurve.Step> last =
                taken.subList(Math.max(0, taken.size() - STEPS), taken.size());
        double seconds = last.stream().mapToDouble(TrainingCurve.Step::seconds).sum();
        double tokens = last.stream().mapToDouble(TrainingCurve.Step::tokens).sum();
        listener.accept(
                new TrainingSnapshot(
                        phase,
                        step,
                        seen.curve(),
                        seen.checkpoints(),
                        facts,
                        estimate,
                        memory(),
                        tokens / seconds,
                        seconds / last.size() * (steps - step) + evaluation * evaluationsLeft(step),
                        UNPADDED));
    }

    /// Takes note of how long the held-out rows took.
    void evaluated(double seconds) {
        evaluation = seconds;
    }

    /// Returns how often held-out rows will be asked after a step.
    private int evaluationsLeft(int step) {
        if (evaluateEach == 0) {
            return step < steps ? 1 : 0;
        }
        return Math.ceilDiv(steps, evaluateEach) - step / evaluateEach;
    }

    /// What the process takes beyond what it took when this part of the run began.
    private long memory() {
        OptionalLong now = Machine.processMemory();
        return now.isPresent() && start.isPresent()
                ? Math.max(0, now.getAsLong() - start.getAsLong())
                : TrainingSnapshot.UNKNOWN;
    }

    /// Stops the clock.
    void pause() {
        done += running();
        isPaused = true;
    }

    /// Lets the clock go on.
    void goOn() {
        began = System.nanoTime();
        isPaused = false;
    }

    private double running() {
        return isPaused ? 0 : (System.nanoTime() - began) / 1e9;
    }

    /// Returns how long this part of the run took.
    double part() {
        return done + running();
    }

    /// Returns how long the run took, its earlier parts included.
    double whole() {
        return before + part();
    }
}
