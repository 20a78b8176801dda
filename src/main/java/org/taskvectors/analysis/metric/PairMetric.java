package org.taskvectors.analysis.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.OverlapNumbers;
import org.taskvectors.analysis.PairNumbers;
import org.taskvectors.analysis.Threshold;

/// A number that each pair of vectors has in each group.
@SuppressWarnings("ImmutableEnumChecker") // definitions are values, formulas have no state
public enum PairMetric implements Metric {
    COSINE(
            Definition.of(
                            Family.COSINE,
                            "cosine",
                            Quantity.pure("Cosine similarity", "", Digits.decimals(4)),
                            "Cosine of the angle between two vectors")
                    .called("cosine", "Cosine")
                    .within(Bounds.BOTH_SIGNS)
                    .needing(Need.PAIRS)
                    .standing(Use.LEADING, Use.COMPARED, Use.FIGURE, Use.MAP),
            PairNumbers::cosine),
    SIGN_AGREEMENT(
            Definition.of(
                            Family.SIGNS,
                            "sign-agreement",
                            Quantity.percent("Sign agreement", "", Digits.decimals(1)),
                            "Among the weights that both vectors change, the share of equal signs")
                    .called("sign agreement", "Agreement")
                    .within(Bounds.SHARE)
                    .needing(Need.PAIRS)
                    .standing(Use.WITH_FAMILY),
            PairNumbers::signAgreement),
    SIGN_CONFLICT(
            Definition.of(
                            Family.SIGNS,
                            "sign-conflict",
                            Quantity.percent("Sign conflict", "", Digits.decimals(1)),
                            "Among the weights that both vectors change, the share of opposite"
                                    + " signs")
                    .called("sign conflict", "Conflict")
                    .within(Bounds.SHARE)
                    .needing(Need.PAIRS)
                    .standing(Use.LEADING, Use.COMPARED, Use.FIGURE, Use.MAP),
            PairNumbers::signConflict),
    LEFT_OVERLAP(
            Definition.of(
                            Family.SPECTRUM,
                            "left-overlap",
                            Quantity.pure("Left subspace overlap", "", Digits.decimals(4)),
                            "How much of the first k left singular directions two vectors share: 0"
                                    + " nothing, 1 all of them; of several matrices the mean")
                    .called("left overlap", "Left overlap")
                    .within(Bounds.ONE)
                    .needing(Need.SPECTRUM, Need.FIRST)
                    .standing(Use.WITH_FAMILY, Use.FIGURE, Use.MAP),
            (comparison, a, b, group) -> comparison.overlap(a, b, group).left()),
    RIGHT_OVERLAP(
            Definition.of(
                            Family.SPECTRUM,
                            "right-overlap",
                            Quantity.pure("Right subspace overlap", "", Digits.decimals(4)),
                            "How much of the first k right singular directions two vectors share: 0"
                                    + " nothing, 1 all of them; of several matrices the mean")
                    .called("right overlap", "Right overlap")
                    .within(Bounds.ONE)
                    .needing(Need.SPECTRUM, Need.FIRST)
                    .standing(Use.WITH_FAMILY, Use.FIGURE, Use.MAP),
            (comparison, a, b, group) -> comparison.overlap(a, b, group).right());

    /// A number of two vectors in one group.
    private interface Formula {
        double of(Comparison comparison, int a, int b, Group group);
    }

    private final Definition definition;
    private final Formula formula;

    PairMetric(Definition definition, ToDoubleFunction<PairNumbers> formula) {
        this(
                definition,
                (comparison, a, b, group) -> formula.applyAsDouble(comparison.pair(a, b, group)));
    }

    PairMetric(Definition definition, Formula formula) {
        this.definition = definition;
        this.formula = formula;
    }

    @Override
    public Definition definition() {
        return definition;
    }

    /// Returns its plain value, a share between 0 and 1; NaN if it is undefined.
    public double plain(Comparison comparison, int a, int b, Group group) {
        return formula.of(comparison, a, b, group);
    }

    /// Returns its value in the quantity's unit, a share in percent; NaN if it is undefined.
    public double value(Comparison comparison, int a, int b, Group group) {
        return quantity().inUnit(plain(comparison, a, b, group));
    }

    /// Of an overlap what random subspaces have, where any pair of vectors has a number.
    @Override
    public Optional<MetricSeries> reference(Comparison comparison) {
        return family() == Family.SPECTRUM && comparison.spectra().hasOverlaps()
                ? Optional.of(new MetricSeries("chance", group -> chance(comparison, group)))
                : Optional.empty();
    }

    private double chance(Comparison comparison, Group group) {
        for (Pair pair : Pair.all(comparison.vectors().size())) {
            OverlapNumbers overlap = comparison.overlap(pair.a(), pair.b(), group);
            if (overlap.matrices() > 0) {
                return this == LEFT_OVERLAP ? overlap.leftChance() : overlap.rightChance();
            }
        }
        return Double.NaN;
    }

    @Override
    public List<MetricSeries> series(Comparison comparison, Threshold threshold, List<Pair> pairs) {
        return pairs.stream()
                .map(
                        pair ->
                                new MetricSeries(
                                        pair.name(comparison),
                                        group -> value(comparison, pair.a(), pair.b(), group)))
                .toList();
    }
}
