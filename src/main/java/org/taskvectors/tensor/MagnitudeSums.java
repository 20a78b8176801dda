package org.taskvectors.tensor;

import java.util.Arrays;

/// One thread's sums over the stored elements of one tensor: the histogram of magnitudes, and the
/// sums that do not follow from it. If every magnitude has a bin of its own (types of 16 bits and
/// fewer), everything follows from the histogram exactly, and kernels fill nothing else.
///
/// Four tables take turns, element by element: neighbours often fall into the same bin, and a
/// processor that increments one counter twice in a row waits for its own store. They lie one after
/// the other in one array whose length is a power of two, so that an index cut off with the mask of
/// that length needs no check of its bounds.
public final class MagnitudeSums {
    /// How many tables take turns.
    static final int LANES = 4;

    /// Counters of one table: those of lane `k` begin at `k · NARROW`.
    static final int NARROW = 1 << 15;

    private final int[] counters = new int[LANES * NARROW];
    private long[] wide = {};
    private Binning binning = Binning.BF16;

    final TreeSum sumMagnitude = new TreeSum();
    final TreeSum sumSquares = new TreeSum();

    long nan;
    long infinite;
    long zeros;
    double largest;

    /// Clears all sums for a tensor that is stored as `dtype`.
    public void begin(DType dtype) {
        binning = Binning.of(dtype);
        if (binning == Binning.F64 && wide.length == 0) {
            wide = new long[binning.bins()];
        }
    }

    public Binning binning() {
        return binning;
    }

    /// Returns the tables, one after the other.
    int[] counters() {
        return counters;
    }

    long[] wideTable() {
        return wide;
    }

    /// Adds the counts to `totals` and clears them.
    public void drainInto(MagnitudeTotals totals) {
        if (binning == Binning.F64) {
            totals.addTable(wide);
            Arrays.fill(wide, 0);
        } else {
            totals.addCounters(counters);
            Arrays.fill(counters, 0);
        }
        totals.addCounts(nan, infinite, zeros, largest);
        nan = 0;
        infinite = 0;
        zeros = 0;
        largest = 0;
    }

    /// Returns Σ|τ| and Σ τ² of the elements since the last call. The caller keeps them by unit and
    /// joins the units with [TreeSum#join].
    public double[] takeSums() {
        double[] sums = {sumMagnitude.sum(), sumSquares.sum()};
        sumMagnitude.clear();
        sumSquares.clear();
        return sums;
    }
}
