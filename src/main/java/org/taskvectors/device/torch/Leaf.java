package org.taskvectors.device.torch;

/// Trained numbers that gradients are taken by together: a range of all that are trained.
///
/// @param offset its first number among all that are trained
/// @param sizes of the tensor
record Leaf(long offset, java.util.List<Long> sizes) {
    Leaf {
        sizes = java.util.List.copyOf(sizes);
    }

    /// Returns how many numbers it has.
    long count() {
        return sizes.stream().reduce(1L, Math::multiplyExact);
    }
}
