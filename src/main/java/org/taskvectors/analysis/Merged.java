package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.Histogram;

/// The histograms of a group's tensors put together: one for each binning, since bins of different
/// types do not add. Zeros are kept apart from the bins: the lowest bin of a wide type holds its
/// smallest subnormals too, and tensors that are not held are all zeros.
final class Merged {
    private static final int FINE_BITS = 50;

    private final List<Histogram> histograms;
    private final long zeros;
    private final long total;
    private final double largest;

    /// @param slots the group's tensors
    Merged(List<Slot> slots) {
        Map<Binning, long[]> tables = new EnumMap<>(Binning.class);
        long exactZeros = 0;
        long all = 0;
        double most = 0;
        for (Slot slot : slots) {
            TensorProfile held = slot.held();
            all += slot.weights();
            exactZeros += held == null ? slot.weights() : held.zeros();
            if (held != null) {
                Histogram histogram = held.histogram();
                long[] table =
                        tables.computeIfAbsent(
                                histogram.binning(), binning -> new long[binning.bins()]);
                for (int i = 0; i < histogram.size(); i++) {
                    table[histogram.bin(i)] += histogram.count(i);
                }
                table[0] -= held.zeros();
                most = Math.max(most, held.largest());
            }
        }
        List<Histogram> merged = new ArrayList<>();
        tables.forEach((binning, table) -> merged.add(Histogram.ofTable(binning, table)));
        this.histograms = List.copyOf(merged);
        this.zeros = exactZeros;
        this.total = all;
        this.largest = most;
    }

    /// One histogram of the weights that are not zero for each binning among the tensors that are
    /// held, in the order of binnings.
    List<Histogram> histograms() {
        return histograms;
    }

    /// Weights that are zero.
    long zeros() {
        return zeros;
    }

    /// The smallest magnitude of which at least the share `q` of the weights are at most as large.
    /// NaN where there are no weights.
    double quantile(double q) {
        if (total == 0 || Double.isNaN(q)) {
            return Double.NaN;
        }
        long rank = Math.clamp((long) Math.ceil(q * total), 1, total);
        if (rank <= zeros) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        // The answer is the value of a bin of one of them: the smallest at which all together have
        // counted enough.
        for (Histogram histogram : histograms) {
            int low = 0;
            int high = histogram.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (countUpTo(histogram.binning().highest(histogram.bin(middle))) >= rank) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            if (low < histogram.size()) {
                best = Math.min(best, value(histogram, low));
            }
        }
        // The middle of the last bin may lie above what is in it.
        return Math.min(best, largest);
    }

    /// The counts in four bins an octave, for drawing.
    Magnitudes coarse() {
        TreeMap<Long, Long> counts = new TreeMap<>();
        for (Histogram histogram : histograms) {
            for (int i = 0; i < histogram.size(); i++) {
                double magnitude = histogram.binning().highest(histogram.bin(i));
                counts.merge(key(magnitude), histogram.count(i), Long::sum);
            }
        }
        if (counts.isEmpty()) {
            return new Magnitudes(new double[] {0}, new long[0], zeros);
        }
        long first = counts.firstKey();
        int size = Math.toIntExact(counts.lastKey() - first + 1);
        double[] edges = new double[size + 1];
        long[] table = new long[size];
        for (int i = 0; i <= size; i++) {
            edges[i] = Double.longBitsToDouble((first + i) << FINE_BITS);
            if (i < size) {
                table[i] = counts.getOrDefault(first + i, 0L);
            }
        }
        return new Magnitudes(edges, table, zeros);
    }

    private long countUpTo(double magnitude) {
        long counted = zeros;
        for (Histogram histogram : histograms) {
            counted += histogram.countUpTo(magnitude);
        }
        return counted;
    }

    private static double value(Histogram histogram, int index) {
        Binning binning = histogram.binning();
        int bin = histogram.bin(index);
        return binning.isExact()
                ? binning.lowest(bin)
                : (binning.lowest(bin) + binning.highest(bin)) / 2;
    }

    /// Exponent and upper two bits of the mantissa.
    private static long key(double magnitude) {
        return Double.doubleToRawLongBits(magnitude) >>> FINE_BITS;
    }
}
