package org.taskvectors.analysis.metric;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Threshold;

/// A number that all vectors together have in each group.
@SuppressWarnings("ImmutableEnumChecker") // definitions are values, formulas have no state
public enum JointMetric implements Metric {
    INTERFERENCE(
            Definition.of(
                            Family.INTERFERENCE,
                            "interference",
                            Quantity.pure("Interference", "", Digits.decimals(4)),
                            "How much of their magnitudes the vectors cancel in each other when"
                                    + " they are added: 0 nothing, 1 everything")
                    .called("interference", "Interference")
                    .within(Bounds.ONE)
                    .needing(Need.PAIRS)
                    .standing(Use.COMPARED, Use.FIGURE, Use.MAP),
            Comparison::interference);

    private final Definition definition;
    private final ToDoubleBiFunction<Comparison, Group> formula;

    JointMetric(Definition definition, ToDoubleBiFunction<Comparison, Group> formula) {
        this.definition = definition;
        this.formula = formula;
    }

    @Override
    public Definition definition() {
        return definition;
    }

    /// Returns its plain value, a share between 0 and 1; NaN if it is undefined.
    public double plain(Comparison comparison, Group group) {
        return formula.applyAsDouble(comparison, group);
    }

    /// Returns its value in the quantity's unit; NaN if it is undefined.
    public double value(Comparison comparison, Group group) {
        return quantity().inUnit(plain(comparison, group));
    }

    @Override
    public List<MetricSeries> series(Comparison comparison, Threshold threshold, List<Pair> pairs) {
        return List.of(new MetricSeries("all vectors", group -> value(comparison, group)));
    }
}
