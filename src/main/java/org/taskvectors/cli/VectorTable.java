package org.taskvectors.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.figure.Digits;
import org.taskvectors.figure.VectorMetric;

/// The numbers of one vector, a row for each group and one for all.
///
/// @param comparison of that one vector
record VectorTable(Comparison comparison, Grouping by, Threshold threshold) {
    private static final List<VectorMetric> METRICS =
            List.of(
                    VectorMetric.L2_NORM,
                    VectorMetric.RELATIVE_NORM,
                    VectorMetric.RMS,
                    VectorMetric.MEAN_MAGNITUDE,
                    VectorMetric.LARGEST,
                    VectorMetric.EXACT_ZEROS,
                    VectorMetric.SPARSITY,
                    VectorMetric.ROUND_TRIP);

    void print(PrintWriter out) {
        GroupNumbers all = comparison.numbers(0, Group.ALL);
        List<VectorMetric> metrics =
                METRICS.stream()
                        .filter(m -> m != VectorMetric.ROUND_TRIP || !Double.isNaN(all.roundTrip()))
                        .toList();
        boolean notFinite = all.notFinite().total() > 0;
        TextTable table = new TextTable().words(by.word()).numbers("tensors").numbers("weights");
        metrics.forEach(metric -> table.numbers(head(metric)));
        if (notFinite) {
            table.numbers("not finite");
        }
        for (Group group : comparison.groups(by)) {
            table.row(cells(group, metrics, notFinite));
        }
        table.rule();
        table.row(cells(Group.ALL, metrics, notFinite));
        table.print(out);
    }

    /// Short heads with their unit; the long names stand in the documentation.
    static String head(VectorMetric metric) {
        return switch (metric) {
            case L2_NORM -> "‖τ‖";
            case RELATIVE_NORM -> "relative, %";
            case RMS -> "RMS";
            case MEAN_MAGNITUDE -> "mean |τ|";
            case LARGEST -> "max |τ|";
            case EXACT_ZEROS -> "zeros, %";
            case SPARSITY -> "sparsity, %";
            case ROUND_TRIP -> "round trip, %";
        };
    }

    private List<String> cells(Group group, List<VectorMetric> metrics, boolean notFinite) {
        GroupNumbers numbers = comparison.numbers(0, group);
        List<String> cells = new ArrayList<>();
        cells.add(group.label());
        cells.add(
                numbers.held() == numbers.tensors()
                        ? Text.count(numbers.tensors())
                        : Text.count(numbers.held()) + " of " + Text.count(numbers.tensors()));
        cells.add(Text.count(numbers.weights()));
        for (VectorMetric metric : metrics) {
            Digits digits = metric.quantity().digits();
            cells.add(digits.format(metric.value(comparison, 0, group, threshold)));
        }
        if (notFinite) {
            cells.add(Text.count(numbers.notFinite().total()));
        }
        return cells;
    }
}
