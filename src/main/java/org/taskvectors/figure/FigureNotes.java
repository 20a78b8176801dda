package org.taskvectors.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;

/// What a figure leaves out of its axis or its colours, in words: nothing is left out silently.
final class FigureNotes {
    /// With more values than these their ends are told instead.
    private static final int MOST_NAMED = 2;

    private static final Digits ENDS = Digits.atMost(4);

    private FigureNotes() {}

    /// One value beyond the ends, and where.
    private record Beyond(String place, double value) {}

    /// What stands in the figure: the values that have no place on its axis or in its colours.
    static List<String> shown(Figure figure) {
        if (!(figure instanceof RangedFigure ranged)) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        List<Beyond> beyond = beyond(ranged);
        if (!beyond.isEmpty()) {
            notes.add(
                    (hasColours(ranged) ? "Beyond the colours: " : "Beyond the axis: ")
                            + words(beyond, quantity(ranged)));
        }
        long zeros = isLog(ranged) ? values(ranged).stream().filter(v -> v <= 0).count() : 0;
        if (zeros > 0) {
            notes.add(
                    zeros == 1
                            ? "One value of 0 has no place on a logarithmic axis"
                            : Digits.plain(BigDecimal.valueOf(zeros))
                                    + " values of 0 have no place on a logarithmic axis");
        }
        return notes;
    }

    /// The same and what a person chose, for a file's metadata and for a screen reader.
    static List<String> said(Figure figure) {
        List<String> notes = new ArrayList<>(shown(figure));
        if (figure instanceof RangedFigure ranged) {
            RangeChoice choice = ranged.choice();
            String what = hasColours(ranged) ? "colours" : "axis";
            if (choice.reach() == RangeChoice.Reach.BY_HAND) {
                notes.add(
                        "%s from %s to %s, chosen by hand"
                                .formatted(
                                        what,
                                        ENDS.format(choice.low()),
                                        ENDS.format(choice.high())));
            }
            if (isLog(ranged)) {
                notes.add("logarithmic axis");
            }
        }
        return notes;
    }

    /// The word for a value under the pointer that lies beyond the ends; empty for others.
    static String word(RangedFigure figure, double value) {
        if (Double.isNaN(value) || figure.ends().beyond(value) == 0) {
            return "";
        }
        return hasColours(figure) ? "beyond the colours" : "beyond the axis";
    }

    private static boolean hasColours(RangedFigure figure) {
        return figure instanceof HeatMapFigure || figure instanceof PlaneFigure;
    }

    private static boolean isLog(RangedFigure figure) {
        return switch (figure) {
            case LineFigure line -> line.range().shown(line.choice()).log();
            case BarFigure bar -> bar.range().shown(bar.choice()).log();
            case CurveFigure curve -> curve.range().shown(curve.choice()).log();
            case HeatMapFigure _, PlaneFigure _ -> false;
        };
    }

    private static Quantity quantity(RangedFigure figure) {
        return switch (figure) {
            case PositionFigure position -> position.quantity();
            case CurveFigure curve -> curve.quantity();
            case PlaneFigure plane -> plane.quantity();
        };
    }

    private static List<Double> values(RangedFigure figure) {
        return all(figure).map(Beyond::value).filter(Double::isFinite).toList();
    }

    private static List<Beyond> beyond(RangedFigure figure) {
        ShownEnds ends = figure.ends();
        boolean log = isLog(figure);
        return all(figure)
                .filter(one -> Double.isFinite(one.value()) && (!log || one.value() > 0))
                .filter(one -> ends.beyond(one.value()) != 0)
                .toList();
    }

    private static Stream<Beyond> all(RangedFigure figure) {
        return switch (figure) {
            case LineFigure line -> series(line.positions(), line.series());
            case BarFigure bar -> series(bar.positions(), bar.series());
            case HeatMapFigure map -> cells(map);
            case CurveFigure curve ->
                    curve.curves().stream()
                            .flatMap(one -> one.points().stream())
                            .map(point -> new Beyond(curve.x().say(point.x()), point.y()));
            case PlaneFigure plane ->
                    plane.values().stream()
                            .flatMap(List::stream)
                            .map(value -> new Beyond("", value.orElse(Double.NaN)));
        };
    }

    private static Stream<Beyond> series(Positions positions, List<Series> series) {
        List<Beyond> all = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            for (Series one : series) {
                all.add(new Beyond(positions.say(i), one.values().get(i)));
            }
        }
        return all.stream();
    }

    /// Each pair once, and no vector with itself.
    private static Stream<Beyond> cells(HeatMapFigure map) {
        List<Beyond> all = new ArrayList<>();
        for (int row = 0; row < map.rows().size(); row++) {
            int first = map.pairs().isPresent() ? row + 1 : 0;
            for (int column = first; column < map.positions().size(); column++) {
                boolean isShown =
                        map.pairs().isEmpty() || map.pairs().get().ofOneBlock(row, column);
                String place = map.positions().say(column);
                String between = map.pairs().isPresent() ? " · " : ", ";
                all.add(
                        new Beyond(
                                map.pairs().isPresent()
                                        ? map.rows().get(row) + between + place
                                        : place + between + map.rows().get(row),
                                isShown ? map.values().get(row).get(column) : Double.NaN));
            }
        }
        return all.stream();
    }

    /// `embedding 41.2 %`, `embedding 39.1 to 41.2 %`, or `5 values, 39.1 to 41.2 %`.
    private static String words(List<Beyond> beyond, Quantity quantity) {
        List<String> places = beyond.stream().map(Beyond::place).distinct().toList();
        if (places.size() > MOST_NAMED || places.contains("")) {
            String count = Digits.plain(BigDecimal.valueOf(beyond.size()));
            return count + (beyond.size() == 1 ? " value, " : " values, ") + span(beyond, quantity);
        }
        return String.join(
                ", ",
                places.stream()
                        .map(
                                place ->
                                        place
                                                + " "
                                                + span(
                                                        beyond.stream()
                                                                .filter(
                                                                        b ->
                                                                                b.place()
                                                                                        .equals(
                                                                                                place))
                                                                .toList(),
                                                        quantity))
                        .toList());
    }

    private static String span(List<Beyond> beyond, Quantity quantity) {
        ShownEnds ends = ShownEnds.of(beyond.stream().map(Beyond::value).toList());
        String most = quantity.say(ends.most());
        return ends.least() == ends.most() ? most : quantity.write(ends.least()) + " to " + most;
    }
}
