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
                                                + lambdas(found)
                                                + ": "
                                                + Digits.decimals(3).format(found.accuracy()))
                        .orElse("");
    }

    private static String lambdas(BestSearch.Best best) {
        List<String> all =
                best.point().point().knobs().stream()
                        .map(knob -> Digits.decimals(2).format(knob.lambda()))
                        .toList();
        return all.stream().distinct().count() == 1 ? all.getFirst() : String.join(" and ", all);
    }
}
