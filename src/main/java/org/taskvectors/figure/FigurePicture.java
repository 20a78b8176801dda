package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;

/// Draws a whole figure into a rectangle. On paper the names of the vectors belong to it; in a
/// window they stand in the head of the figure's card.
final class FigurePicture {
    /// Height of a line of notes in ems.
    private static final double NOTE = 1.3;

    private final Figure figure;
    private final FigureStyle style;
    private final boolean named;

    FigurePicture(Figure figure, FigureStyle style) {
        this(figure, style, true);
    }

    /// @param named whether the names of the vectors belong to it; else they stand elsewhere
    FigurePicture(Figure figure, FigureStyle style, boolean named) {
        this.figure = figure;
        this.style = style;
        this.named = named;
    }

    /// Draws the figure and tells where things lie in it.
    Drawn draw(Graphics2D g2, Rectangle2D room) {
        double notes = notesHeight(room.getWidth());
        Rectangle2D below = below(room, notes);
        Drawn measured = style.onPaper() ? measure(below) : null;
        Optional<List<LineLabels.Label>> labels =
                measured == null ? Optional.empty() : labels(measured);
        Rectangle2D rest = below;
        if (measured != null && labels.isEmpty()) {
            Legend legend = legend(measured, room);
            legend.draw(g2, below.getMinY());
            rest = below(below, legend.height());
        }
        Drawn drawn = chart(g2, rest);
        drawNotes(g2, room, drawn.area().getMinX());
        labels.ifPresent(placed -> LineLabels.draw(g2, placed, style));
        return drawn;
    }

    private static Rectangle2D below(Rectangle2D room, double height) {
        return new Rectangle2D.Double(
                room.getMinX(),
                room.getMinY() + height,
                room.getWidth(),
                Math.max(0, room.getHeight() - height));
    }

    /// Room that the names of the vectors and the notes take above the chart; no names where they
    /// stand at their lines.
    double heightAbove(Rectangle2D room) {
        Drawn measured = measure(room);
        double legend = labels(measured).isPresent() ? 0 : legend(measured, room).height();
        return legend + notesHeight(room.getWidth());
    }

    private List<String> notes(double width) {
        List<String> lines = new ArrayList<>();
        for (String note : FigureNotes.shown(figure)) {
            lines.addAll(Ink.wrapped(note, style.font(), width - style.em(2)));
        }
        return lines;
    }

    private double notesHeight(double width) {
        int lines = notes(width).size();
        return lines == 0 ? 0 : style.em(lines * NOTE + 0.3);
    }

    /// What has no place on the axis or in the colours stands above the figure.
    private void drawNotes(Graphics2D g2, Rectangle2D room, double left) {
        double y = room.getMinY() + style.em(0.65);
        for (String line : notes(room.getWidth())) {
            double width = Ink.width(line, style.font());
            Ink.text(
                    g2,
                    line,
                    style.font(),
                    style.palette().muted(),
                    Math.max(room.getMinX(), Math.min(left, room.getMaxX() - width)),
                    y,
                    0,
                    0.5);
            y += style.em(NOTE);
        }
    }

    private Drawn measure(Rectangle2D room) {
        Graphics2D nowhere = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB).createGraphics();
        Drawn measured = chart(nowhere, room);
        nowhere.dispose();
        return measured;
    }

    /// Names beside lines; empty where there has to be a legend.
    private Optional<List<LineLabels.Label>> labels(Drawn measured) {
        return named
                        && figure instanceof LineFigure line
                        && line.emphasis().isEmpty()
                        && measured instanceof Geometry geometry
                ? LineLabels.place(line, geometry, style)
                : Optional.empty();
    }

    private Legend legend(Drawn measured, Rectangle2D room) {
        double left = measured.area().getMinX();
        List<LegendEntry> entries = named ? LegendEntry.of(figure) : List.of();
        return new Legend(entries, style, left, room.getMaxX() - left);
    }

    private Drawn chart(Graphics2D g2, Rectangle2D room) {
        return switch (figure) {
            case CurveFigure curve -> new CurvePainter(curve, style).draw(g2, room);
            case PlaneFigure plane -> new PlanePainter(plane, style).draw(g2, room);
            case MatrixFigure matrix -> new MatrixPainter(matrix, style).draw(g2, room);
            case ReliabilityFigure bins -> new ReliabilityPainter(bins, style).draw(g2, room);
            case HeatMapFigure map when map.pairs().isPresent() ->
                    new PairsPainter(map, style).draw(g2, room);
            case PositionFigure position -> chart(position, g2, room);
        };
    }

    private Geometry chart(PositionFigure position, Graphics2D g2, Rectangle2D room) {
        JFreeChart chart = new ChartMaker(style, room.getWidth(), room.getHeight()).chart(position);
        ChartRenderingInfo info = new ChartRenderingInfo(null);
        chart.draw(g2, room, info);
        Rectangle2D area = (Rectangle2D) info.getPlotInfo().getDataArea().clone();
        Geometry geometry = new Geometry(position, chart.getXYPlot(), area, room.getMaxX(), style);
        EndLabels.draw(g2, position, geometry, style);
        return geometry;
    }
}
