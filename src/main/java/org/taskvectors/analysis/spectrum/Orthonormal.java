package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Panel;

/// Orthonormal columns that span what a panel's columns span: Cholesky QR done twice (Yamamoto et
/// al. 2015), with pivoting, so that columns that depend on others are left out instead of failing.
/// It is products of matrices almost throughout, which a column-by-column method is not.
final class Orthonormal {
    /// Columns whose remainder has less than this share of the largest one's square are noise of
    /// the float32 products that made them.
    private static final double NEGLIGIBLE = 1e-14;

    private Orthonormal() {}

    /// @return a panel of at most as many columns; of none where `y` is zero
    static Panel of(Panel y, Algebra algebra) throws IOException, CancelledException {
        Panel once = algebra.times(y, triangle(algebra.inner(y, y)));
        return once.columns() == 0
                ? once
                : algebra.times(once, triangle(algebra.inner(once, once)));
    }

    /// T with Yᵀ·Y = G such that Y·T has orthonormal columns: the inverse of the Cholesky factor of
    /// the columns that pivoting chose, in their places.
    private static Panel triangle(Panel gram) {
        int size = gram.columns();
        double[][] factor = new double[size][];
        int[] order = new int[size];
        double[] left = new double[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
            left[i] = gram.get(i, i);
        }
        double first = 0;
        int rank = 0;
        while (rank < size) {
            int pivot = largest(left, order, rank);
            double square = left[order[pivot]];
            first = rank == 0 ? square : first;
            if (!(square > NEGLIGIBLE * first)) {
                break;
            }
            int chosen = order[pivot];
            order[pivot] = order[rank];
            order[rank] = chosen;
            factor[rank] = row(gram, factor, rank, order, Math.sqrt(square));
            for (int i = rank + 1; i < size; i++) {
                double of = factor[rank][order[i]];
                left[order[i]] -= of * of;
            }
            rank++;
        }
        return inverse(factor, order, rank, size);
    }

    private static int largest(double[] left, int[] order, int from) {
        int best = from;
        for (int i = from + 1; i < order.length; i++) {
            if (left[order[i]] > left[order[best]]) {
                best = i;
            }
        }
        return best;
    }

    /// The next row of the Cholesky factor, by the columns' own numbers.
    private static double[] row(
            Panel gram, double[][] factor, int rank, int[] order, double diagonal) {
        int size = order.length;
        int chosen = order[rank];
        double[] row = new double[size];
        for (int i = rank + 1; i < size; i++) {
            row[order[i]] = gram.get(chosen, order[i]);
        }
        for (int k = 0; k < rank; k++) {
            double of = factor[k][chosen];
            double[] above = factor[k];
            for (int i = rank + 1; i < size; i++) {
                row[order[i]] -= of * above[order[i]];
            }
        }
        for (int i = rank + 1; i < size; i++) {
            row[order[i]] /= diagonal;
        }
        row[chosen] = diagonal;
        return row;
    }

    private static Panel inverse(double[][] factor, int[] order, int rank, int size) {
        Panel inverse = new Panel(size, rank);
        for (int column = 0; column < rank; column++) {
            inverse.set(order[column], column, 1 / factor[column][order[column]]);
            for (int row = column - 1; row >= 0; row--) {
                double sum = 0;
                for (int k = row + 1; k <= column; k++) {
                    sum += factor[row][order[k]] * inverse.get(order[k], column);
                }
                inverse.set(order[row], column, -sum / factor[row][order[row]]);
            }
        }
        return inverse;
    }
}
