package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.Threshold;

/// A number that each vector has in each group.
@SuppressWarnings("ImmutableEnumChecker") // definitions are values, formulas have no state
public enum VectorMetric implements Metric {
    L2_NORM(
            Definition.of(
                            Family.NORM,
                            "l2-norm",
                            Quantity.pure("L2 norm", "‖τ‖", Digits.significant(4)),
                            "Root of the sum of the squared changes")
                    .called("‖τ‖", "L2")
                    .standing(Use.LEADING, Use.COMPARED, Use.FIGURE),
            GroupNumbers::l2Norm),
    RELATIVE_NORM(
            Definition.of(
                            Family.NORM,
                            "relative-norm",
                            Quantity.percent("Relative norm", "‖τ‖ / ‖θ₀‖", Digits.significant(3)),
                            "Norm of the change in relation to the norm of the base's weights")
                    .called("relative", "Relative")
                    .needing(Need.BASE)
                    .standing(Use.LEADING, Use.COMPARED, Use.FIGURE, Use.MAP),
            GroupNumbers::relativeNorm),
    RMS(
            Definition.of(
                            Family.NORM,
                            "rms",
                            Quantity.pure("RMS", "‖τ‖ / √n", Digits.significant(4)),
                            "Root of the mean of the squared changes")
                    .standing(Use.FIGURE, Use.MAP),
            GroupNumbers::rms),
    MEAN_MAGNITUDE(
            Definition.of(
                            Family.NORM,
                            "mean-magnitude",
                            Quantity.pure("Mean magnitude", "Σ|τ| / n", Digits.significant(4)),
                            "Mean of the changes' magnitudes")
                    .called("mean |τ|", "Mean")
                    .standing(Use.FIGURE),
            GroupNumbers::meanMagnitude),
    LARGEST(
            Definition.of(
                            Family.NORM,
                            "largest",
                            Quantity.pure("Largest magnitude", "max |τ|", Digits.significant(4)),
                            "The largest change of a single weight")
                    .called("max |τ|", "Largest")
                    .standing(Use.FIGURE),
            GroupNumbers::largest),
    EXACT_ZEROS(
            Definition.of(
                            Family.SPARSITY,
                            "exact-zeros",
                            Quantity.percent("Exact zeros", "τ = 0", Digits.decimals(1)),
                            "Share of the weights that did not change at all")
                    .called("zeros", "Zeros")
                    .within(Bounds.SHARE)
                    .standing(Use.WITH_FAMILY, Use.COMPARED, Use.FIGURE),
            GroupNumbers::exactZeros),
    SPARSITY(
            Definition.of(
                            Family.SPARSITY,
                            "sparsity",
                            Quantity.percent("Sparsity", "|τ| ≤ ε", Digits.decimals(1)),
                            "Share of the weights that changed by no more than the threshold ε")
                    .called("sparsity", "Sparsity")
                    .within(Bounds.SHARE)
                    .needing(Need.THRESHOLD)
                    .standing(Use.LEADING, Use.COMPARED, Use.FIGURE, Use.MAP),
            (comparison, vector, group, threshold) ->
                    comparison.sparsity(vector, group, threshold).share()),
    ROUND_TRIP(
            Definition.of(
                            Family.SPARSITY,
                            "round-trip",
                            // One decimal would hide what this is asked for.
                            Quantity.percent("Round-trip exactness", "", Digits.shortOfAll(3)),
                            "Share of the fine-tuned weights that base and vector give back bit for"
                                    + " bit")
                    .called("round trip", "Round trip")
                    .within(Bounds.SHARE)
                    .needing(Need.EXTRACTION),
            GroupNumbers::roundTrip),
    STABLE_RANK(
            Definition.of(
                            Family.SPECTRUM,
                            "stable-rank",
                            Quantity.pure("Stable rank", "", Digits.significant(4)),
                            "Sum of a matrix's squared singular values over the largest of them;"
                                    + " of several matrices the median")
                    .called("stable rank", "Stable rank")
                    .needing(Need.SPECTRUM)
                    .standing(Use.WITH_FAMILY, Use.FIGURE, Use.MAP),
            (comparison, vector, group, _) -> comparison.spectrum(vector, group).stableRank()),
    EFFECTIVE_RANK(
            Definition.of(
                            Family.SPECTRUM,
                            "effective-rank",
                            Quantity.pure("Effective rank", "", Digits.significant(4)),
                            "Exponential of the entropy of a matrix's singular values as shares of"
                                    + " their sum; of several matrices the median")
                    .called("effective rank", "Effective rank")
                    .needing(Need.SPECTRUM)
                    .standing(Use.WITH_FAMILY, Use.FIGURE, Use.MAP),
            (comparison, vector, group, _) -> comparison.spectrum(vector, group).effectiveRank()),
    ENERGY(
            Definition.of(
                            Family.SPECTRUM,
                            "energy",
                            Quantity.percent("Energy of the first k", "", Digits.decimals(1)),
                            "Share of the squared norm that the first k singular values of each"
                                    + " matrix keep")
                    .called("energy at k", "Energy at k")
                    .within(Bounds.SHARE)
                    .needing(Need.SPECTRUM, Need.FIRST)
                    .standing(Use.WITH_FAMILY, Use.FIGURE, Use.MAP),
            (comparison, vector, group, _) -> comparison.spectrum(vector, group).energy()),
    LARGEST_SINGULAR(
            Definition.of(
                            Family.SPECTRUM,
                            "largest-singular",
                            Quantity.pure("Largest singular value", "σ₁", Digits.significant(4)),
                            "How much the change stretches a vector at most; of several matrices"
                                    + " the largest")
                    .called("σ₁", "σ₁")
                    .needing(Need.SPECTRUM)
                    .standing(Use.FIGURE),
            (comparison, vector, group, _) -> comparison.spectrum(vector, group).largest());

    /// A number of one vector in one group.
    private interface Formula {
        double of(Comparison comparison, int vector, Group group, Threshold threshold);
    }

    private final Definition definition;
    private final Formula formula;

    VectorMetric(Definition definition, ToDoubleFunction<GroupNumbers> formula) {
        this(
                definition,
                (comparison, vector, group, _) ->
                        formula.applyAsDouble(comparison.numbers(vector, group)));
    }

    VectorMetric(Definition definition, Formula formula) {
        this.definition = definition;
        this.formula = formula;
    }

    @Override
    public Definition definition() {
        return definition;
    }

    /// Returns its plain value, a share between 0 and 1; NaN if it is undefined.
    ///
    /// @param threshold the threshold of sparsity; the other metrics ignore it
    public double plain(Comparison comparison, int vector, Group group, Threshold threshold) {
        return formula.of(comparison, vector, group, threshold);
    }

    /// Returns its value in the quantity's unit, a share in percent; NaN if it is undefined.
    public double value(Comparison comparison, int vector, Group group, Threshold threshold) {
        return quantity().inUnit(plain(comparison, vector, group, threshold));
    }

    @Override
    public List<MetricSeries> series(Comparison comparison, Threshold threshold, List<Pair> pairs) {
        List<MetricSeries> series = new ArrayList<>();
        for (int i = 0; i < comparison.vectors().size(); i++) {
            int vector = i;
            series.add(
                    new MetricSeries(
                            comparison.vectors().get(i).name(),
                            group -> value(comparison, vector, group, threshold)));
        }
        return series;
    }
}
