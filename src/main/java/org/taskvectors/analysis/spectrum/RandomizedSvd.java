package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.Arrays;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixKernels;
import org.taskvectors.tensor.Panel;

/// See [TruncatedSvd].
final class RandomizedSvd {
    /// Columns that the subspace has beyond the rank, at least; it is rounded up to whole strips.
    private static final int OVERSAMPLING = 10;

    private static final int STRIP = 32;
    private static final int MOST_TURNS = 8;

    /// Another turn is made while the last one took more than this share off the squared error.
    private static final double WORTHWHILE = 1e-3;

    /// Changes of this share of ‖A‖² are rounding errors of float32 algebra.
    private static final double NOISE = 1e-10;

    private final FloatMatrix matrix;
    private final Compute compute;
    private final Cancellation cancellation;

    RandomizedSvd(FloatMatrix matrix, Compute compute, Cancellation cancellation) {
        this.matrix = matrix;
        this.compute = compute;
        this.cancellation = cancellation;
    }

    TruncatedSvd of(int rank) throws IOException, CancelledException {
        int side = Math.min(matrix.rows(), matrix.columns());
        int columns = columns(side, rank);
        double work = work(matrix.rows(), matrix.columns(), rank);
        Algebra algebra = matrix.algebra(work, compute, cancellation);
        Panel range = algebra.times(matrix, random(matrix.columns(), columns));
        double before = 0;
        for (int turn = 0; ; turn++) {
            range = Orthonormal.of(range, algebra);
            range.roundToFloat();
            Panel image = algebra.transposeTimes(matrix, range);
            Panel turned = Orthonormal.of(image, algebra);
            // A ≈ Q·(Aᵀ·Q)ᵀ; the second factor is Z·C with orthonormal Z, so its singular values
            // and right singular vectors are those of the small C.
            Jacobi core = Jacobi.of(rows(algebra.inner(turned, image)), MatrixKernels.of(work));
            double captured = captured(core, rank);
            double missing = Math.max(0, matrix.sumSquares() - captured);
            boolean settled =
                    turn > 0
                            && captured - before
                                    <= WORTHWHILE * missing + NOISE * matrix.sumSquares();
            if (settled || turn == MOST_TURNS || range.columns() == side) {
                return decomposed(range, image, core, rank, algebra);
            }
            before = captured;
            range = algebra.times(matrix, turned);
        }
    }

    private static int columns(int side, int rank) {
        return Math.min(side, Math.ceilDiv(rank + OVERSAMPLING, STRIP) * STRIP);
    }

    /// Multiplications of the products with the matrix, if it takes the usual three turns.
    static double work(int rows, int columns, int rank) {
        return 6.0 * rows * columns * columns(Math.min(rows, columns), rank);
    }

    private static double[][] rows(Panel panel) {
        double[][] rows = new double[panel.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = panel.row(i);
        }
        return rows;
    }

    private static double captured(Jacobi core, int rank) {
        double sum = 0;
        for (int k = 0; k < Math.min(rank, core.values().length); k++) {
            sum += core.values()[k] * core.values()[k];
        }
        return sum;
    }

    /// With C = J·Σ·W: A ≈ (Q·Wᵀ)·Σ·(Z·J)ᵀ, and (Z·J)·Σ = (Aᵀ·Q)·Wᵀ.
    private TruncatedSvd decomposed(
            Panel range, Panel image, Jacobi core, int rank, Algebra algebra)
            throws IOException, CancelledException {
        int kept = Math.min(rank, ExactSvd.significant(core.values()));
        Panel vectors = new Panel(range.columns(), kept);
        for (int k = 0; k < kept; k++) {
            for (int j = 0; j < range.columns(); j++) {
                vectors.set(j, k, core.rows()[k][j]);
            }
        }
        Panel left = algebra.times(range, vectors);
        Panel right = algebra.times(image, vectors);
        for (int j = 0; j < right.rows(); j++) {
            for (int k = 0; k < kept; k++) {
                right.set(j, k, right.get(j, k) / core.values()[k]);
            }
        }
        boolean complete = range.columns() == Math.min(matrix.rows(), matrix.columns());
        double[] known = complete ? core.values() : Arrays.copyOf(core.values(), kept);
        return new TruncatedSvd(
                new SingularValues(
                        ExactSvd.scaled(known, matrix), complete, matrix.norm() * matrix.norm()),
                left,
                right,
                new Residual.OfElements(matrix, algebra));
    }

    /// Signs that are the same in every run: bits of SplitMix64 (Steele, Lea and Flood 2014).
    private static Panel random(int rows, int columns) {
        Panel signs = new Panel(rows, columns);
        long state = 0x5eedL;
        for (int row = 0; row < rows; row++) {
            long bits = 0;
            for (int column = 0; column < columns; column++) {
                if (column % 64 == 0) {
                    state += 0x9e3779b97f4a7c15L;
                    bits = state;
                    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
                    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
                    bits ^= bits >>> 31;
                }
                signs.set(row, column, (bits >>> (column % 64) & 1) == 0 ? -1 : 1);
            }
        }
        return signs;
    }
}
