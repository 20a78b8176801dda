package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A figure's numbers as RFC 4180 text: a line of names, then one line for each position, every
/// digit of every number, undefined as an empty field, lines ended by CR LF.
///
/// There is no line of comment: readers that do not expect one would take it for the names. What
/// the numbers are stands in the names (`relative norm, % (SST-2)`).
final class CsvTable {
    private CsvTable() {}

    static String of(Figure figure) {
        return lines(figure).stream()
                .map(line -> line.stream().map(CsvTable::field).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static List<List<String>> lines(Figure figure) {
        return switch (figure) {
            case LineFigure line -> series(figure, line.series());
            case BarFigure bar -> series(figure, bar.series());
            case HeatMapFigure map -> cells(map);
        };
    }

    private static List<List<String>> series(Figure figure, List<Series> series) {
        Positions positions = figure.positions();
        List<List<String>> lines = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of(firstName(positions)));
        series.forEach(one -> names.add(valueName(figure) + " (" + one.name() + ")"));
        lines.add(names);
        for (int i = 0; i < positions.size(); i++) {
            List<String> line = new ArrayList<>(List.of(positions.label(i)));
            for (Series one : series) {
                line.add(number(one.values().get(i)));
            }
            lines.add(line);
        }
        return lines;
    }

    /// Long form, a line for each cell: what plotting libraries and spreadsheets pivot from.
    private static List<List<String>> cells(HeatMapFigure map) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("row", firstName(map.positions()), valueName(map)));
        for (int row = 0; row < map.rows().size(); row++) {
            for (int i = 0; i < map.positions().size(); i++) {
                lines.add(
                        List.of(
                                map.rows().get(row),
                                map.positions().label(i),
                                number(map.values().get(row).get(i))));
            }
        }
        return lines;
    }

    private static String firstName(Positions positions) {
        return positions.title().isEmpty() ? "column" : positions.title();
    }

    private static String valueName(Figure figure) {
        Quantity quantity = figure.quantity();
        String threshold = figure.about().threshold();
        return quantity.name()
                + (threshold.isEmpty() ? "" : " at " + threshold)
                + (quantity.unit().isEmpty() ? "" : ", " + quantity.unit());
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
