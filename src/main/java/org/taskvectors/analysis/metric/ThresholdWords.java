package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Sparsity;
import org.taskvectors.analysis.Threshold;

/// Words for a threshold in figures and tables: `|τ| ≤ 0.25 × RMS of tensor`.
public final class ThresholdWords {
    private ThresholdWords() {}

    public static String of(Threshold threshold) {
        return "|τ| ≤ " + Digits.typed(threshold.value()) + basis(threshold.basis());
    }

    /// Says for each vector the ε′ for which its share over all weights is exact, where that is not
    /// the ε that was asked for.
    public static List<String> exact(Comparison comparison, Threshold threshold) {
        List<String> said = new ArrayList<>();
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            Sparsity sparsity = comparison.sparsity(vector, Group.ALL, threshold);
            double effective = sparsity.effective();
            if (!Double.isNaN(effective) && effective != sparsity.asked()) {
                said.add(
                        comparison.vectors().get(vector).name()
                                + ": the share of all is exact for |τ| ≤ "
                                + Quantities.EPSILON.say(effective)
                                + ", since wider dtypes are counted in bins");
            }
        }
        return said;
    }

    private static String basis(Threshold.Basis basis) {
        return switch (basis) {
            case ABSOLUTE -> "";
            case TENSOR -> " × RMS of tensor";
            case GROUP -> " × RMS of group";
            case ALL -> " × RMS of vector";
        };
    }
}
