package org.taskvectors.tensor;

import java.util.Arrays;

/// Counts of weights by magnitude: every finite weight is counted, none sampled, zeros included.
/// Immutable; it keeps only bins that are not empty.
public final class Histogram {
    private final Binning binning;
    private final int[] bins;
    private final long[] upTo;

    private Histogram(Binning binning, int[] bins, long[] upTo) {
        this.binning = binning;
        this.bins = bins;
        this.upTo = upTo;
    }

    /// Returns a histogram from parallel arrays: bins ascending, counts positive.
    public static Histogram of(Binning binning, int[] bins, long[] counts) {
        if (bins.length != counts.length) {
            throw new IllegalArgumentException("bins and counts differ in length");
        }
        long[] upTo = counts.clone();
        for (int i = 0; i < upTo.length; i++) {
            if (counts[i] <= 0
                    || bins[i] < 0
                    || bins[i] >= binning.bins()
                    || (i > 0 && bins[i] <= bins[i - 1])) {
                throw new IllegalArgumentException("bins must ascend and counts be positive");
            }
            if (i > 0) {
                upTo[i] = Math.addExact(upTo[i], upTo[i - 1]);
            }
        }
        return new Histogram(binning, bins.clone(), upTo);
    }

    /// Returns a histogram from a table with a count for every bin.
    public static Histogram ofTable(Binning binning, long[] table) {
        int[] bins = new int[table.length];
        long[] counts = new long[table.length];
        int used = 0;
        for (int bin = 0; bin < table.length; bin++) {
            if (table[bin] != 0) {
                bins[used] = bin;
                counts[used++] = table[bin];
            }
        }
        return of(binning, Arrays.copyOf(bins, used), Arrays.copyOf(counts, used));
    }

    public Binning binning() {
        return binning;
    }

    /// Returns how many weights were counted.
    public long total() {
        return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
    }

    /// Returns how many bins are not empty.
    public int size() {
        return bins.length;
    }

    /// Returns the number of the bin at `index` among those that are not empty.
    public int bin(int index) {
        return bins[index];
    }

    /// Returns how many weights are in the bin at `index`.
    public long count(int index) {
        return index == 0 ? upTo[0] : upTo[index] - upTo[index - 1];
    }

    /// Returns how many weights have a magnitude of at most `epsilon`. It is exact if the binning
    /// is; otherwise the whole bin of `epsilon` is counted, so that the answer is exact for
    /// [#effective]`(epsilon)`.
    public long countUpTo(double epsilon) {
        if (Double.isNaN(epsilon) || epsilon < 0) {
            return 0;
        }
        int index = lastAtMost(epsilon);
        return index < 0 ? 0 : upTo[index];
    }

    /// Returns the ε′ for which [#countUpTo] is exact: ε itself, or the upper edge of its bin
    /// (within 0.79 %).
    public double effective(double epsilon) {
        if (binning.isExact()
                || !(epsilon > 0)
                || (epsilon > Float.MAX_VALUE && binning == Binning.F32)) {
            return epsilon;
        }
        int bin = binning.bin(epsilon);
        // Rounding ε to the binning's precision may have carried it over the edge.
        return binning.highest(binning.lowest(bin) > epsilon ? bin - 1 : bin);
    }

    /// Returns the smallest magnitude that at least the share `q` (0 to 1) of the weights do not
    /// exceed; the middle of its bin if the binning is not exact. NaN if nothing was counted.
    public double quantile(double q) {
        if (bins.length == 0) {
            return Double.NaN;
        }
        long rank = Math.clamp((long) Math.ceil(q * total()), 1, total());
        int index = Arrays.binarySearch(upTo, rank);
        int bin = bins[index >= 0 ? index : -index - 1];
        return binning.isExact() || bin == 0
                ? binning.lowest(bin)
                : (binning.lowest(bin) + binning.highest(bin)) / 2;
    }

    private int lastAtMost(double epsilon) {
        int low = 0;
        int high = bins.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (binning.lowest(bins[middle]) <= epsilon) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that
                && binning == that.binning
                && Arrays.equals(bins, that.bins)
                && Arrays.equals(upTo, that.upTo);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bins) + Arrays.hashCode(upTo);
    }
}
