package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;

/// Puts the sums over several vectors into another order of the vectors.
final class PairOrder {
    private PairOrder() {}

    /// @param sums over vectors in a sorted order
    /// @param order for each vector in the sorted order, its index in the requested order
    static PairSums restore(PairSums sums, int[] order) {
        int[] sortedPlace = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            sortedPlace[order[i]] = i;
        }
        List<List<PairTensor>> pairs = new ArrayList<>();
        for (int a = 0; a < order.length; a++) {
            for (int b = a + 1; b < order.length; b++) {
                int x = sortedPlace[a];
                int y = sortedPlace[b];
                pairs.add(
                        x < y
                                ? sums.pairs().get(sums.indexOf(x, y))
                                : swapped(sums.pairs().get(sums.indexOf(y, x))));
            }
        }
        return new PairSums(sums.vectors(), pairs, sums.joint(), sums.otherShape());
    }

    private static List<PairTensor> swapped(List<PairTensor> tensors) {
        return tensors.stream()
                .map(
                        tensor ->
                                new PairTensor(
                                        tensor.name(),
                                        tensor.dot(),
                                        tensor.bothNonZero(),
                                        tensor.sameSign(),
                                        tensor.squaresB(),
                                        tensor.squaresA()))
                .toList();
    }
}
