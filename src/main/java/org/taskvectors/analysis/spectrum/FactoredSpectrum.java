package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.AdapterCheckpoint;
import org.taskvectors.tensor.LowRankFactors;

/// Singular values of a change s·B·A straight from its factors, without its elements: with B = Q₁R₁
/// and Aᵀ = Q₂R₂ they are those of the small matrix s·R₁·R₂ᵀ. All others are zero.
public final class FactoredSpectrum {
    private FactoredSpectrum() {}

    /// All singular values of a change that is a product of factors
    /// ([AdapterCheckpoint#isFactored]), in float64 from the factors as they are stored.
    ///
    /// @throws IOException where the factors cannot be read, or nobody has said their scale
    public static SingularValues of(AdapterCheckpoint adapter, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            LowRankFactors factors = adapter.factors(tensor, arena);
            double[] values = values(factors);
            double sumSquares = 0;
            for (double value : values) {
                sumSquares += value * value;
            }
            return new SingularValues(values, true, sumSquares);
        }
    }

    private static double[] values(LowRankFactors factors) {
        int rank = factors.rank();
        double[][] left = new double[Math.toIntExact(factors.rows())][rank];
        double[][] right = new double[Math.toIntExact(factors.columns())][rank];
        for (int k = 0; k < rank; k++) {
            for (int row = 0; row < left.length; row++) {
                left[row][k] = factors.left(row, k);
            }
            for (int column = 0; column < right.length; column++) {
                right[column][k] = factors.right(k, column);
            }
        }
        RealMatrix core = triangle(left).multiply(triangle(right).transpose());
        return new SingularValueDecomposition(core.scalarMultiply(factors.scale()))
                .getSingularValues();
    }

    /// R of a QR decomposition, as many rows as it needs.
    private static RealMatrix triangle(double[][] rows) {
        int columns = rows[0].length;
        if (rows.length <= columns) {
            return new Array2DRowRealMatrix(rows, false);
        }
        return new QRDecomposition(new Array2DRowRealMatrix(rows, false))
                .getR()
                .getSubMatrix(0, columns - 1, 0, columns - 1);
    }
}
