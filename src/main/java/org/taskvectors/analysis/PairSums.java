package org.taskvectors.analysis;

import java.util.List;

/// What one pass over several vectors at once gives.
///
/// @param vectors how many vectors there were
/// @param pairs for each pair a < b, in the order (0,1), (0,2), …, (1,2), …: the tensors equal in
///   name and shape that both hold
/// @param joint the tensors that at least one holds, over all vectors; without those of
///   `otherShape`
/// @param otherShape names of tensors that have not the same shape in all vectors that hold them
public record PairSums(
        int vectors,
        List<List<PairTensor>> pairs,
        List<JointTensor> joint,
        List<String> otherShape) {
    /// Where the pair (a, b), a < b, stands in `pairs`.
    public int indexOf(int a, int b) {
        if (a < 0 || a >= b || b >= vectors) {
            throw new IllegalArgumentException("no pair " + a + ", " + b);
        }
        return a * (2 * vectors - a - 1) / 2 + (b - a - 1);
    }
}
