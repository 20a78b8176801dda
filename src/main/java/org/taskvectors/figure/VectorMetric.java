package org.taskvectors.figure;

import java.util.Optional;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Threshold;

/// A number that each vector has in each group.
public enum VectorMetric {
    L2_NORM("l2-norm"),
    RELATIVE_NORM("relative-norm"),
    RMS("rms"),
    MEAN_MAGNITUDE("mean-magnitude"),
    LARGEST("largest"),
    EXACT_ZEROS("exact-zeros"),
    /// The one that needs a threshold.
    SPARSITY("sparsity"),
    ROUND_TRIP("round-trip");

    private final String id;

    VectorMetric(String id) {
        this.id = id;
    }

    /// The word in file names: `relative-norm`.
    public String id() {
        return id;
    }

    /// What it is, and how its values are written.
    public Quantity quantity() {
        return switch (this) {
            case L2_NORM -> new Quantity("L2 norm", "‖τ‖", "", Digits.significant(4));
            case RELATIVE_NORM ->
                    new Quantity("Relative norm", "‖τ‖ / ‖θ₀‖", "%", Digits.decimals(3));
            case RMS -> new Quantity("RMS", "‖τ‖ / √n", "", Digits.significant(4));
            case MEAN_MAGNITUDE ->
                    new Quantity("Mean magnitude", "Σ|τ| / n", "", Digits.significant(4));
            case LARGEST -> new Quantity("Largest magnitude", "max |τ|", "", Digits.significant(4));
            case EXACT_ZEROS -> new Quantity("Exact zeros", "τ = 0", "%", Digits.decimals(1));
            case SPARSITY -> new Quantity("Sparsity", "|τ| ≤ ε", "%", Digits.decimals(1));
            case ROUND_TRIP -> new Quantity("Round-trip exactness", "", "%", Digits.decimals(3));
        };
    }

    /// Whether it is a share of the weights, from 0 to 100 %.
    public boolean isShare() {
        return this == EXACT_ZEROS || this == SPARSITY || this == ROUND_TRIP;
    }

    /// Its value in the quantity's unit: shares in percent. NaN where undefined.
    ///
    /// @param threshold of the sparsity; the other metrics do not look at it
    public double value(Comparison comparison, int vector, Group group, Threshold threshold) {
        return switch (this) {
            case L2_NORM -> comparison.numbers(vector, group).l2Norm();
            case RELATIVE_NORM -> 100 * comparison.numbers(vector, group).relativeNorm();
            case RMS -> comparison.numbers(vector, group).rms();
            case MEAN_MAGNITUDE -> comparison.numbers(vector, group).meanMagnitude();
            case LARGEST -> comparison.numbers(vector, group).largest();
            case EXACT_ZEROS -> 100 * comparison.numbers(vector, group).exactZeros();
            case SPARSITY -> 100 * comparison.sparsity(vector, group, threshold).share();
            case ROUND_TRIP -> 100 * comparison.numbers(vector, group).roundTrip();
        };
    }

    /// The metric of that id.
    public static Optional<VectorMetric> of(String id) {
        for (VectorMetric metric : values()) {
            if (metric.id.equals(id)) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }
}
