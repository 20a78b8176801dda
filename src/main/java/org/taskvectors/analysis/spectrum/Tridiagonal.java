package org.taskvectors.analysis.spectrum;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.LongConsumer;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Team;
import org.taskvectors.tensor.MatrixKernels;

/// A symmetric matrix as Q·T·Qᵀ with a tridiagonal T, by Householder reflections in blocks
/// (Dongarra, Sorensen and Hammarling 1989): half of the work is products with one vector, which
/// read the triangle once each, the other half products of matrices. Sums are cut by the size
/// alone, so that the number of threads changes no digit.
final class Tridiagonal {
    private static final int BLOCK = 32;

    /// Rows that one thread multiplies at a time.
    private static final int UNIT = 64;

    /// Columns whose four rows stay in the core's first cache.
    private static final int CHUNK = 512;

    /// Below this size other threads would wait longer than they work.
    private static final int SHARED = 384;

    private final SymmetricMatrix matrix;
    private final double[] diagonal;
    private final double[] beside;
    private final double[] scales;
    private final MatrixKernels kernels;

    private Tridiagonal(SymmetricMatrix matrix, MatrixKernels kernels) {
        int size = matrix.size();
        this.matrix = matrix;
        this.diagonal = new double[size];
        this.beside = new double[Math.max(0, size - 1)];
        this.scales = new double[Math.max(0, size - 1)];
        this.kernels = kernels;
    }

    /// Multiplications of the reduction.
    static double work(int size) {
        return 2.0 / 3 * size * size * (double) size;
    }

    /// @param matrix used up: its rows hold the reflections afterwards
    /// @param choice gives one thread's kernels for so many multiplications
    /// @param worked hears of multiplications that are done
    static Tridiagonal of(
            SymmetricMatrix matrix,
            DoubleFunction<MatrixKernels> choice,
            int threads,
            LongConsumer worked,
            Cancellation cancellation)
            throws CancelledException {
        Tridiagonal reduced = new Tridiagonal(matrix, choice.apply(work(matrix.size())));
        try (Team team = new Team(matrix.size() < SHARED ? 1 : threads)) {
            new Reduction(reduced, choice, team).run(worked, cancellation);
        }
        return reduced;
    }

    int size() {
        return diagonal.length;
    }

    /// The diagonal of T.
    double[] diagonal() {
        return diagonal.clone();
    }

    /// What stands beside the diagonal of T: one element fewer.
    double[] beside() {
        return beside.clone();
    }

    /// Turns an eigenvector of T into the matrix's: Q times it.
    void turn(double[] vector) {
        for (int k = beside.length - 1; k >= 0; k--) {
            if (scales[k] != 0) {
                int at = matrix.at(k, k + 1);
                int rest = size() - k - 1;
                double of = kernels.dot(matrix.data(), at, vector, k + 1, rest);
                kernels.addMultiple(vector, k + 1, -scales[k] * of, matrix.data(), at, rest);
            }
        }
    }

    /// One reduction's buffers.
    private static final class Reduction {
        private final Tridiagonal into;
        private final SymmetricMatrix matrix;
        private final double[] data;
        private final int size;
        private final int stride;
        private final Team team;
        private final MatrixKernels kernels;

        /// The block's W, and from row `BLOCK` on its V: one vector a row.
        private final double[] vectors;

        /// −V and −W in the same way, zero in the rows that are reduced.
        private final double[] negated;

        /// One for each unit: kernels belong to one thread at a time.
        private final MatrixKernels[] kernelsOf;

        private final double[][] parts;
        private final double[] reflected;

        Reduction(Tridiagonal into, DoubleFunction<MatrixKernels> choice, Team team) {
            this.into = into;
            this.matrix = into.matrix;
            this.data = matrix.data();
            this.size = matrix.size();
            this.stride = matrix.stride();
            this.team = team;
            this.kernels = into.kernels;
            this.vectors = new double[2 * BLOCK * stride];
            this.negated = new double[2 * BLOCK * stride];
            this.kernelsOf = new MatrixKernels[Math.ceilDiv(size, UNIT)];
            Arrays.setAll(kernelsOf, unit -> choice.apply(work(size)));
            this.parts = new double[Math.ceilDiv(size, UNIT)][size];
            this.reflected = new double[size];
        }

        void run(LongConsumer worked, Cancellation cancellation) throws CancelledException {
            for (int begin = 0; begin < size - 1; begin += BLOCK) {
                cancellation.check();
                int count = Math.min(BLOCK, size - 1 - begin);
                Arrays.fill(vectors, 0);
                for (int k = 0; k < count; k++) {
                    reduce(begin + k, k);
                }
                update(begin + count);
                worked.accept((long) (work(size - begin) - work(size - begin - count)));
            }
            if (size > 0) {
                into.diagonal[size - 1] = data[matrix.at(size - 1, size - 1)];
            }
        }

        private int w(int k) {
            return k * stride;
        }

        private int v(int k) {
            return (BLOCK + k) * stride;
        }

        /// Brings row `row` up to date, and reflects what lies right of its diagonal.
        private void reduce(int row, int k) {
            int own = matrix.at(row, row);
            int rest = size - row;
            for (int p = 0; p < k; p++) {
                double ofW = vectors[w(p) + row];
                double ofV = vectors[v(p) + row];
                kernels.addMultiple(data, own, -ofW, vectors, v(p) + row, rest);
                kernels.addMultiple(data, own, -ofV, vectors, w(p) + row, rest);
            }
            into.diagonal[row] = data[own];
            int at = own + 1;
            int length = rest - 1;
            double first = data[at];
            double tail = kernels.dot(data, at + 1, data, at + 1, length - 1);
            if (tail == 0) {
                into.beside[row] = first;
                return;
            }
            double norm = Math.sqrt(first * first + tail);
            double end = first > 0 ? -norm : norm;
            double inverse = 1 / (first - end);
            into.beside[row] = end;
            into.scales[row] = (end - first) / end;
            data[at] = 1;
            for (int j = 1; j < length; j++) {
                data[at + j] *= inverse;
            }
            System.arraycopy(data, at, vectors, v(k) + row + 1, length);
            multiply(row + 1, k);
        }

        /// Puts w = s·(A·v − …) of the reflection I − s·v·vᵀ into its place.
        private void multiply(int from, int k) {
            double scale = into.scales[from - 1];
            int length = size - from;
            int own = v(k) + from;
            timesMatrix(from, own);
            for (int p = 0; p < k; p++) {
                double ofW = kernels.dot(vectors, w(p) + from, vectors, own, length);
                double ofV = kernels.dot(vectors, v(p) + from, vectors, own, length);
                kernels.addMultiple(reflected, from, -ofW, vectors, v(p) + from, length);
                kernels.addMultiple(reflected, from, -ofV, vectors, w(p) + from, length);
            }
            double along = kernels.dot(reflected, from, vectors, own, length);
            double half = 0.5 * scale * scale * along;
            for (int i = from; i < size; i++) {
                vectors[w(k) + i] = scale * reflected[i] - half * vectors[v(k) + i];
            }
        }

        /// The triangle from row `from` on times a vector: each row's product with the vector is
        /// one element, and its multiple goes to the elements of its columns.
        private void timesMatrix(int from, int own) {
            int firstUnit = from / UNIT;
            int units = Math.ceilDiv(size, UNIT) - firstUnit;
            team.run(
                    units,
                    piece -> {
                        int unit = firstUnit + piece;
                        MatrixKernels mine = kernelsOf[unit];
                        int begin = Math.max(unit * UNIT, from - from % MatrixKernels.ROWS);
                        int end = Math.min(size, (unit + 1) * UNIT);
                        double[] part = parts[unit];
                        Arrays.fill(part, begin, part.length, 0);
                        for (int row = begin; row < end; row += MatrixKernels.ROWS) {
                            timesRows(row, own - from, part, mine);
                        }
                    });
            Arrays.fill(reflected, from, size, 0);
            for (int unit = firstUnit; unit < firstUnit + units; unit++) {
                int begin = Math.max(from, unit * UNIT);
                kernels.addMultiple(reflected, begin, 1, parts[unit], begin, size - begin);
            }
        }

        /// Four rows from the diagonal on, of which those before the vector's first element have a
        /// factor of zero.
        private void timesRows(int row, int vectorAt, double[] part, MatrixKernels mine) {
            int right = Math.min(size, row + MatrixKernels.ROWS);
            for (int i = row; i < right; i++) {
                double of = vectors[vectorAt + i];
                part[i] += data[matrix.at(i, i)] * of;
                for (int j = i + 1; j < right; j++) {
                    part[i] += data[matrix.at(i, j)] * vectors[vectorAt + j];
                    part[j] += data[matrix.at(i, j)] * of;
                }
            }
            for (int column = right; column < size; column += CHUNK) {
                mine.addSymmetric(
                        data,
                        matrix.at(row, column),
                        stride,
                        row,
                        column,
                        Math.min(CHUNK, size - column),
                        vectors,
                        vectorAt,
                        part);
            }
        }

        /// Takes the block's reflections off the triangle from row `from` on: A − V·Wᵀ − W·Vᵀ.
        private void update(int from) {
            for (int k = 0; k < BLOCK; k++) {
                for (int i = from; i < size; i++) {
                    negated[k * stride + i] = -vectors[v(k) + i];
                    negated[(BLOCK + k) * stride + i] = -vectors[w(k) + i];
                }
                Arrays.fill(negated, k * stride, k * stride + from, 0);
                Arrays.fill(negated, (BLOCK + k) * stride, (BLOCK + k) * stride + from, 0);
            }
            int firstUnit = from / UNIT;
            team.run(
                    Math.ceilDiv(size, UNIT) - firstUnit,
                    piece -> {
                        int unit = firstUnit + piece;
                        int begin = Math.max(unit * UNIT, from - from % MatrixKernels.ROWS);
                        updateRows(begin, Math.min(size, (unit + 1) * UNIT), kernelsOf[unit]);
                    });
        }

        private void updateRows(int begin, int end, MatrixKernels mine) {
            int width = mine.doubleWidth();
            for (int column = begin / width * width; column < size; column += width) {
                for (int row = begin;
                        row < Math.min(end, column + width);
                        row += MatrixKernels.ROWS) {
                    mine.addProduct(
                            negated,
                            row,
                            1,
                            stride,
                            vectors,
                            column,
                            stride,
                            2 * BLOCK,
                            data,
                            matrix.at(row, column),
                            stride);
                }
            }
        }
    }
}
