package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;

/// Singular values and vectors of a change s·B·A straight from its factors, without its elements:
/// exact in float64, of the product as it is before its elements are rounded to float32.
public final class FactoredSpectrum {
    /// The highest rank of factors that are decomposed: the work grows with its square, and beyond
    /// this is more than a random subspace of the elements takes.
    public static final int MOST_RANK = 512;

    private FactoredSpectrum() {}

    /// Whether a tensor of `adapter` is a matrix and a product of factors alone, of no higher rank
    /// than [#MOST_RANK].
    public static boolean covers(Vector adapter, Tensor tensor) {
        return FloatMatrix.isMatrix(tensor)
                && adapter.kept(tensor).isFactored()
                && adapter.kept(tensor).rank().orElse(0) <= MOST_RANK;
    }

    /// All singular values of a change that is a product of factors
    /// ([org.taskvectors.checkpoint.Kept#isFactored]); those of a convolution as its outputs × all
    /// else.
    ///
    /// @throws Failure [SpectrumProblem#NOT_FINITE] where a factor holds NaN or infinities, and if
    ///   the factors cannot be read or their scale is not known
    public static SingularValues of(Vector adapter, Tensor tensor) throws IOException {
        return matrix(adapter, tensor).values();
    }

    /// The first `most` singular triplets of a change that this [#covers]; fewer where its rank is
    /// lower. The error of two factors is measured against the product before its elements are
    /// rounded.
    ///
    /// @throws Failure as for the values
    public static TruncatedSvd decompose(Vector adapter, Tensor tensor, int most)
            throws IOException {
        if (most < 1) {
            throw new IllegalArgumentException("a rank of " + most);
        }
        return matrix(adapter, tensor).svd(most);
    }

    private static FactoredMatrix matrix(Vector adapter, Tensor tensor) throws IOException {
        FactoredMatrix matrix;
        try (Arena arena = Arena.ofConfined()) {
            matrix = FactoredMatrix.of(adapter.factors(tensor, arena));
        }
        if (!matrix.isFinite()) {
            throw FloatMatrix.failure(
                    adapter,
                    tensor,
                    SpectrumProblem.NOT_FINITE,
                    "its factors hold NaN or infinite numbers, or numbers too large to be"
                            + " multiplied");
        }
        return matrix;
    }
}
