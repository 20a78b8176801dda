package org.taskvectors.merge;

import java.util.List;

/// Where what a method keeps of its ingredients pulls into opposite directions, and what came of
/// it, tensor by tensor.
///
/// @param tensors in the order of the merge
public record Conflicts(List<OfTensor> tensors) {
    public Conflicts {
        tensors = List.copyOf(tensors);
    }

    /// The counts of one tensor.
    ///
    /// @param name the base's
    /// @param weights how many were looked at
    /// @param apart at how many two ingredients pull into opposite directions
    /// @param cancelled of those, how many the merge leaves as they are
    /// @param followed of those, for each ingredient how many go its way
    public record OfTensor(
            String name, long weights, long apart, long cancelled, List<Long> followed) {
        public OfTensor {
            followed = List.copyOf(followed);
        }
    }
}
