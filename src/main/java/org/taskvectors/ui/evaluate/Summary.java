package org.taskvectors.ui.evaluate;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.BestSearch;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Study;

/// What an evaluation found, in a few words.
final class Summary {
    private Summary() {}

    static String of(Study study) {
        String points = Amounts.counted(study.points().size(), "point");
        boolean isOverLambda =
                study.plan() instanceof Plan.Along || study.plan() instanceof Plan.Plane;
        Optional<BestSearch.Best> best =
                isOverLambda ? BestSearch.best(study, study.points()) : Optional.empty();
        return points
                + best.map(
                                found ->
                                        " · best λ "
                                                + lambdas(study, found)
                                                + ": "
                                                + Digits.decimals(3).format(found.accuracy()))
                        .orElse("");
    }

    private static String lambdas(Study study, BestSearch.Best best) {
        if (study.plan() instanceof Plan.Along along && along.each()) {
            List<Double> at = best.point().point().at();
            return Digits.decimals(2).format(at.getLast())
                    + " of "
                    + study.facts().vectors().get(at.getFirst().intValue()).name();
        }
        List<String> all =
                best.point().point().knobs().stream()
                        .map(knob -> Digits.decimals(2).format(knob.lambda()))
                        .toList();
        return all.stream().distinct().count() == 1 ? all.getFirst() : String.join(" and ", all);
    }
}
