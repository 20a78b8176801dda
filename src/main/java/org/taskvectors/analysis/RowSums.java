package org.taskvectors.analysis;

import java.util.List;
import java.util.Optional;

/// The sums of one row of tensors over several vectors.
///
/// @param row the row's number
/// @param places for each of `pairs` the index of its pair of vectors
/// @param pairs the sums of the pairs that hold the tensor
/// @param joint the sums over all vectors; empty where its shape is not the same in all
record RowSums(int row, List<Integer> places, List<PairTensor> pairs, Optional<JointTensor> joint) {
    static void write(PackedWriter out, RowSums sums) {
        out.count(sums.row);
        out.list(sums.places, (to, place) -> to.count(place));
        out.list(sums.pairs, PairFormat::tensor);
        out.list(sums.joint.stream().toList(), PairFormat::joint);
    }

    static RowSums read(PackedReader in) {
        RowSums sums =
                new RowSums(
                        Math.toIntExact(in.count()),
                        in.list(from -> Math.toIntExact(from.count())),
                        in.list(PairFormat::tensor),
                        in.list(PairFormat::joint).stream().findFirst());
        if (sums.places.size() != sums.pairs.size()) {
            throw new IllegalArgumentException("not as many sums as pairs");
        }
        return sums;
    }
}
