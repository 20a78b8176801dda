package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Panel;

/// The first singular triplets of a large matrix, within a subspace that grows: random vectors, and
/// what products with A·Aᵀ (or Aᵀ·A, the smaller one) make of them again and again (block Lanczos,
/// Golub and Underwood 1977, with full orthogonalisation; Musco and Musco 2015). Other than turning
/// one subspace, this forgets nothing: where singular values fall slowly it keeps more by far.
///
/// It is settled when what further growth would still add to the energy is estimated at
/// [#REMAINING] of it at most: the last gains continued as a geometric series. No such estimate is
/// a proof; for spectra from white noise to steep ones it is right within a factor of three. The
/// random numbers are always the same.
final class KrylovSvd {
    /// The share of the energy that may be missing by the estimate.
    static final double REMAINING = 3e-4;

    private static final int BLOCK = 32;

    /// Ranks from which on the subspace grows by two blocks at a time.
    private static final int MANY = 64;

    /// Between two looks at the values it grows by this share at least.
    private static final double GROWTH = 0.0625;

    /// Gains of this share of ‖A‖² are rounding errors of float32 products.
    private static final double NOISE = 1e-10;

    /// New directions with this share of what they were before the old ones were taken off are
    /// rounding errors: there is nothing else to find.
    private static final double EXHAUSTED = 1e-10;

    /// Blocks that it takes as a rule.
    private static final int USUAL_BLOCKS = 6;

    private final FloatMatrix matrix;
    private final Wanted wanted;
    private final Compute compute;
    private final Cancellation cancellation;
    private final int side;
    private final int longer;
    private final boolean wide;
    private final Algebra algebra;

    /// Squares of the singular values within the subspace, as they were at the last looks.
    private double[] last = new double[0];

    private double[] beforeLast = new double[0];
    private int looks;

    private KrylovSvd(
            FloatMatrix matrix, Wanted wanted, Compute compute, Cancellation cancellation) {
        this.matrix = matrix;
        this.wanted = wanted;
        this.compute = compute;
        this.cancellation = cancellation;
        this.side = Math.min(matrix.rows(), matrix.columns());
        this.longer = Math.max(matrix.rows(), matrix.columns());
        this.wide = matrix.rows() <= matrix.columns();
        this.algebra =
                matrix.algebra(
                        work(matrix.rows(), matrix.columns(), wanted.most()),
                        compute,
                        cancellation);
    }

    /// Multiplications of the products with the matrix, as a rule.
    static double work(int rows, int columns, int rank) {
        double most = Math.min(rows, columns);
        return 2.0 * rows * columns * Math.min(most, rank + USUAL_BLOCKS * block(rank));
    }

    private static int block(int rank) {
        return rank < MANY ? BLOCK : 2 * BLOCK;
    }

    static TruncatedSvd of(
            FloatMatrix matrix, Wanted wanted, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        return new KrylovSvd(matrix, wanted, compute, cancellation).run();
    }

    private TruncatedSvd run() throws IOException, CancelledException {
        if (matrix.sumSquares() == 0) {
            return found(new double[0], new Panel(side, 0), new Panel(longer, 0));
        }
        Panel block =
                Orthonormal.of(
                        ofShorter(signs(longer, Math.min(side, block(wanted.most())))), algebra);
        block.roundToFloat();
        Panel basis = block;
        Projected projected = new Projected();
        int nextLook = wanted.least();
        while (true) {
            cancellation.check();
            Panel image = ofShorter(ofLonger(block));
            Panel along = algebra.inner(basis, image);
            projected.add(along);
            int size = basis.columns();
            block = size == side ? new Panel(side, 0) : without(basis, image, along);
            boolean isAll = block.columns() == 0;
            if (isAll || size >= nextLook) {
                GramSpectrum spectrum = projected.spectrum();
                int count = wanted.among(spectrum.squares(), matrix.sumSquares());
                if (isAll || isSettled(spectrum.squares(), count)) {
                    return decomposed(basis, spectrum, count);
                }
                nextLook = size + (int) (GROWTH * size);
            }
            basis = basis.beside(block);
        }
    }

    /// What the matrix makes of directions of its longer side.
    private Panel ofShorter(Panel panel) throws IOException, CancelledException {
        return wide ? algebra.times(matrix, panel) : algebra.transposeTimes(matrix, panel);
    }

    private Panel ofLonger(Panel panel) throws IOException, CancelledException {
        return wide ? algebra.transposeTimes(matrix, panel) : algebra.times(matrix, panel);
    }

    /// The directions of a panel that a basis does not have, orthonormal; none where there is
    /// nothing but rounding errors.
    ///
    /// @param along the panel's coordinates in the basis
    private Panel without(Panel basis, Panel panel, Panel along)
            throws IOException, CancelledException {
        double before = panel.sumSquares();
        panel.subtract(algebra.times(basis, along));
        if (panel.sumSquares() <= EXHAUSTED * before) {
            return new Panel(side, 0);
        }
        // Once more: what was nearly all in the basis has become inexact.
        Panel rest = Orthonormal.of(panel, algebra);
        rest.subtract(algebra.times(basis, algebra.inner(basis, rest)));
        Panel added = Orthonormal.of(rest, algebra).first(side - basis.columns());
        added.roundToFloat();
        return added;
    }

    /// Whether further growth would add little, by the last two gains.
    ///
    /// @param squares of the singular values within the subspace
    private boolean isSettled(double[] squares, int count) {
        double captured = sum(squares, count);
        double gain = captured - sum(last, count);
        double before = sum(last, count) - sum(beforeLast, count);
        beforeLast = last;
        last = squares;
        looks++;
        if (looks < 3 || (count == squares.length && count < wanted.most())) {
            return false;
        }
        if (gain <= NOISE * matrix.sumSquares()) {
            return true;
        }
        double ratio = gain / before;
        return ratio > 0 && ratio < 1 && gain * ratio / (1 - ratio) <= REMAINING * captured;
    }

    private static double sum(double[] squares, int count) {
        double sum = 0;
        for (int i = 0; i < Math.min(count, squares.length); i++) {
            sum += squares[i];
        }
        return sum;
    }

    /// The first directions within the subspace, and what the matrix makes of them, decomposed once
    /// more: with B = Z·C and C = J·Σ·W the singular triplets of B are those of the small C.
    private TruncatedSvd decomposed(Panel basis, GramSpectrum spectrum, int wantedCount)
            throws IOException, CancelledException {
        int count = spectrum.count(wantedCount);
        Panel shorter = algebra.times(basis, columns(spectrum.vectors(count), basis.columns()));
        shorter.roundToFloat();
        Panel image = ofLonger(shorter);
        Panel turned = Orthonormal.of(image, algebra);
        Jacobi core =
                Jacobi.of(
                        rows(algebra.inner(turned, image)),
                        matrix.kernels((double) count * count * count));
        int kept = ExactSvd.significant(core.values());
        Panel vectors = columns(Arrays.copyOf(core.rows(), kept), count);
        Panel ofShorter = algebra.times(shorter, vectors);
        Panel ofLonger = algebra.times(image, vectors);
        for (int j = 0; j < ofLonger.rows(); j++) {
            for (int k = 0; k < kept; k++) {
                ofLonger.set(j, k, ofLonger.get(j, k) / core.values()[k]);
            }
        }
        return found(Arrays.copyOf(core.values(), kept), ofShorter, ofLonger);
    }

    private TruncatedSvd found(double[] values, Panel ofShorter, Panel ofLonger) {
        return new TruncatedSvd(
                new SingularValues(
                        ExactSvd.scaled(values, matrix), false, matrix.norm() * matrix.norm()),
                wide ? ofShorter : ofLonger,
                wide ? ofLonger : ofShorter,
                new Residual.OfElements(matrix, algebra));
    }

    private static Panel columns(double[][] vectors, int length) {
        Panel columns = new Panel(length, vectors.length);
        for (int k = 0; k < vectors.length; k++) {
            columns.setColumn(k, vectors[k]);
        }
        return columns;
    }

    private static double[][] rows(Panel panel) {
        double[][] rows = new double[panel.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = panel.row(i);
        }
        return rows;
    }

    /// Signs that are the same in every run: bits of SplitMix64 (Steele, Lea and Flood 2014).
    private static Panel signs(int rows, int columns) {
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

    /// What A·Aᵀ is within the subspace, column by column as far as the diagonal.
    private final class Projected {
        private final List<double[]> columns = new ArrayList<>();

        /// @param along the coordinates in the basis of what becomes of its last directions
        void add(Panel along) {
            for (int j = 0; j < along.columns(); j++) {
                double[] column = new double[columns.size() + 1];
                for (int i = 0; i < column.length; i++) {
                    column[i] = along.get(i, j);
                }
                columns.add(column);
            }
        }

        GramSpectrum spectrum() throws CancelledException {
            SymmetricMatrix gram = new SymmetricMatrix(columns.size());
            for (int j = 0; j < columns.size(); j++) {
                for (int i = 0; i <= j; i++) {
                    gram.data()[gram.at(i, j)] = columns.get(j)[i];
                }
            }
            return GramSpectrum.of(gram, matrix::kernels, compute.threads(), _ -> {}, cancellation);
        }
    }
}
