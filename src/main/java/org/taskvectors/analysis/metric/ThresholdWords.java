package org.taskvectors.analysis.metric;

import org.taskvectors.analysis.Threshold;

/// Words for a threshold in figures and tables: `|τ| ≤ 0.25 × RMS of tensor`.
public final class ThresholdWords {
    private ThresholdWords() {}

    public static String of(Threshold threshold) {
        return "|τ| ≤ " + Digits.typed(threshold.value()) + basis(threshold.basis());
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
