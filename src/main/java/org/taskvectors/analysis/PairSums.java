package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;

/// The result of one pass over several vectors.
///
/// @param vectors how many vectors there were
/// @param pairs for each pair a < b, in the order (0,1), (0,2), …, (1,2), …: the tensors equal in
///   name and shape that both hold
/// @param joint the tensors that at least one vector holds, over all vectors; without those of
///   `otherShape`
/// @param otherShape names of tensors whose shape is not the same in all vectors that hold them
public record PairSums(
        int vectors,
        List<List<PairTensor>> pairs,
        List<JointTensor> joint,
        List<String> otherShape) {
    /// Returns the index in `pairs` of the pair (a, b), a < b.
    public int indexOf(int a, int b) {
        return indexOf(a, b, vectors);
    }

    /// Returns the place of the pair (a, b), a < b, among all pairs of some vectors in the order
    /// (0,1), (0,2), …, (1,2), ….
    static int indexOf(int a, int b, int vectors) {
        if (a < 0 || a >= b || b >= vectors) {
            throw new IllegalArgumentException("no pair " + a + ", " + b);
        }
        return a * (2 * vectors - a - 1) / 2 + (b - a - 1);
    }

    /// Returns the sums of some of the vectors. What is over all vectors together is not known of
    /// some.
    ///
    /// @param some indices of vectors, rising
    public PairSums only(List<Integer> some) {
        List<List<PairTensor>> chosen = new ArrayList<>();
        for (int a = 0; a < some.size(); a++) {
            for (int b = a + 1; b < some.size(); b++) {
                chosen.add(pairs.get(indexOf(some.get(a), some.get(b))));
            }
        }
        return new PairSums(some.size(), chosen, List.of(), otherShape);
    }
}
