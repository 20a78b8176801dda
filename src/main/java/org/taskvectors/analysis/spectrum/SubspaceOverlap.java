package org.taskvectors.analysis.spectrum;

import org.taskvectors.tensor.Panel;

/// The share of the first k singular directions of one matrix that lies in those of another:
/// ‖U_aᵀ·U_b‖_F² / k, likewise for V. Between 0 and 1; random subspaces of R^m have k/m.
///
/// @param left the overlap of the left singular vectors; NaN if one matrix has fewer than k
/// @param right the overlap of the right singular vectors
public record SubspaceOverlap(double left, double right) {
    /// @throws IllegalArgumentException if the matrices have different shapes, or k is below 1
    public static SubspaceOverlap of(TruncatedSvd a, TruncatedSvd b, int k) {
        if (k < 1
                || a.leftVectors().rows() != b.leftVectors().rows()
                || a.rightVectors().rows() != b.rightVectors().rows()) {
            throw new IllegalArgumentException("no overlap at " + k + " of such matrices");
        }
        if (k > a.rank() || k > b.rank()) {
            return new SubspaceOverlap(Double.NaN, Double.NaN);
        }
        return new SubspaceOverlap(
                overlap(a.leftVectors(), b.leftVectors(), k),
                overlap(a.rightVectors(), b.rightVectors(), k));
    }

    private static double overlap(Panel a, Panel b, int k) {
        double squares = 0;
        double[] dots = new double[k];
        for (int i = 0; i < k; i++) {
            java.util.Arrays.fill(dots, 0);
            for (int row = 0; row < a.rows(); row++) {
                double of = a.get(row, i);
                for (int j = 0; j < k; j++) {
                    dots[j] += of * b.get(row, j);
                }
            }
            for (double dot : dots) {
                squares += dot * dot;
            }
        }
        return squares / k;
    }
}
