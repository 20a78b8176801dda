package org.taskvectors.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;

/// The words and the table of a [CurveFigure].
record CurveFacts(CurveFigure figure) implements FigureFacts {
    /// What stands for a value that was not computed at a place where others were.
    static final String NOT_COMPUTED = "not computed";

    @Override
    public String heading(Spot spot) {
        return figure.x().say(figure.computed().get(spot.position()));
    }

    @Override
    public List<FigureWords.Line> lines(Spot spot) {
        double x = figure.computed().get(spot.position());
        List<FigureWords.Line> lines = new ArrayList<>();
        for (int i = 0; i < figure.curves().size(); i++) {
            int row = i;
            CurveFigure.Curve curve = figure.curves().get(i);
            lines.add(
                    curve.points().stream()
                            .filter(point -> point.x() == x)
                            .findFirst()
                            .map(point -> line(row, curve.name(), point))
                            .orElse(new FigureWords.Line(row, curve.name(), NOT_COMPUTED)));
        }
        return lines;
    }

    private FigureWords.Line line(int row, String name, CurveFigure.Point point) {
        Quantity quantity = figure.quantity();
        String interval =
                point.hasInterval()
                        ? quantity.write(point.low()) + " – " + quantity.write(point.high())
                        : "";
        String count =
                point.count() > 0 ? "n " + Digits.plain(BigDecimal.valueOf(point.count())) : "";
        return new FigureWords.Line(row, name, quantity.say(point.y()), List.of(interval, count));
    }

    @Override
    public List<String> notes(Spot spot) {
        double x = figure.computed().get(spot.position());
        List<String> notes = new ArrayList<>();
        figure.backdrop()
                .filter(behind -> !Double.isNaN(behind.at(x)))
                .map(behind -> behind.quantity().name() + " " + behind.quantity().say(behind.at(x)))
                .ifPresent(notes::add);
        figure.marks().stream()
                .filter(mark -> mark.x() == x)
                .map(mark -> figure.curves().get(mark.curve()).name() + ": " + mark.words())
                .forEach(notes::add);
        figure.zones().stream()
                .filter(zone -> zone.holds(x) && !zone.rule().isEmpty())
                .map(CurveFigure.Zone::rule)
                .forEach(notes::add);
        return notes;
    }

    @Override
    public List<String> summary() {
        List<String> sentences = new ArrayList<>();
        for (CurveFigure.Curve curve : figure.curves()) {
            List<CurveFigure.Point> defined =
                    curve.points().stream().filter(point -> !Double.isNaN(point.y())).toList();
            if (defined.isEmpty()) {
                sentences.add(curve.name() + ": undefined");
                continue;
            }
            Comparator<CurveFigure.Point> byValue =
                    Comparator.comparingDouble(CurveFigure.Point::y);
            sentences.add(
                    "%s: %s, least %s, greatest %s"
                            .formatted(
                                    curve.name(),
                                    defined.size() == 1 ? "1 point" : defined.size() + " points",
                                    at(defined.stream().min(byValue).orElseThrow()),
                                    at(defined.stream().max(byValue).orElseThrow())));
        }
        figure.marks().stream()
                .map(mark -> figure.curves().get(mark.curve()).name() + ": " + mark.words())
                .forEach(sentences::add);
        figure.references().stream()
                .map(CurveFigure.Reference::words)
                .filter(words -> !words.isEmpty())
                .distinct()
                .forEach(sentences::add);
        figure.zones().forEach(zone -> sentences.add(String.join(", ", zone.words())));
        figure.backdrop().map(CurveFigure.Backdrop::words).ifPresent(sentences::add);
        figure.now().ifPresent(x -> sentences.add("it has come to " + figure.x().say(x)));
        figure.chosen().ifPresent(x -> sentences.add("chosen: " + figure.x().say(x)));
        return sentences;
    }

    private String at(CurveFigure.Point point) {
        return figure.quantity().say(point.y()) + " at " + figure.x().say(point.x());
    }

    /// Long form, a line for each point; what lies behind the curves in a column of its own.
    @Override
    public List<List<String>> table() {
        Quantity quantity = figure.quantity();
        List<List<String>> lines = new ArrayList<>();
        List<String> head =
                new ArrayList<>(
                        List.of(
                                "series",
                                figure.x().title(),
                                quantity.withUnit(quantity.name()),
                                "interval low",
                                "interval high",
                                "n"));
        figure.backdrop().ifPresent(behind -> head.add(behind.quantity().name()));
        lines.add(head);
        for (CurveFigure.Curve curve : figure.curves()) {
            for (CurveFigure.Point point : curve.points()) {
                List<String> line =
                        new ArrayList<>(
                                List.of(
                                        curve.name(),
                                        figure.x().whole()
                                                ? Long.toString(Math.round(point.x()))
                                                : Csv.number(point.x()),
                                        Csv.number(quantity, point.y()),
                                        Csv.number(point.low()),
                                        Csv.number(point.high()),
                                        point.count() > 0 ? Long.toString(point.count()) : ""));
                figure.backdrop().ifPresent(behind -> line.add(Csv.number(behind.at(point.x()))));
                lines.add(line);
            }
        }
        return lines;
    }

    @Override
    public double height(FigureSize size, double width) {
        double em = size.fontSize();
        return Math.clamp(0.6 * width, 15 * em, 24 * em);
    }
}
