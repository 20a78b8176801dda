package org.taskvectors.evaluation;

import java.util.List;
import org.taskvectors.inference.Knob;

/// One way in which the vectors are laid on the model.
///
/// @param at where it stands in its sweep, as its [Plan] says
/// @param knobs one for each vector
public record Point(List<Double> at, List<Knob> knobs) {
    public Point {
        at = List.copyOf(at);
        knobs = List.copyOf(knobs);
    }

    /// Whether no vector changes anything: the base.
    public boolean isBase() {
        return knobs.stream().allMatch(knob -> knob.lambda() == 0);
    }
}
