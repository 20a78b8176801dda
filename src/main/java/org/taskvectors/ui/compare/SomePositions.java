package org.taskvectors.ui.compare;

import java.util.List;
import org.taskvectors.figure.BarFigure;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.PositionFigure;
import org.taskvectors.figure.Positions;
import org.taskvectors.figure.Series;
import org.taskvectors.figure.ValueRange;

/// A few positions of a figure: the tensors of one layer out of those of the model, as bars, since
/// each has a name to be read.
final class SomePositions {
    private SomePositions() {}

    static PositionFigure of(PositionFigure figure, List<Integer> positions) {
        return switch (figure) {
            case LineFigure line -> bars(figure, line.range(), line.series(), positions);
            case BarFigure bars -> bars(figure, bars.range(), bars.series(), positions);
            default -> figure;
        };
    }

    private static PositionFigure bars(
            PositionFigure figure, ValueRange range, List<Series> series, List<Integer> positions) {
        List<String> labels =
                positions.stream().map(position -> figure.positions().label(position)).toList();
        return new BarFigure(
                figure.about(),
                Positions.categories("", labels),
                figure.quantity(),
                range,
                series.stream()
                        .map(
                                one ->
                                        new Series(
                                                one.name(),
                                                one.colour(),
                                                positions.stream().map(one.values()::get).toList()))
                        .toList());
    }
}
