package org.taskvectors.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.figure.ComparisonFigures;
import org.taskvectors.figure.PairMetric;
import org.taskvectors.figure.VectorMetric;

/// The numbers of several vectors side by side: one table where there are two or three of them, a
/// table for each number where there are more.
record ComparisonTables(Comparison comparison, Grouping by, Threshold threshold) {
    private static final int SIDE_BY_SIDE = 3;

    private static final List<VectorMetric> METRICS =
            List.of(
                    VectorMetric.L2_NORM,
                    VectorMetric.RELATIVE_NORM,
                    VectorMetric.EXACT_ZEROS,
                    VectorMetric.SPARSITY);

    private static final List<PairMetric> PAIRS =
            List.of(PairMetric.COSINE, PairMetric.SIGN_CONFLICT);

    private record Column(String head, Function<Group, String> cell) {}

    void print(PrintWriter out) {
        List<List<Column>> blocks = new ArrayList<>();
        METRICS.forEach(metric -> blocks.add(ofVectors(metric)));
        PAIRS.forEach(metric -> blocks.add(ofPairs(metric)));
        blocks.add(
                List.of(
                        new Column(
                                "interference",
                                group ->
                                        ComparisonFigures.INTERFERENCE
                                                .digits()
                                                .format(comparison.interference(group)))));
        if (comparison.vectors().size() <= SIDE_BY_SIDE) {
            table(blocks.stream().flatMap(List::stream).toList(), out);
            return;
        }
        for (int i = 0; i < blocks.size(); i++) {
            if (i > 0) {
                out.println();
            }
            table(blocks.get(i), out);
        }
    }

    private List<Column> ofVectors(VectorMetric metric) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < comparison.vectors().size(); i++) {
            int vector = i;
            columns.add(
                    new Column(
                            head(VectorTable.head(metric), name(i)),
                            group ->
                                    metric.quantity()
                                            .digits()
                                            .format(
                                                    metric.value(
                                                            comparison,
                                                            vector,
                                                            group,
                                                            threshold))));
        }
        return columns;
    }

    private List<Column> ofPairs(PairMetric metric) {
        int count = comparison.vectors().size();
        String word = metric == PairMetric.COSINE ? "cosine" : "sign conflict, %";
        List<Column> columns = new ArrayList<>();
        for (int a = 0; a < count; a++) {
            for (int b = a + 1; b < count; b++) {
                int first = a;
                int second = b;
                columns.add(
                        new Column(
                                count == 2 ? word : head(word, name(a) + " · " + name(b)),
                                group ->
                                        metric.quantity()
                                                .digits()
                                                .format(
                                                        metric.value(
                                                                comparison,
                                                                first,
                                                                second,
                                                                group))));
            }
        }
        return columns;
    }

    /// `‖τ‖ sst2`, `sparsity sst2, %`: the unit stays last.
    private static String head(String metric, String of) {
        int unit = metric.lastIndexOf(", %");
        return unit < 0 ? metric + " " + of : metric.substring(0, unit) + " " + of + ", %";
    }

    private String name(int vector) {
        return comparison.vectors().get(vector).name();
    }

    private void table(List<Column> columns, PrintWriter out) {
        TextTable table = new TextTable().words(by.word()).numbers("weights");
        columns.forEach(column -> table.numbers(column.head));
        for (Group group : comparison.groups(by)) {
            table.row(cells(group, columns));
        }
        table.rule();
        table.row(cells(Group.ALL, columns));
        table.print(out);
    }

    private List<String> cells(Group group, List<Column> columns) {
        List<String> cells = new ArrayList<>();
        cells.add(group.label());
        long weights = 0;
        for (int i = 0; i < comparison.vectors().size(); i++) {
            weights = Math.max(weights, comparison.numbers(i, group).weights());
        }
        cells.add(Text.count(weights));
        columns.forEach(column -> cells.add(column.cell.apply(group)));
        return cells;
    }
}
