package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.MatrixKernels;

/// A·Aᵀ or Aᵀ·A, whichever is smaller: its eigenvalues are the squares of the singular values of A.
/// Products of the elements are exact, and sums are in float64. How it is cut into tiles depends on
/// the shape alone, so that the number of threads changes no digit.
final class GramMatrix {
    private static final int TILE = 128;
    private static final int DEPTH = 128;

    /// From term to term of a block: off the powers of two, as in a [SymmetricMatrix].
    private static final int STRIDE = TILE + 8;

    private GramMatrix() {}

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
            throws IOException, CancelledException {
        int size = Math.min(a.rows(), a.columns());
        SymmetricMatrix product = new SymmetricMatrix(size);
        int across = Math.ceilDiv(size, TILE);
        int[] tiles = new int[across * (across + 1) / 2];
        int count = 0;
        for (int row = 0; row < across; row++) {
            for (int column = row; column < across; column++) {
                tiles[count++] = row * across + column;
            }
        }
        Workers.run(
                threads,
                tiles.length,
                cancellation,
                () -> {
                    Tiles worker = new Tiles(a, product);
                    return number -> {
                        worker.add(tiles[number] / across, tiles[number] % across);
                        worked.accept((long) (work(a) / tiles.length));
                    };
                });
        return product;
    }

    /// One thread's buffers: blocks of the matrix as doubles, term by term of the product.
    private static final class Tiles {
        private final FloatMatrix a;
        private final SymmetricMatrix product;
        private final MatrixKernels kernels;
        private final boolean wide;
        private final double[] left = new double[DEPTH * STRIDE];
        private final double[] right = new double[DEPTH * STRIDE];
        private final float[] row = new float[Math.max(DEPTH, TILE)];

        Tiles(FloatMatrix a, SymmetricMatrix product) {
            this.a = a;
            this.product = product;
            this.kernels = a.kernels(work(a));
            this.wide = a.rows() <= a.columns();
        }

        void add(int tileRow, int tileColumn) {
            int firstRow = tileRow * TILE;
            int firstColumn = tileColumn * TILE;
            int rows = Math.min(TILE, product.size() - firstRow);
            int columns = Math.min(TILE, product.size() - firstColumn);
            int terms = Math.max(a.rows(), a.columns());
            for (int at = 0; at < terms; at += DEPTH) {
                int depth = Math.min(DEPTH, terms - at);
                double[] lefts = tileRow == tileColumn ? right : left;
                load(firstColumn, columns, at, depth, right);
                if (tileRow != tileColumn) {
                    load(firstRow, rows, at, depth, left);
                }
                for (int r = 0; r < rows; r += MatrixKernels.ROWS) {
                    for (int c = 0; c < columns; c += kernels.doubleWidth()) {
                        if (firstColumn + c + kernels.doubleWidth() > firstRow + r) {
                            kernels.addProduct(
                                    lefts,
                                    r,
                                    1,
                                    STRIDE,
                                    right,
                                    c,
                                    STRIDE,
                                    depth,
                                    product.data(),
                                    product.at(firstRow + r, firstColumn + c),
                                    product.stride());
                        }
                    }
                }
            }
        }

        private void load(int first, int count, int at, int depth, double[] block) {
            if (wide) {
                for (int i = 0; i < count; i++) {
                    a.copy(first + i, at, row, 0, depth);
                    for (int k = 0; k < depth; k++) {
                        block[k * STRIDE + i] = row[k];
                    }
                }
            } else {
                for (int k = 0; k < depth; k++) {
                    a.copy(at + k, first, row, 0, count);
                    for (int i = 0; i < count; i++) {
                        block[k * STRIDE + i] = row[i];
                    }
                }
            }
            for (int k = 0; k < depth && count < STRIDE; k++) {
                Arrays.fill(block, k * STRIDE + count, (k + 1) * STRIDE, 0);
            }
        }
    }
}
