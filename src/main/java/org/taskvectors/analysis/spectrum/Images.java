package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.Arrays;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.MatrixKernels;

/// What a matrix makes of directions of its shorter side, in float64: A·v of a high matrix, Aᵀ·v of
/// a wide one. How it is cut depends on the shape alone. An instance is one thread's products, some
/// elements of all images at a time.
final class Images {
    private static final int ROWS = 64;
    private static final int DEPTH = 128;

    /// Columns that a row is padded to a multiple of: the widest strip there is.
    private static final int STRIP = 32;

    private final FloatMatrix a;
    private final boolean wide;
    private final double[] packed;
    private final int stride;
    private final double[][] images;
    private final MatrixKernels kernels;
    private final double[] block = new double[ROWS * DEPTH];
    private final double[] sums;
    private final float[] row = new float[DEPTH];

    private Images(FloatMatrix a, boolean wide, double[] packed, int stride, double[][] images) {
        this.a = a;
        this.wide = wide;
        this.packed = packed;
        this.stride = stride;
        this.images = images;
        this.kernels = a.kernels(GramMatrix.work(a));
        this.sums = new double[ROWS * stride];
    }

    void unit(int number) {
        int first = number * ROWS;
        int count = Math.min(ROWS, Math.max(a.rows(), a.columns()) - first);
        int terms = Math.min(a.rows(), a.columns());
        Arrays.fill(sums, 0);
        for (int at = 0; at < terms; at += DEPTH) {
            int depth = Math.min(DEPTH, terms - at);
            load(first, count, at, depth);
            for (int r = 0; r < count; r += MatrixKernels.ROWS) {
                for (int c = 0; c < images.length; c += kernels.doubleWidth()) {
                    kernels.addProduct(
                            block,
                            r,
                            1,
                            ROWS,
                            packed,
                            at * stride + c,
                            stride,
                            depth,
                            sums,
                            r * stride + c,
                            stride);
                }
            }
        }
        for (int r = 0; r < count; r++) {
            for (int k = 0; k < images.length; k++) {
                images[k][first + r] = sums[r * stride + k];
            }
        }
    }

    /// Elements term by term: of the longer side `first` and on, of the shorter `at` and on.
    private void load(int first, int count, int at, int depth) {
        Arrays.fill(block, 0);
        for (int k = 0; k < depth && wide; k++) {
            a.copy(at + k, first, row, 0, count);
            for (int r = 0; r < count; r++) {
                block[k * ROWS + r] = row[r];
            }
        }
        for (int r = 0; r < count && !wide; r++) {
            a.copy(first + r, at, row, 0, depth);
            for (int k = 0; k < depth; k++) {
                block[k * ROWS + r] = row[k];
            }
        }
    }

    /// Returns the image of each direction, as long as the matrix's longer side.
    ///
    /// @param shorter directions as long as the shorter side; the columns' side of a square matrix
    ///   is the longer one
    static double[][] of(FloatMatrix a, double[][] shorter, int threads, Cancellation cancellation)
            throws IOException, CancelledException {
        boolean wide = a.rows() <= a.columns();
        int length = Math.max(a.rows(), a.columns());
        double[][] images = new double[shorter.length][length];
        int stride = Math.ceilDiv(shorter.length, STRIP) * STRIP;
        double[] packed = new double[Math.min(a.rows(), a.columns()) * stride];
        for (int k = 0; k < shorter.length; k++) {
            for (int i = 0; i < shorter[k].length; i++) {
                packed[i * stride + k] = shorter[k][i];
            }
        }
        Workers.run(
                threads,
                Math.ceilDiv(length, ROWS),
                cancellation,
                () -> new Images(a, wide, packed, stride, images)::unit);
        return images;
    }
}
