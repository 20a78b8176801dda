package org.taskvectors.figure;

import java.util.List;

/// What a figure with axes of numbers, or a matrix, says in words and as a table.
interface FigureFacts {
    static FigureFacts of(Figure figure) {
        return switch (figure) {
            case CurveFigure curve -> new CurveFacts(curve);
            case PlaneFigure plane -> new PlaneFacts(plane);
            case MatrixFigure matrix -> new MatrixFacts(matrix);
            case ReliabilityFigure reliability -> new ReliabilityFacts(reliability);
            case PositionFigure position ->
                    throw new IllegalArgumentException(position.getClass().getName());
        };
    }

    /// The place that a spot is.
    String heading(Spot spot);

    /// The values at a spot.
    List<FigureWords.Line> lines(Spot spot);

    /// Sentences about a spot, below its values.
    default List<String> notes(Spot spot) {
        return List.of();
    }

    /// Sentences about the whole figure, for a reader who does not see it.
    List<String> summary();

    /// Its numbers, the first line their names.
    List<List<String>> table();

    /// How high it is on paper where no height was chosen, without its legend, in points.
    double height(FigureSize size, double width);
}
