package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Algebra;

/// How far a product of two factors is from a matrix A.
interface Residual {
    /// ‖A − L·R‖_F / ‖A‖_F; NaN for a matrix of zeros.
    ///
    /// @param left rows of A × rank, row by row
    /// @param right rank × columns of A, row by row
    double error(float[] left, float[] right, int rank) throws IOException, CancelledException;

    /// Measured element by element.
    record OfElements(FloatMatrix matrix, Algebra algebra) implements Residual {
        @Override
        public double error(float[] left, float[] right, int rank)
                throws IOException, CancelledException {
            float scale = (float) Math.scalb(1.0, matrix.exponent());
            float[] scaled = new float[right.length];
            for (int i = 0; i < right.length; i++) {
                scaled[i] = scale * right[i];
            }
            double squares = algebra.residual(matrix, left, scaled, rank);
            return Math.sqrt(squares / matrix.sumSquares());
        }
    }
}
