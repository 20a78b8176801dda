package org.taskvectors.analysis;

import java.util.Arrays;

/// How many weights of a group have which magnitude, in bins wide enough to be drawn: four to an
/// octave, each a union of whole bins of the vector's histogram, so that every count is exact.
public final class Magnitudes {
    private final double[] edges;
    private final long[] counts;
    private final long zeros;

    /// @param edges ascending, one more than counts; a bin holds what is at least its edge and less
    ///   than the next
    /// @param counts of weights that are not zero
    Magnitudes(double[] edges, long[] counts, long zeros) {
        this.edges = edges.clone();
        this.counts = counts.clone();
        this.zeros = zeros;
    }

    /// How many bins there are; 0 where every weight is zero.
    public int size() {
        return counts.length;
    }

    /// The smallest magnitude of bin `index`.
    public double from(int index) {
        return edges[index];
    }

    /// The smallest magnitude above bin `index`.
    public double to(int index) {
        return edges[index + 1];
    }

    /// Weights in bin `index`.
    public long count(int index) {
        return counts[index];
    }

    /// Weights that are exactly zero, which are in no bin.
    public long zeros() {
        return zeros;
    }

    /// All weights counted, zeros included.
    public long total() {
        return zeros + Arrays.stream(counts).sum();
    }
}
