package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// What a pass over a share of the tensors of several vectors found.
///
/// @param vectors how many vectors there are
/// @param rows how many rows the whole has
/// @param held the sums of those that were read
/// @param otherShape names of tensors whose shape is not the same in all vectors that hold them
/// @param bytesRead bytes of weights that were read
record PairShare(
        int vectors, int rows, List<RowSums> held, List<String> otherShape, long bytesRead) {
    /// Joins shares that make a whole.
    ///
    /// @throws IllegalArgumentException if they do not
    static PairShare join(List<PairShare> shares) {
        PairShare first = shares.getFirst();
        BitSet seen = new BitSet();
        List<RowSums> all = new ArrayList<>();
        for (PairShare share : shares) {
            if (share.vectors != first.vectors
                    || share.rows != first.rows
                    || !share.otherShape.equals(first.otherShape)) {
                throw new IllegalArgumentException("shares of different comparisons");
            }
            for (RowSums row : share.held) {
                if (row.row() >= first.rows || seen.get(row.row())) {
                    throw new IllegalArgumentException("shares that overlap");
                }
                seen.set(row.row());
                all.add(row);
            }
        }
        if (seen.cardinality() != first.rows) {
            throw new IllegalArgumentException("shares that leave something out");
        }
        all.sort(Comparator.comparingInt(RowSums::row));
        return new PairShare(
                first.vectors,
                first.rows,
                List.copyOf(all),
                first.otherShape,
                shares.stream().mapToLong(PairShare::bytesRead).sum());
    }

    /// Returns the sums of a whole, in the order of the rows.
    PairSums sums() {
        List<List<PairTensor>> pairs = new ArrayList<>();
        for (int i = 0; i < vectors * (vectors - 1) / 2; i++) {
            pairs.add(new ArrayList<>());
        }
        List<JointTensor> joint = new ArrayList<>();
        for (RowSums row : held) {
            for (int i = 0; i < row.pairs().size(); i++) {
                pairs.get(row.places().get(i)).add(row.pairs().get(i));
            }
            row.joint().ifPresent(joint::add);
        }
        return new PairSums(
                vectors, pairs.stream().map(List::copyOf).toList(), List.copyOf(joint), otherShape);
    }

    static void write(PackedWriter out, PairShare share) {
        out.count(share.vectors);
        out.count(share.rows);
        out.list(share.held, RowSums::write);
        out.list(share.otherShape, PackedWriter::text);
        out.count(share.bytesRead);
    }

    static PairShare read(PackedReader in) {
        PairShare share =
                new PairShare(
                        Math.toIntExact(in.count()),
                        Math.toIntExact(in.count()),
                        in.list(RowSums::read),
                        in.list(PackedReader::text),
                        in.count());
        long pairs = (long) share.vectors * (share.vectors - 1) / 2;
        if (share.held.stream()
                .flatMap(row -> row.places().stream())
                .anyMatch(place -> place >= pairs)) {
            throw new IllegalArgumentException("a pair of vectors that do not exist");
        }
        return share;
    }
}
