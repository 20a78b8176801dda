package org.taskvectors.tensor;

import java.io.IOException;
import java.util.Arrays;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;

/// Products of matrices by the processor's threads. How they are cut into units depends on the
/// shapes alone, and partial sums are joined in the units' order, so that the number of threads
/// changes no digit. Float products are summed over 256 terms in float32 and beyond in float64.
final class CpuAlgebra implements Algebra {
    private static final int UNIT_ROWS = 64;
    private static final int DEPTH = 256;

    /// From row to row of a block that is read down its columns: off the powers of two, which would
    /// put all rows into the same few sets of the cache.
    private static final int BLOCK_STRIDE = DEPTH + 16;

    private static final int INNER_ROWS = 128;
    private static final int MOST_PARTS = 32;

    /// Columns that the rows of a residual's right factor are padded to a multiple of.
    private static final int RESIDUAL_STRIP = 64;

    /// One thread's unit; buffers are its own.
    private interface Unit {
        void run(int number, MatrixKernels kernels) throws IOException;
    }

    private interface UnitFactory {
        Unit create();
    }

    private final int threads;
    private final double multiplications;
    private final Cancellation cancellation;

    /// @param multiplications how many there will be, to choose the kernels by
    CpuAlgebra(double multiplications, int threads, Cancellation cancellation) {
        this.threads = threads;
        this.multiplications = multiplications;
        this.cancellation = cancellation;
    }

    private MatrixKernels kernels() {
        return MatrixKernels.of(multiplications);
    }

    @Override
    public Panel times(Matrix a, Panel z) throws IOException, CancelledException {
        Panel product = new Panel(a.rows(), z.columns());
        int width = kernels().floatWidth();
        float[] strips = z.strips(width);
        int units = Math.ceilDiv(a.rows(), UNIT_ROWS);
        run(
                units,
                () -> {
                    float[] block = new float[UNIT_ROWS * DEPTH];
                    return (unit, kernels) -> {
                        int first = unit * UNIT_ROWS;
                        int count = Math.min(UNIT_ROWS, a.rows() - first);
                        for (int at = 0; at < a.columns(); at += DEPTH) {
                            int depth = Math.min(DEPTH, a.columns() - at);
                            load(a, first, count, at, depth, block, DEPTH);
                            addBlock(
                                    kernels, block, DEPTH, 1, count, depth, strips, z.rows(), at,
                                    product, first);
                        }
                    };
                });
        return product;
    }

    /// Adds the product of a block and the strips from row `at` on.
    ///
    /// @param rowStep from row to row of the block as it is multiplied
    /// @param depthStep from term to term of such a row
    private static void addBlock(
            MatrixKernels kernels,
            float[] block,
            int rowStep,
            int depthStep,
            int count,
            int depth,
            float[] strips,
            int stripRows,
            int at,
            Panel product,
            int first) {
        int width = kernels.floatWidth();
        for (int column = 0; column < product.columns(); column += width) {
            int strip = column / width * stripRows * width + at * width;
            for (int row = 0; row < count; row += MatrixKernels.ROWS) {
                kernels.addProduct(
                        block,
                        row * rowStep,
                        rowStep,
                        depthStep,
                        strips,
                        strip,
                        width,
                        depth,
                        product.data(),
                        (first + row) * product.stride() + column,
                        product.stride());
            }
        }
    }

    @Override
    public Panel transposeTimes(Matrix a, Panel q) throws IOException, CancelledException {
        Panel product = new Panel(a.columns(), q.columns());
        int width = kernels().floatWidth();
        float[] strips = q.strips(width);
        int units = Math.ceilDiv(a.columns(), DEPTH);
        run(
                units,
                () -> {
                    float[] block = new float[DEPTH * BLOCK_STRIDE];
                    return (unit, kernels) -> {
                        int first = unit * DEPTH;
                        int count = Math.min(DEPTH, a.columns() - first);
                        for (int at = 0; at < a.rows(); at += DEPTH) {
                            int depth = Math.min(DEPTH, a.rows() - at);
                            load(a, at, depth, first, count, block, BLOCK_STRIDE);
                            addBlock(
                                    kernels,
                                    block,
                                    1,
                                    BLOCK_STRIDE,
                                    count,
                                    depth,
                                    strips,
                                    q.rows(),
                                    at,
                                    product,
                                    first);
                        }
                    };
                });
        return product;
    }

    /// Copies a block of A, with zeros behind it where rows or columns are no whole group.
    private static void load(
            Matrix a, int row, int rows, int column, int columns, float[] block, int stride) {
        for (int r = 0; r < rows; r++) {
            a.copy(row + r, column, block, r * stride, columns);
            int padded = Panel.padded(columns, MatrixKernels.ROWS);
            Arrays.fill(block, r * stride + columns, r * stride + padded, 0);
        }
        int padded = Panel.padded(rows, MatrixKernels.ROWS);
        if (padded * stride <= block.length) {
            Arrays.fill(block, rows * stride, padded * stride, 0);
        }
    }

    @Override
    public Panel inner(Panel a, Panel b) throws IOException, CancelledException {
        int groups = Math.ceilDiv(a.rows(), INNER_ROWS);
        int each = Math.ceilDiv(groups, MOST_PARTS);
        int units = Math.ceilDiv(groups, each);
        Panel[] parts = new Panel[units];
        run(
                units,
                () ->
                        (unit, kernels) -> {
                            Panel part = new Panel(a.columns(), b.columns());
                            int end = Math.min(a.rows(), (unit + 1) * each * INNER_ROWS);
                            for (int at = unit * each * INNER_ROWS; at < end; at += INNER_ROWS) {
                                addInner(kernels, a, b, at, Math.min(INNER_ROWS, end - at), part);
                            }
                            parts[unit] = part;
                        });
        Panel sum = parts[0];
        for (int unit = 1; unit < units; unit++) {
            double[] more = parts[unit].data();
            for (int i = 0; i < more.length; i++) {
                sum.data()[i] += more[i];
            }
        }
        return sum;
    }

    private static void addInner(
            MatrixKernels kernels, Panel a, Panel b, int at, int depth, Panel sums) {
        for (int row = 0; row < a.columns(); row += MatrixKernels.ROWS) {
            for (int column = 0; column < b.columns(); column += kernels.doubleWidth()) {
                kernels.addProduct(
                        a.data(),
                        at * a.stride() + row,
                        1,
                        a.stride(),
                        b.data(),
                        at * b.stride() + column,
                        b.stride(),
                        depth,
                        sums.data(),
                        row * sums.stride() + column,
                        sums.stride());
            }
        }
    }

    @Override
    public Panel times(Panel y, Panel t) throws IOException, CancelledException {
        Panel product = new Panel(y.rows(), t.columns());
        int units = Math.ceilDiv(y.rows(), INNER_ROWS);
        run(
                units,
                () ->
                        (unit, kernels) -> {
                            int end = Math.min(y.rows(), (unit + 1) * INNER_ROWS);
                            for (int row = unit * INNER_ROWS;
                                    row < end;
                                    row += MatrixKernels.ROWS) {
                                for (int column = 0;
                                        column < t.columns();
                                        column += kernels.doubleWidth()) {
                                    kernels.addProduct(
                                            y.data(),
                                            row * y.stride(),
                                            y.stride(),
                                            1,
                                            t.data(),
                                            column,
                                            t.stride(),
                                            y.columns(),
                                            product.data(),
                                            row * product.stride() + column,
                                            product.stride());
                                }
                            }
                        });
        return product;
    }

    @Override
    public double residual(Matrix a, float[] left, float[] right, int rank)
            throws IOException, CancelledException {
        float[] leftRows = Arrays.copyOf(left, Panel.padded(a.rows(), MatrixKernels.ROWS) * rank);
        int stride = Panel.padded(a.columns(), RESIDUAL_STRIP);
        float[] rightRows = new float[Math.multiplyExact(rank, stride)];
        for (int k = 0; k < rank; k++) {
            System.arraycopy(right, k * a.columns(), rightRows, k * stride, a.columns());
        }
        int units = Math.ceilDiv(a.rows(), UNIT_ROWS);
        double[] sums = new double[units];
        run(
                units,
                () -> {
                    float[] block = new float[UNIT_ROWS * DEPTH];
                    double[] product = new double[UNIT_ROWS * DEPTH];
                    return (unit, kernels) -> {
                        int first = unit * UNIT_ROWS;
                        int count = Math.min(UNIT_ROWS, a.rows() - first);
                        for (int at = 0; at < a.columns(); at += DEPTH) {
                            int columns = Math.min(DEPTH, a.columns() - at);
                            load(a, first, count, at, columns, block, DEPTH);
                            Arrays.fill(product, 0);
                            multiply(
                                    kernels, leftRows, first, count, rank, rightRows, at, columns,
                                    stride, product);
                            for (int row = 0; row < count; row++) {
                                sums[unit] +=
                                        kernels.sumSquaresOfDifference(
                                                block, row * DEPTH, product, row * DEPTH, columns);
                            }
                        }
                    };
                });
        return Arrays.stream(sums).sum();
    }

    private static void multiply(
            MatrixKernels kernels,
            float[] left,
            int first,
            int count,
            int rank,
            float[] right,
            int at,
            int columns,
            int rightStride,
            double[] product) {
        for (int column = 0; column < columns; column += kernels.floatWidth()) {
            for (int row = 0; row < count; row += MatrixKernels.ROWS) {
                kernels.addProduct(
                        left,
                        (first + row) * rank,
                        rank,
                        1,
                        right,
                        at + column,
                        rightStride,
                        rank,
                        product,
                        row * DEPTH + column,
                        DEPTH);
            }
        }
    }

    private void run(int units, UnitFactory factory) throws IOException, CancelledException {
        Workers.run(
                threads,
                units,
                cancellation,
                () -> {
                    Unit unit = factory.create();
                    MatrixKernels kernels = kernels();
                    return number -> unit.run(number, kernels);
                });
    }
}
