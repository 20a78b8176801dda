package org.taskvectors.evaluation;

import org.taskvectors.file.Failure;
import org.taskvectors.inference.Logits;

/// Measures how far an edited model's next token is from the base's. A trial asks at its measured
/// places alone.
@FunctionalInterface
public interface Divergence {
    /// Measures nothing.
    Divergence NONE = (place, values, logits) -> Double.NaN;

    /// Returns KL(base ‖ edited) at a place, in nats; NaN where it is not measured.
    ///
    /// @param place names the position within the task
    /// @param values the logits of the side that reads; valid during the call
    /// @param logits the same as a distribution
    /// @throws Failure if the base's numbers left the range of float32
    double at(int place, float[] values, Logits logits) throws Failure;
}
