package org.taskvectors.figure;

import java.util.List;
import java.util.Optional;

/// One name of a legend and how its series looks.
///
/// @param bar whether it is drawn as a bar instead of a line
/// @param pen how a line without markers is drawn; empty for one with markers
record LegendEntry(String name, Look look, boolean bar, Optional<CurveFigure.Pen> pen) {
    LegendEntry(String name, Look look, boolean bar) {
        this(name, look, bar, Optional.empty());
    }

    static List<LegendEntry> of(Figure figure) {
        return switch (figure) {
            case LineFigure line ->
                    line.emphasis().isEmpty() ? of(line.series(), false) : List.of();
            case BarFigure bar -> of(bar.series(), true);
            case HeatMapFigure _ -> List.of();
            case CurveFigure curve ->
                    curve.curves().stream()
                            .map(one -> new LegendEntry(one.name(), one.look(), false, one.pen()))
                            .toList();
            case ReliabilityFigure reliability ->
                    reliability.sides().stream()
                            .map(one -> new LegendEntry(one.name(), one.look(), false))
                            .toList();
            case PlaneFigure _, MatrixFigure _ -> List.of();
        };
    }

    private static List<LegendEntry> of(List<Series> series, boolean bar) {
        return series.stream().map(one -> new LegendEntry(one.name(), one.look(), bar)).toList();
    }
}
