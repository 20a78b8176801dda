package org.taskvectors.ui.compare;

import java.util.OptionalInt;

/// One vector of the list at the left.
///
/// @param id the library's item
/// @param name what people call it
/// @param kind what it is: `full · bfloat16`
/// @param base the base that it is a change of
/// @param rank `r 16` of an adapter; empty for others
/// @param colour which of the vectors' colours it has, with dash and marker; empty where it is not
///   ticked
/// @param norm ‖τ‖ over what is in scope; NaN while it is not known
/// @param normOf what the norm is over, in words; empty while it is not known
/// @param state what is going on: `measuring 41 %`; why it cannot be read; empty where it is known
/// @param isFailed whether the state is a failure
public record VectorLine(
        String id,
        String name,
        String kind,
        BaseOf base,
        String rank,
        OptionalInt colour,
        double norm,
        String normOf,
        String state,
        boolean isFailed) {
    public boolean isTicked() {
        return colour.isPresent();
    }
}
