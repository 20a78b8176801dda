package org.taskvectors.analysis;

/// How many of one vector's matrices in one group have singular values.
///
/// @param known those that have
/// @param open those, and stacks of them, that nothing is known of yet
/// @param leftOut those that have none for a reason that is known
public record SpectrumCount(int known, int open, int leftOut) {
    /// Those without singular values, for whatever reason.
    int unknown() {
        return open + leftOut;
    }
}
