package org.taskvectors.analysis.spectrum;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.taskvectors.tensor.LowRankFactors;
import org.taskvectors.tensor.MatrixKernels;
import org.taskvectors.tensor.Panel;

/// A matrix s·B·A by its factors, which is decomposed without its elements: with B = Q₁·R₁ and Aᵀ =
/// Q₂·R₂ its singular values are those of the small matrix s·R₁·R₂ᵀ, all others are zero. In
/// float64 throughout.
final class FactoredMatrix implements Residual {
    /// Columns of s·B, one an array.
    private final double[][] left;

    /// Rows of A.
    private final double[][] right;

    private final MatrixKernels kernels;
    private final Core core;
    private double norm = Double.NaN;

    /// The small matrix and what turns its singular vectors into those of the whole.
    private static final class Core {
        /// Rows of R₁·R₂ᵀ.
        private final double[][] rows;

        /// R₂ᵀ by its columns.
        private final double[][] turned;

        /// Q₂; null where A has fewer columns than rows, and Q₂ is the identity.
        private final @Nullable Reflections reflections;

        Core(double[][] rows, double[][] turned, @Nullable Reflections reflections) {
            this.rows = rows;
            this.turned = turned;
            this.reflections = reflections;
        }
    }

    private FactoredMatrix(double[][] left, double[][] right, MatrixKernels kernels) {
        this.left = left;
        this.right = right;
        this.kernels = kernels;
        this.core = core(left, right, kernels);
    }

    /// @throws ArithmeticException where a side is too long for an array
    static FactoredMatrix of(LowRankFactors factors) {
        int rank = factors.rank();
        double[][] left = new double[rank][Math.toIntExact(factors.rows())];
        double[][] right = new double[rank][Math.toIntExact(factors.columns())];
        for (int k = 0; k < rank; k++) {
            for (int row = 0; row < left[k].length; row++) {
                left[k][row] = factors.scale() * factors.left(row, k);
            }
            for (int column = 0; column < right[k].length; column++) {
                right[k][column] = factors.right(k, column);
            }
        }
        return new FactoredMatrix(left, right, kernels(left, right));
    }

    /// By the work of some matrices like this one: an adapter has many.
    private static MatrixKernels kernels(double[][] left, double[][] right) {
        double rank = left.length;
        double sides = left[0].length + (double) right[0].length;
        return MatrixKernels.of(16 * rank * rank * sides);
    }

    int rows() {
        return left[0].length;
    }

    int columns() {
        return right[0].length;
    }

    /// Whether the product's numbers are all finite, those in between too.
    boolean isFinite() {
        return Arrays.stream(core.rows)
                .allMatch(row -> Arrays.stream(row).allMatch(Double::isFinite));
    }

    /// All singular values that the factors' rank leaves room for; of a matrix that [#isFinite].
    SingularValues values() {
        return values(decompose());
    }

    private SingularValues values(Jacobi jacobi) {
        double[] all = jacobi.values();
        double[] values = Arrays.copyOf(all, Math.min(all.length, core.turned.length));
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return new SingularValues(values, true, squares);
    }

    private Jacobi decompose() {
        double[][] rows = new double[core.rows.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = core.rows[i].clone();
        }
        return Jacobi.of(rows, kernels);
    }

    /// The triplets that are more than rounding, at most `most`; of a matrix that [#isFinite].
    TruncatedSvd svd(int most) {
        Jacobi jacobi = decompose();
        SingularValues values = values(jacobi);
        norm = values.norm();
        int kept = Math.min(most, ExactSvd.significant(values.values()));
        Panel leftVectors = new Panel(rows(), kept);
        Panel rightVectors = new Panel(columns(), kept);
        double[] sum = new double[rows()];
        for (int k = 0; k < kept; k++) {
            double[] coordinates = jacobi.rows()[k];
            double[] vector = Arrays.copyOf(coordinates, columns());
            if (core.reflections != null) {
                core.reflections.turn(vector);
            }
            for (int j = 0; j < vector.length; j++) {
                rightVectors.set(j, k, vector[j]);
            }
            // With a right singular vector v = Q₂·w the left one is s·B·(R₂ᵀ·w) / σ.
            Arrays.fill(sum, 0);
            for (int t = 0; t < left.length; t++) {
                double of = 0;
                for (int j = 0; j < coordinates.length; j++) {
                    of += core.turned[j][t] * coordinates[j];
                }
                kernels.addMultiple(sum, 0, of, left[t], 0, sum.length);
            }
            for (int i = 0; i < sum.length; i++) {
                leftVectors.set(i, k, sum[i] / values.get(k));
            }
        }
        return new TruncatedSvd(values, leftVectors, rightVectors, this);
    }

    /// s·B·A − L·R is a product of factors again: (s·B −L)·(A; R).
    @Override
    public double error(float[] factorLeft, float[] factorRight, int rank) {
        double[][] lefts = Arrays.copyOf(left, left.length + rank);
        double[][] rights = Arrays.copyOf(right, right.length + rank);
        for (int k = 0; k < rank; k++) {
            double[] column = new double[rows()];
            for (int i = 0; i < column.length; i++) {
                column[i] = -(double) factorLeft[i * rank + k];
            }
            double[] row = new double[columns()];
            for (int j = 0; j < row.length; j++) {
                row[j] = factorRight[k * columns() + j];
            }
            lefts[left.length + k] = column;
            rights[right.length + k] = row;
        }
        double squares = 0;
        for (double[] row : core(lefts, rights, kernels).rows) {
            squares += kernels.dot(row, 0, row, 0, row.length);
        }
        return Math.sqrt(squares) / norm;
    }

    private static Core core(double[][] left, double[][] right, MatrixKernels kernels) {
        double[][] lefts = reduced(left, kernels);
        @Nullable Reflections reflections = null;
        double[][] turned;
        if (right[0].length >= right.length) {
            reflections = Reflections.of(copy(right), kernels);
            turned = reflections.columns();
        } else {
            turned = columns(right);
        }
        double[][] rows = new double[lefts.length][turned.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < turned.length; j++) {
                rows[i][j] = kernels.dot(lefts[i], 0, turned[j], 0, lefts[i].length);
            }
        }
        return new Core(rows, turned, reflections);
    }

    /// Rows of R₁, or of B itself where it has fewer rows than columns.
    private static double[][] reduced(double[][] left, MatrixKernels kernels) {
        return left[0].length >= left.length
                ? Reflections.of(copy(left), kernels).columns()
                : columns(left);
    }

    private static double[][] columns(double[][] rows) {
        double[][] columns = new double[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        return columns;
    }

    private static double[][] copy(double[][] rows) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }
}
