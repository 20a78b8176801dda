package org.taskvectors.ui.compare;

import java.util.OptionalInt;

/// One vector of the list at the left.
///
/// @param id the library's item
/// @param name what people call it
/// @param kind what it is: `full · bfloat16`
/// @param colour its place among the ticked ones, which chooses colour, dash and marker; empty
///   where it is not ticked
/// @param norm ‖τ‖, of everything it holds; NaN while it is not known
/// @param state what is going on: `measuring 41 %`; why it cannot be read; empty where it is known
/// @param isFailed whether the state is a failure
public record VectorLine(
        String id,
        String name,
        String kind,
        OptionalInt colour,
        double norm,
        String state,
        boolean isFailed) {
    public boolean isTicked() {
        return colour.isPresent();
    }
}
