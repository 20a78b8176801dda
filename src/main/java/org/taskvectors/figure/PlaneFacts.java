package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Quantity;

/// The words and the table of a [PlaneFigure].
record PlaneFacts(PlaneFigure figure) implements FigureFacts {
    private int row(Spot spot) {
        return figure.rows().size() - 1 - spot.row().orElse(0);
    }

    @Override
    public String heading(Spot spot) {
        return place(figure.columns().get(spot.position()), figure.rows().get(row(spot)));
    }

    private String place(double x, double y) {
        return figure.x().say(x) + ", " + figure.y().say(y);
    }

    @Override
    public List<FigureWords.Line> lines(Spot spot) {
        OptionalDouble value = figure.values().get(row(spot)).get(spot.position());
        return List.of(
                new FigureWords.Line(
                        spot.row().orElse(0),
                        figure.quantity().name(),
                        value.isEmpty()
                                ? CurveFacts.NOT_COMPUTED
                                : figure.quantity().say(value.getAsDouble())));
    }

    @Override
    public List<String> notes(Spot spot) {
        return figure.marks().stream()
                .filter(
                        mark ->
                                PlanePlace.nearest(figure.columns(), mark.x()) == spot.position()
                                        && PlanePlace.nearest(figure.rows(), mark.y()) == row(spot))
                .map(PlaneFigure.Mark::words)
                .toList();
    }

    @Override
    public List<String> summary() {
        List<String> sentences = new ArrayList<>();
        int computed = 0;
        String least = "";
        String greatest = "";
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < figure.rows().size(); row++) {
            for (int column = 0; column < figure.columns().size(); column++) {
                OptionalDouble value = figure.values().get(row).get(column);
                computed += value.isPresent() ? 1 : 0;
                double number = value.orElse(Double.NaN);
                String place = place(figure.columns().get(column), figure.rows().get(row));
                if (number < low) {
                    low = number;
                    least = "least %s at %s".formatted(figure.quantity().say(number), place);
                }
                if (number > high) {
                    high = number;
                    greatest = "greatest %s at %s".formatted(figure.quantity().say(number), place);
                }
            }
        }
        int all = figure.rows().size() * figure.columns().size();
        sentences.add("%d of %d cells computed".formatted(computed, all));
        if (!least.isEmpty()) {
            sentences.add(least);
            sentences.add(greatest);
        }
        figure.marks()
                .forEach(mark -> sentences.add(mark.words() + " at " + place(mark.x(), mark.y())));
        figure.now().ifPresent(x -> sentences.add("it has come to " + figure.x().say(x)));
        figure.chosen().ifPresent(c -> sentences.add("chosen: " + place(c.x(), c.y())));
        return sentences;
    }

    /// Long form, a line for each cell that was computed; an undefined value is empty.
    @Override
    public List<List<String>> table() {
        Quantity quantity = figure.quantity();
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        figure.x().title(),
                        figure.y().title(),
                        quantity.withUnit(quantity.name())));
        for (int row = 0; row < figure.rows().size(); row++) {
            for (int column = 0; column < figure.columns().size(); column++) {
                OptionalDouble value = figure.values().get(row).get(column);
                if (value.isPresent()) {
                    lines.add(
                            List.of(
                                    place(figure.x(), figure.columns().get(column)),
                                    place(figure.y(), figure.rows().get(row)),
                                    Csv.number(quantity, value.getAsDouble())));
                }
            }
        }
        return lines;
    }

    private static String place(AxisRange axis, double value) {
        return axis.whole() ? Long.toString(Math.round(value)) : Csv.number(value);
    }

    /// About square cells, but of one that grows.
    @Override
    public double height(FigureSize size, double width) {
        double em = size.fontSize();
        if (figure.growing()) {
            return Math.clamp(0.6 * width, 15 * em, 24 * em);
        }
        double cell = (width - 10 * em) / figure.columns().size();
        return Math.clamp(cell * figure.rows().size() + 4 * em, 12 * em, 34 * em);
    }
}
