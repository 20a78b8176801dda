package org.taskvectors.extraction.lora;

import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.tensor.Shape;

/// One matrix of a vector and its two factors in the adapter.
///
/// @param tensor its name in the vector
/// @param module the module's path, as the adapter calls it
/// @param placement its layer and module kind
/// @param shape its shape in the vector
/// @param rank rows of A and columns of B
/// @param values its singular values: the first ones, or all
/// @param error ‖τ − B·A‖_F / ‖τ‖_F of the factors as they are stored, rounding included
public record LoraMatrix(
        String tensor,
        String module,
        Placement placement,
        Shape shape,
        int rank,
        SingularValues values,
        double error) {
    /// Σ τ².
    public double sumSquares() {
        return values.sumSquares();
    }

    /// ‖τ − B·A‖_F².
    public double residual() {
        return error * error * sumSquares();
    }

    /// Σσ² of the directions that are kept over ‖τ‖².
    public double energy() {
        return values.energy(rank);
    }
}
