package org.taskvectors.analysis;

import java.util.Arrays;

/// The counts of a group's weights by magnitude, in bins wide enough to be drawn: four to an
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

    /// Returns how many bins there are; 0 if every weight is zero.
    public int size() {
        return counts.length;
    }

    /// Returns the smallest magnitude of bin `index`.
    public double from(int index) {
        return edges[index];
    }

    /// Returns the smallest magnitude above bin `index`.
    public double to(int index) {
        return edges[index + 1];
    }

    /// Returns the number of weights in bin `index`.
    public long count(int index) {
        return counts[index];
    }

    /// Returns the number of weights that are exactly zero; they are in no bin.
    public long zeros() {
        return zeros;
    }

    /// Returns the number of all weights, zeros included.
    public long total() {
        return zeros + Arrays.stream(counts).sum();
    }
}
