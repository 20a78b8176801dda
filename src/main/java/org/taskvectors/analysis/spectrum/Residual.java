package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import org.taskvectors.job.CancelledException;

/// How far a product of two factors is from a matrix A.
interface Residual {
    /// ‖A − L·R‖_F / ‖A‖_F; NaN for a matrix of zeros.
    ///
    /// @param left rows of A × rank, row by row
    /// @param right rank × columns of A, row by row
    double error(float[] left, float[] right, int rank) throws IOException, CancelledException;

    /// Measured element by element.
    record OfElements(FloatMatrix matrix, Products products) implements Residual {
        @Override
        public double error(float[] left, float[] right, int rank)
                throws IOException, CancelledException {
            int columns = matrix.columns();
            int stride = Panel.padded(columns, 64);
            float[] leftRows = new float[Panel.padded(matrix.rows(), 4) * rank];
            System.arraycopy(left, 0, leftRows, 0, matrix.rows() * rank);
            float scale = (float) Math.scalb(1.0, matrix.exponent());
            float[] rightRows = new float[Math.multiplyExact(rank, stride)];
            for (int k = 0; k < rank; k++) {
                for (int j = 0; j < columns; j++) {
                    rightRows[k * stride + j] = scale * right[k * columns + j];
                }
            }
            double squares = products.residual(matrix, leftRows, rank, rightRows, stride);
            return Math.sqrt(squares / matrix.sumSquares());
        }
    }
}
