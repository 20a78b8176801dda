package org.taskvectors.ui.compare;

import java.util.List;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.PairNumbers;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.PairMetric;

/// The chosen pair in numbers, over the whole scope. What is undefined is NaN.
///
/// @param pair the pair, by its vectors' indices among all compared ones
/// @param cosine of the angle between the two
/// @param rank its place among the pairs by cosine, 1 for the highest; 0 where it has none
/// @param pairs how many pairs with a cosine there are on this base
/// @param angle between the two, in degrees
/// @param signConflict in percent
/// @param sum ‖τ₁ + τ₂‖
public record PairSummary(
        Pair pair,
        double cosine,
        int rank,
        int pairs,
        double angle,
        double signConflict,
        double sum) {

    /// @param all the pairs that it is ranked among
    static PairSummary of(Comparison comparison, Pair pair, List<Pair> all) {
        PairNumbers numbers = comparison.pair(pair.a(), pair.b(), Group.ALL);
        List<Double> cosines =
                all.stream()
                        .map(each -> comparison.pair(each.a(), each.b(), Group.ALL).cosine())
                        .filter(cosine -> !Double.isNaN(cosine))
                        .toList();
        double cosine = numbers.cosine();
        long higher = cosines.stream().filter(other -> other > cosine).count();
        double a = comparison.numbers(pair.a(), Group.ALL).l2Norm();
        double b = comparison.numbers(pair.b(), Group.ALL).l2Norm();
        return new PairSummary(
                pair,
                cosine,
                Double.isNaN(cosine) ? 0 : Math.toIntExact(higher) + 1,
                cosines.size(),
                Math.toDegrees(Math.acos(Math.clamp(cosine, -1.0, 1.0))),
                PairMetric.SIGN_CONFLICT.quantity().inUnit(numbers.signConflict()),
                Math.sqrt(Math.max(0, a * a + b * b + 2 * numbers.dot())));
    }
}
