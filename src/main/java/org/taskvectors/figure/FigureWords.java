package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Digits;

/// What a figure says in words: to a screen reader, and under the pointer.
final class FigureWords {
    private FigureWords() {}

    /// One line under the pointer: whose value, and the value.
    ///
    /// @param row index of the series or row
    /// @param details more about the value, in columns: its interval, how many examples it is of
    record Line(int row, String name, String value, List<String> details) {
        Line(int row, String name, String value) {
            this(row, name, value, List.of());
        }
    }

    /// Heading under the pointer: the position, and in a heat map the row.
    static String heading(Figure figure, Spot spot) {
        return figure instanceof PositionFigure position
                ? heading(position, spot)
                : FigureFacts.of(figure).heading(spot);
    }

    private static String heading(PositionFigure figure, Spot spot) {
        String position = figure.positions().say(spot.position());
        if (figure instanceof HeatMapFigure map && spot.row().isPresent()) {
            String row = map.rows().get(spot.row().getAsInt());
            return map.pairs().isPresent() ? row + " · " + position : position + ", " + row;
        }
        return position;
    }

    /// The values at a place, of all series or of the one cell.
    static List<Line> lines(Figure figure, Spot spot) {
        return switch (figure) {
            case LineFigure line -> values(line, line.series(), spot.position());
            case BarFigure bar -> values(bar, bar.series(), spot.position());
            case HeatMapFigure map -> cell(map, spot);
            default -> FigureFacts.of(figure).lines(spot);
        };
    }

    /// Sentences about a place, below its values.
    static List<String> notes(Figure figure, Spot spot) {
        return figure instanceof PositionFigure ? List.of() : FigureFacts.of(figure).notes(spot);
    }

    private static List<Line> values(PositionFigure figure, List<Series> series, int position) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            double value = series.get(i).values().get(position);
            String said = figure.quantity().say(value);
            String beyond = FigureNotes.word(figure, value);
            lines.add(
                    new Line(
                            i,
                            series.get(i).name(),
                            said,
                            beyond.isEmpty() ? List.of() : List.of(beyond)));
        }
        return lines;
    }

    private static List<Line> cell(HeatMapFigure map, Spot spot) {
        if (spot.row().isEmpty()) {
            return List.of();
        }
        int row = spot.row().getAsInt();
        boolean ofTwoBases =
                map.pairs().filter(all -> !all.ofOneBlock(row, spot.position())).isPresent();
        if (ofTwoBases) {
            return List.of(new Line(row, map.quantity().name(), PairsPainter.OTHER_BASE));
        }
        double value = map.values().get(row).get(spot.position());
        boolean ofItself = map.pairs().isPresent() && row == spot.position();
        String beyond = ofItself ? "" : FigureNotes.word(map, value);
        return List.of(
                new Line(
                        row,
                        map.quantity().name(),
                        map.quantity().say(value),
                        beyond.isEmpty() ? List.of() : List.of(beyond)));
    }

    /// What a place says, on one line.
    static String sentence(Figure figure, Spot spot) {
        StringBuilder text = new StringBuilder(heading(figure, spot));
        for (Line line : lines(figure, spot)) {
            String value = line.value().equals(Digits.DASH) ? "undefined" : line.value();
            text.append("; ").append(line.name()).append(' ').append(value);
            line.details().stream()
                    .filter(detail -> !detail.isEmpty())
                    .forEach(detail -> text.append(", ").append(detail));
        }
        notes(figure, spot).forEach(note -> text.append("; ").append(note));
        return text.toString();
    }

    /// What the whole figure shows: its subject, and of each series or of all cells the least and
    /// the greatest value with their places.
    static String summary(Figure figure) {
        StringBuilder text = new StringBuilder(figure.about().sentence());
        switch (figure) {
            case LineFigure line -> line.series().forEach(one -> range(text, line, one));
            case BarFigure bar -> bar.series().forEach(one -> range(text, bar, one));
            case HeatMapFigure map -> {
                text.append(
                        ". %d rows, %d columns"
                                .formatted(map.rows().size(), map.positions().size()));
                for (int row = 0; row < map.rows().size(); row++) {
                    range(text, map, new Series(map.rows().get(row), row, map.values().get(row)));
                }
            }
            default ->
                    FigureFacts.of(figure).summary().forEach(one -> text.append(". ").append(one));
        }
        FigureNotes.said(figure).forEach(note -> text.append(". ").append(note));
        return text.append('.').toString();
    }

    private static void range(StringBuilder text, PositionFigure figure, Series series) {
        int least = -1;
        int greatest = -1;
        List<Double> values = series.values();
        for (int i = 0; i < values.size(); i++) {
            if (Double.isNaN(values.get(i))) {
                continue;
            }
            least = least < 0 || values.get(i) < values.get(least) ? i : least;
            greatest = greatest < 0 || values.get(i) > values.get(greatest) ? i : greatest;
        }
        text.append(". ").append(series.name()).append(": ");
        if (least < 0) {
            text.append("undefined");
            return;
        }
        text.append(
                "least %s at %s, greatest %s at %s"
                        .formatted(
                                figure.quantity().say(values.get(least)),
                                figure.positions().say(least),
                                figure.quantity().say(values.get(greatest)),
                                figure.positions().say(greatest)));
    }
}
