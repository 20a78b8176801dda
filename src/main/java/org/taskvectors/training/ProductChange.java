package org.taskvectors.training;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.taskvectors.tensor.LowRankFactors;

/// A product of two factors: s · left · right.
final class ProductChange implements TensorChange {
    private final double[] left;
    private final double[][] right;
    private final double scale;

    /// @param left rows × rank, row by row
    /// @param right rank × columns, one array for each of the rank
    private ProductChange(double[] left, double[][] right, double scale) {
        this.left = left;
        this.right = right;
        this.scale = scale;
    }

    /// @param a rank × inputs
    /// @param b outputs × rank
    /// @param isTransposed whether the tensor lies inputs × outputs
    static ProductChange of(
            MemorySegment a, MemorySegment b, int rank, double scale, boolean isTransposed) {
        double[] first = TensorChange.numbers(a);
        double[] second = TensorChange.numbers(b);
        double[] left = isTransposed ? turned(first, rank) : second;
        double[] flat = isTransposed ? turned(second, second.length / rank) : first;
        int columns = flat.length / rank;
        double[][] right = new double[rank][columns];
        for (int k = 0; k < rank; k++) {
            System.arraycopy(flat, k * columns, right[k], 0, columns);
        }
        return new ProductChange(left, right, scale);
    }

    private static double[] turned(double[] matrix, int rows) {
        int columns = matrix.length / rows;
        double[] turned = new double[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = matrix[i * columns + j];
            }
        }
        return turned;
    }

    int rank() {
        return right.length;
    }

    @Override
    public long rows() {
        return left.length / rank();
    }

    @Override
    public int columns() {
        return right[0].length;
    }

    @Override
    public void row(long row, double[] into) {
        Arrays.fill(into, 0, columns(), 0);
        add(row, into);
    }

    /// Adds a row to what is there.
    void add(long row, double[] into) {
        for (int k = 0; k < rank(); k++) {
            double factor = scale * left[(int) row * rank() + k];
            double[] from = right[k];
            for (int j = 0; j < from.length; j++) {
                into[j] += factor * from[j];
            }
        }
    }

    /// ‖s·L·R‖² = s² · tr((LᵀL)(RRᵀ)): the product is not formed.
    @Override
    public double squares() {
        int rank = rank();
        double sum = 0;
        for (int k = 0; k < rank; k++) {
            for (int l = 0; l <= k; l++) {
                double lefts = 0;
                for (int row = 0; row < left.length; row += rank) {
                    lefts += left[row + k] * left[row + l];
                }
                double term = lefts * Sums.dot(right[k], right[l], columns());
                sum += l == k ? term : 2 * term;
            }
        }
        return scale * scale * sum;
    }

    /// ⟨s·L·R, t·M·S⟩ = s·t · tr((LᵀM)(SRᵀ)): neither product is formed.
    ///
    /// @param other of as many rows and columns
    double dot(LowRankFactors other) {
        int rank = rank();
        double sum = 0;
        for (int k = 0; k < rank; k++) {
            double[] own = right[k];
            for (int l = 0; l < other.rank(); l++) {
                double lefts = 0;
                for (int row = 0; row < rows(); row++) {
                    lefts += left[row * rank + k] * other.left(row, l);
                }
                double rights = 0;
                for (int column = 0; column < own.length; column++) {
                    rights += own[column] * other.right(l, column);
                }
                sum += lefts * rights;
            }
        }
        return scale * other.scale() * sum;
    }
}
