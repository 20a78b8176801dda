package org.taskvectors.ui.train;

import java.util.List;
import java.util.Optional;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingSnapshot;
import org.taskvectors.training.data.DataFacts;

/// What is known of a run, whether it runs or lies on disk.
///
/// @param step how many steps were taken
/// @param curve what was seen
/// @param checkpoints that are kept, in order
/// @param facts of its rows
/// @param live what only a run that runs says
public record Seen(
        int step,
        TrainingCurve curve,
        List<KeptCheckpoint> checkpoints,
        DataFacts facts,
        Optional<Live> live) {
    /// What only a run that runs says.
    ///
    /// @param phase what it does
    /// @param estimate what it was expected to take
    /// @param memory bytes that the process takes now
    /// @param tokensPerSecond over the last steps; NaN before there are any
    /// @param secondsLeft until the last step; NaN before there are any steps
    /// @param fill which share of the tokens that products read are a text's
    public record Live(
            TrainingSnapshot.Phase phase,
            TrainingEstimate estimate,
            long memory,
            double tokensPerSecond,
            double secondsLeft,
            double fill) {}

    public Seen {
        checkpoints = List.copyOf(checkpoints);
    }

    static Seen of(TrainingSnapshot now) {
        return new Seen(
                now.step(),
                now.curve(),
                now.checkpoints(),
                now.data(),
                Optional.of(
                        new Live(
                                now.phase(),
                                now.estimate(),
                                now.memory(),
                                now.tokensPerSecond(),
                                now.secondsLeft(),
                                now.fill())));
    }

    static Seen of(PastRun past) {
        return new Seen(
                past.step(), past.curve(), past.checkpoints(), past.facts(), Optional.empty());
    }

    /// Returns the same of a run that no longer runs.
    Seen atRest() {
        return new Seen(step, curve, checkpoints, facts, Optional.empty());
    }

    /// Returns how long its steps took together, in seconds.
    double seconds() {
        return curve.steps().stream().mapToDouble(TrainingCurve.Step::seconds).sum();
    }
}
