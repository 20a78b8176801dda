package org.taskvectors.merge.vocabulary;

import java.util.List;

/// Of what a row of a tensor is made.
sealed interface LaidRow {
    /// A row of one of the tensor's parts, as it is.
    record Copy(int part, int row) implements LaidRow {}

    /// The mean of several rows.
    record MeanOf(List<LaidRow> rows) implements LaidRow {
        public MeanOf {
            rows = List.copyOf(rows);
        }
    }

    /// One of the tensor's means over many rows.
    record Mean(int which) implements LaidRow {}

    record Zeros() implements LaidRow {}

    record Sum(LaidRow one, LaidRow other) implements LaidRow {}

    record Difference(LaidRow of, LaidRow less) implements LaidRow {}

    /// Returns the difference of two rows, which is zeros where both are the same.
    static LaidRow minus(LaidRow of, LaidRow less) {
        if (less instanceof Zeros) {
            return of;
        }
        return of.equals(less) ? new Zeros() : new Difference(of, less);
    }

    /// Whether its numbers are rows as they lie in the parts, or zeros.
    default boolean isPlain() {
        return this instanceof Copy || this instanceof Zeros;
    }
}
