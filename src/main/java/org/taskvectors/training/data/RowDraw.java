package org.taskvectors.training.data;

import java.util.Arrays;

/// Draws rows by a seed. Each row has a number of its own, by the seed, the purpose and its
/// position alone: SplitMix64 (Steele, Lea and Flood 2014). Those with the smallest numbers are
/// drawn, so that drawing fewer gives some of the same.
///
/// @param seed that a person chose
/// @param purpose keeps two draws of one seed apart
record RowDraw(long seed, Purpose purpose) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /// What rows are drawn for.
    enum Purpose {
        HELD_OUT(1),
        TRAINED(2);

        private final int stream;

        Purpose(int stream) {
            this.stream = stream;
        }
    }

    /// A row with its number.
    private record Numbered(long number, int row) {}

    /// Returns `most` of the rows, or all where there are no more, in their order.
    int[] of(int[] rows, int most) {
        if (most >= rows.length) {
            return rows.clone();
        }
        return Arrays.stream(rows)
                .mapToObj(row -> new Numbered(number(row), row))
                .sorted(
                        (a, b) -> {
                            int order = Long.compareUnsigned(a.number, b.number);
                            return order != 0 ? order : Integer.compare(a.row, b.row);
                        })
                .limit(most)
                .mapToInt(Numbered::row)
                .sorted()
                .toArray();
    }

    private long number(int row) {
        long stream = mixed(seed + purpose.stream * GOLDEN);
        return mixed(stream + (row + 1L) * GOLDEN);
    }

    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
