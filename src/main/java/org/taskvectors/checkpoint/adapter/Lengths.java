package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.LowRankKernels;

/// DoRA's factors m / ‖θ0 + s·B·A‖ of one tensor, by output, computed on first use and then kept.
/// Each length is summed in float64 along the output's inputs, in their order.
final class Lengths {
    private static final int BLOCK = 1 << 13;
    private static final double UNKNOWN = Double.NEGATIVE_INFINITY;

    private final Change.Rescaled change;
    private final Checkpoint files;
    private final Checkpoint base;
    private final Tensor from;
    private double @Nullable [] factors;

    /// @param files the adapter's files
    /// @param base where `from` is read
    Lengths(Change.Rescaled change, Checkpoint files, Checkpoint base, Tensor from) {
        this.change = change;
        this.files = files;
        this.base = base;
        this.from = from;
    }

    /// θ0 + s·B·A.
    void sums(FactorCache.Use use, LowRankKernels kernels, long first, int count, double[] into)
            throws IOException {
        kernels.product(use.factors(), first, count, into);
        double[] before = BaseSide.doubles(base, from, first, count);
        for (int i = 0; i < count; i++) {
            into[i] += before[i];
        }
    }

    /// Returns the factors, of which at least those of these rows are computed.
    double[] ofRows(int first, int last, FactorCache.Use use, LowRankKernels kernels)
            throws IOException {
        double[] known = begun();
        double[] magnitudes = BaseSide.doubles(files, change.magnitude(), first, last - first + 1);
        for (int row = first; row <= last; row++) {
            if (isKnown(known, row)) {
                continue;
            }
            // Outside of the lock: any thread that computes it gets the same.
            double factor = magnitudes[row - first] / row(row, use, kernels);
            synchronized (this) {
                known[row] = factor;
            }
        }
        return known;
    }

    private synchronized boolean isKnown(double[] known, int row) {
        return known[row] != UNKNOWN;
    }

    private synchronized double[] begun() {
        double[] known = factors;
        if (known == null) {
            known = new double[(int) change.magnitude().elements()];
            Arrays.fill(known, UNKNOWN);
            factors = known;
        }
        return known;
    }

    /// Returns all factors, since each takes part in every row.
    synchronized double[] ofColumns(FactorCache.Use use, LowRankKernels kernels)
            throws IOException {
        double[] known = factors;
        if (known == null) {
            int outputs = (int) change.magnitude().elements();
            known = new double[outputs];
            byColumn(known, BaseSide.doubles(files, change.magnitude(), 0, outputs), use, kernels);
            factors = known;
        }
        return known;
    }

    private double row(int output, FactorCache.Use use, LowRankKernels kernels) throws IOException {
        long columns = FactorReader.columns(change.tensor().shape());
        double[] sums = new double[(int) Math.min(BLOCK, columns)];
        double squares = 0;
        for (long at = 0; at < columns; at += sums.length) {
            int count = (int) Math.min(sums.length, columns - at);
            sums(use, kernels, output * columns + at, count, sums);
            for (int i = 0; i < count; i++) {
                squares += sums[i] * sums[i];
            }
        }
        return Math.sqrt(squares);
    }

    private void byColumn(
            double[] into, double[] magnitudes, FactorCache.Use use, LowRankKernels kernels)
            throws IOException {
        long elements = change.tensor().elements();
        double[] sums = new double[(int) Math.min(BLOCK, elements)];
        for (long at = 0; at < elements; at += sums.length) {
            int count = (int) Math.min(sums.length, elements - at);
            sums(use, kernels, at, count, sums);
            for (int i = 0; i < count; i++) {
                into[(int) ((at + i) % into.length)] += sums[i] * sums[i];
            }
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = magnitudes[i] / Math.sqrt(into[i]);
        }
    }
}
