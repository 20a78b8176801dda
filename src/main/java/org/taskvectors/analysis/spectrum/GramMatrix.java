package org.taskvectors.analysis.spectrum;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Team;
import org.taskvectors.tensor.MatrixKernels;

/// A·Aᵀ or Aᵀ·A, whichever is smaller: its eigenvalues are the squares of the singular values of A.
/// Products of the elements are exact, and sums are in float64. Some terms of all elements at a
/// time; in which order depends on the shape alone, so that the number of threads changes no digit.
final class GramMatrix {
    /// Rows of the product that one thread takes at a time.
    private static final int TILE = 64;

    /// Terms that are added at a time.
    private static final int DEPTH = 128;

    /// Rows of A that are turned at a time: a line of the cache.
    private static final int TURNED = 8;

    /// Below this size other threads would wait longer than they work.
    private static final int SHARED = 128;

    private final FloatMatrix a;
    private final SymmetricMatrix product;
    private final boolean wide;
    private final int size;
    private final int width;

    /// The terms of all elements, strip by strip of `width` elements, term by term in each.
    private final double[] packed;

    /// One for each tile: kernels belong to one thread at a time.
    private final MatrixKernels[] kernels;

    private final float[][] buffers;

    private GramMatrix(FloatMatrix a) {
        this.a = a;
        this.size = Math.min(a.rows(), a.columns());
        this.product = new SymmetricMatrix(size);
        this.wide = a.rows() <= a.columns();
        this.kernels = new MatrixKernels[Math.ceilDiv(size, TILE)];
        Arrays.setAll(kernels, tile -> a.kernels(work(a)));
        this.width = kernels[0].doubleWidth();
        this.packed = new double[Math.ceilDiv(size, width) * width * DEPTH];
        this.buffers = new float[kernels.length][TURNED * DEPTH];
    }

    /// Multiplications of the product.
    static double work(FloatMatrix a) {
        return work(a.rows(), a.columns());
    }

    static double work(long rows, long columns) {
        double shorter = Math.min(rows, columns);
        return 0.5 * shorter * shorter * Math.max(rows, columns);
    }

    /// @param worked hears of multiplications that are done
    static SymmetricMatrix of(
            FloatMatrix a, int threads, LongConsumer worked, Cancellation cancellation)
            throws CancelledException {
        GramMatrix gram = new GramMatrix(a);
        int terms = Math.max(a.rows(), a.columns());
        try (Team team = new Team(gram.size < SHARED ? 1 : threads)) {
            for (int at = 0; at < terms; at += DEPTH) {
                cancellation.check();
                int first = at;
                int depth = Math.min(DEPTH, terms - at);
                team.run(gram.kernels.length, tile -> gram.pack(tile, first, depth));
                team.run(gram.kernels.length, tile -> gram.add(tile, depth));
                worked.accept((long) (work(a) / terms * depth));
            }
        }
        return gram.product;
    }

    /// Packs some terms of a tile's elements.
    private void pack(int tile, int at, int depth) {
        int end = Math.min(size, (tile + 1) * TILE);
        float[] buffer = buffers[tile];
        if (!wide) {
            for (int k = 0; k < depth; k++) {
                a.copy(at + k, tile * TILE, buffer, 0, end - tile * TILE);
                for (int i = tile * TILE; i < end; i++) {
                    packed[index(i, k)] = buffer[i - tile * TILE];
                }
            }
            return;
        }
        for (int i = tile * TILE; i < end; i += TURNED) {
            int rows = Math.min(TURNED, end - i);
            for (int r = 0; r < rows; r++) {
                a.copy(i + r, at, buffer, r * DEPTH, depth);
            }
            for (int k = 0; k < depth; k++) {
                int to = index(i, k);
                for (int r = 0; r < rows; r++) {
                    packed[to + r] = buffer[r * DEPTH + k];
                }
            }
        }
    }

    private int index(int element, int term) {
        return element / width * width * DEPTH + term * width + element % width;
    }

    /// Adds the packed terms to a tile's rows, from the diagonal on.
    private void add(int tile, int depth) {
        int end = Math.min(size, (tile + 1) * TILE);
        for (int column = tile * TILE / width * width; column < size; column += width) {
            for (int row = tile * TILE;
                    row < Math.min(end, column + width);
                    row += MatrixKernels.ROWS) {
                kernels[tile].addProduct(
                        packed,
                        index(row, 0),
                        1,
                        width,
                        packed,
                        index(column, 0),
                        width,
                        depth,
                        product.data(),
                        product.at(row, column),
                        product.stride());
            }
        }
    }
}
