package org.taskvectors.training;

import java.util.List;
import org.taskvectors.training.data.DataFacts;

/// A run at one moment.
///
/// @param phase what it does
/// @param step how many steps were taken
/// @param curve what was seen so far
/// @param checkpoints that are kept, in order
/// @param data facts of its rows
/// @param estimate what it was expected to take
/// @param memory bytes that the process takes beyond what it took before the run began, its
///   libraries included; [#UNKNOWN] where the system does not say
/// @param tokensPerSecond over the last steps; NaN before there are any
/// @param secondsLeft until the last step, by the last steps' pace; NaN before there are any
/// @param fill which share of the tokens that products read are a text's: 1 without padding
public record TrainingSnapshot(
        Phase phase,
        int step,
        TrainingCurve curve,
        List<KeptCheckpoint> checkpoints,
        DataFacts data,
        TrainingEstimate estimate,
        long memory,
        double tokensPerSecond,
        double secondsLeft,
        double fill) {
    /// The memory where the system does not say how much a process takes.
    public static final long UNKNOWN = -1;

    public TrainingSnapshot {
        checkpoints = List.copyOf(checkpoints);
    }

    /// What a run does.
    public enum Phase {
        LOADING("loading"),
        EVALUATING("evaluating"),
        STEPPING("running"),
        SAVING("saving"),
        PAUSED("paused"),
        DONE("done");

        private final String word;

        Phase(String word) {
            this.word = word;
        }

        /// Returns what it is called for people.
        public String word() {
            return word;
        }
    }
}
