package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Panel;

/// The first singular triplets of a matrix: A ≈ U·Σ·Vᵀ, the closest matrix of that rank there is
/// (Eckart and Young 1936).
///
/// A matrix whose shorter side has at most [#EXACT_SIDE] elements is decomposed exactly, in
/// float64: what is kept is the most that any matrix of that rank keeps, to 1e-9 of it, and all
/// singular values are known. The triplets of a larger one are the best within a subspace
/// ([KrylovSvd]) that grows until they keep the most but for a thousandth. No digit depends on the
/// number of threads.
public final class TruncatedSvd {
    /// The shorter side up to which the decomposition is exact.
    public static final int EXACT_SIDE = 1024;

    /// The shorter side up to which even the smallest singular values have their digits.
    private static final int VERY_SHORT = 64;

    /// Elements up to which such a matrix is held in float64.
    private static final long VERY_FEW = 1 << 20;

    private final SingularValues values;
    private final Panel left;
    private final Panel right;
    private final Residual residual;

    TruncatedSvd(SingularValues values, Panel left, Panel right, Residual residual) {
        this.values = values;
        this.left = left;
        this.right = right;
        this.residual = residual;
    }

    /// Computes the first `rank` triplets, or fewer if the shorter side is shorter or the rest is
    /// within the rounding of the elements to float32.
    public static TruncatedSvd ofRank(
            FloatMatrix matrix, int rank, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        if (rank < 1) {
            throw new IllegalArgumentException("a rank of " + rank);
        }
        int side = Math.min(matrix.rows(), matrix.columns());
        return of(matrix, new Wanted.Rank(Math.min(rank, side)), compute, cancellation);
    }

    private static TruncatedSvd of(
            FloatMatrix matrix, Wanted wanted, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        if (isVeryShort(matrix.rows(), matrix.columns())) {
            return ExactSvd.of(matrix, wanted, compute, cancellation);
        }
        return isExact(matrix.rows(), matrix.columns())
                ? GramSvd.of(matrix, wanted, compute, cancellation)
                : KrylovSvd.of(matrix, wanted, compute, cancellation);
    }

    private static boolean isVeryShort(long rows, long columns) {
        return Math.min(rows, columns) <= VERY_SHORT && rows * columns <= VERY_FEW;
    }

    private static boolean isExact(long rows, long columns) {
        return Math.min(rows, columns) <= EXACT_SIDE;
    }

    /// Whether the first triplets of a tensor are found exactly, by the processor's threads: a
    /// matrix with a side that is not long, or a product of factors.
    public static boolean isExact(Checkpoint checkpoint, Tensor tensor) {
        return MatrixWork.isFactored(checkpoint, tensor)
                || isExact(tensor.shape().size(0), tensor.shape().size(1));
    }

    /// Returns how many multiplications the first `rank` triplets of a matrix take, about; 0 where
    /// it is a product of factors.
    public static double multiplications(Checkpoint checkpoint, Tensor tensor, int rank) {
        if (!FloatMatrix.isMatrix(tensor) || MatrixWork.isFactored(checkpoint, tensor)) {
            return 0;
        }
        int rows = (int) tensor.shape().size(0);
        int columns = (int) tensor.shape().size(1);
        return isExact(rows, columns)
                ? GramSvd.work(rows, columns)
                : KrylovSvd.work(rows, columns, rank);
    }

    /// Computes as many triplets as keep a share of ‖A‖_F².
    ///
    /// @param energy between 0 and 1: Σσ² of the triplets over ‖A‖_F²
    /// @param most the most triplets, even if they keep less
    public static TruncatedSvd ofEnergy(
            FloatMatrix matrix, double energy, int most, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        int side = Math.min(matrix.rows(), matrix.columns());
        return of(matrix, new Wanted.Energy(energy, Math.min(most, side)), compute, cancellation);
    }

    /// Returns how many triplets there are.
    public int rank() {
        return left.columns();
    }

    /// Returns the singular values: all of them if the decomposition was exact, however many
    /// triplets were requested.
    public SingularValues values() {
        return values;
    }

    /// Returns the first `count` triplets.
    public TruncatedSvd first(int count) {
        return count >= rank()
                ? this
                : new TruncatedSvd(values, left.first(count), right.first(count), residual);
    }

    /// Returns an element of a left singular vector, by the matrix's row and the triplet's index.
    public double left(int row, int triplet) {
        return left.get(row, triplet);
    }

    /// Returns an element of a right singular vector, by the matrix's column and the triplet's
    /// index.
    public double right(int column, int triplet) {
        return right.get(column, triplet);
    }

    Panel leftVectors() {
        return left;
    }

    Panel rightVectors() {
        return right;
    }

    /// Returns ‖A − L·R‖_F / ‖A‖_F for any two factors; NaN for a matrix of zeros. It is measured
    /// element by element, or from the factors if A is a product of factors ([FactoredSpectrum]).
    ///
    /// @param factorLeft rows of A × rank, row by row
    /// @param factorRight rank × columns of A, row by row
    public double error(float[] factorLeft, float[] factorRight, int rank)
            throws IOException, CancelledException {
        return residual.error(factorLeft, factorRight, rank);
    }
}
