package org.taskvectors.extraction.lora;

import java.util.List;

/// Several matrices together: a layer, or all of an adapter. Sums are added first and divided last.
///
/// @param label `12`, `encoder.12`, or the module kind for what lies in no layer
/// @param matrices how many
/// @param lowestRank the lowest of their ranks
/// @param highestRank the highest
/// @param norm ‖τ‖_F over all of them
/// @param energy Σσ² kept over ‖τ‖²
/// @param error ‖τ − B·A‖_F / ‖τ‖_F
public record LoraGroup(
        String label,
        int matrices,
        int lowestRank,
        int highestRank,
        double norm,
        double energy,
        double error) {

    /// @param matrices at least one
    static LoraGroup of(String label, List<LoraMatrix> matrices) {
        double squares = 0;
        double kept = 0;
        double residual = 0;
        int lowest = Integer.MAX_VALUE;
        int highest = 0;
        for (LoraMatrix matrix : matrices) {
            squares += matrix.sumSquares();
            kept += matrix.energy() * matrix.sumSquares();
            residual += matrix.residual();
            lowest = Math.min(lowest, matrix.rank());
            highest = Math.max(highest, matrix.rank());
        }
        return new LoraGroup(
                label,
                matrices.size(),
                lowest,
                highest,
                Math.sqrt(squares),
                kept / squares,
                Math.sqrt(residual / squares));
    }

    /// `16`, or `8–64` where they differ.
    public String ranks() {
        return lowestRank == highestRank
                ? Integer.toString(lowestRank)
                : lowestRank + "–" + highestRank;
    }
}
