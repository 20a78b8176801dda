package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Quantity;

/// A figure's numbers as CSV: a line of names, then one line for each position.
///
/// There is no line of comment: readers that do not expect one would take it for the names. What
/// the numbers are stands in the names (`relative norm, % (SST-2)`).
final class CsvTable {
    private CsvTable() {}

    static String of(Figure figure) {
        return Csv.text(lines(figure));
    }

    /// The tables of a sheet, with an empty line between two of them.
    static String of(FigureSheet sheet) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sheet.figures().size(); i++) {
            Figure figure = sheet.figures().get(i);
            text.append(i == 0 ? "" : "\n")
                    .append(
                            Csv.text(
                                    List.of(
                                            List.of(
                                                    FigureSheet.letter(i),
                                                    figure.about().title()))))
                    .append(of(figure));
        }
        return text.toString();
    }

    private static List<List<String>> lines(Figure figure) {
        return switch (figure) {
            case LineFigure line -> series(line, line.series());
            case BarFigure bar -> series(bar, bar.series());
            case HeatMapFigure map -> cells(map);
            default -> FigureFacts.of(figure).table();
        };
    }

    private static List<List<String>> series(PositionFigure figure, List<Series> series) {
        Positions positions = figure.positions();
        List<List<String>> lines = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of(firstName(positions)));
        series.forEach(one -> names.add(valueName(figure) + " (" + one.name() + ")"));
        lines.add(names);
        for (int i = 0; i < positions.size(); i++) {
            List<String> line = new ArrayList<>(List.of(positions.label(i)));
            for (Series one : series) {
                line.add(Csv.number(one.values().get(i)));
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
                                Csv.number(map.values().get(row).get(i))));
            }
        }
        return lines;
    }

    private static String firstName(Positions positions) {
        return positions.title().isEmpty() ? "column" : positions.title();
    }

    private static String valueName(PositionFigure figure) {
        Quantity quantity = figure.quantity();
        String threshold = figure.about().threshold();
        return quantity.withUnit(quantity.name() + (threshold.isEmpty() ? "" : " at " + threshold));
    }
}
