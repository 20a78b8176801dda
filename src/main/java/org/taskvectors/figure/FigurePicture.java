package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;

/// Draws a whole figure into a rectangle. On paper the names of the vectors belong to it; in a
/// window they stand in the head of the figure's card.
final class FigurePicture {
    private final Figure figure;
    private final FigureStyle style;

    FigurePicture(Figure figure, FigureStyle style) {
        this.figure = figure;
        this.style = style;
    }

    /// Draws the figure and tells where things lie in it.
    Drawn draw(Graphics2D g2, Rectangle2D room) {
        if (!style.onPaper()) {
            return chart(g2, room);
        }
        Drawn measured = measure(room);
        Optional<List<LineLabels.Label>> labels = labels(measured);
        Rectangle2D rest = room;
        if (labels.isEmpty()) {
            Legend legend = legend(measured);
            legend.draw(g2, room.getMinY());
            rest =
                    new Rectangle2D.Double(
                            room.getMinX(),
                            room.getMinY() + legend.height(),
                            room.getWidth(),
                            room.getHeight() - legend.height());
        }
        Drawn drawn = chart(g2, rest);
        labels.ifPresent(placed -> LineLabels.draw(g2, placed, style));
        return drawn;
    }

    /// Room that the names of the vectors take above the chart; 0 where they stand at their lines.
    double legendHeight(Rectangle2D room) {
        Drawn measured = measure(room);
        return labels(measured).isPresent() ? 0 : legend(measured).height();
    }

    private Drawn measure(Rectangle2D room) {
        Graphics2D nowhere = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB).createGraphics();
        Drawn measured = chart(nowhere, room);
        nowhere.dispose();
        return measured;
    }

    /// Names beside lines; empty where there has to be a legend.
    private Optional<List<LineLabels.Label>> labels(Drawn measured) {
        return figure instanceof LineFigure line && measured instanceof Geometry geometry
                ? LineLabels.place(line, geometry, style)
                : Optional.empty();
    }

    private Legend legend(Drawn measured) {
        Rectangle2D area = measured.area();
        return new Legend(LegendEntry.of(figure), style, area.getMinX(), area.getWidth());
    }

    private Drawn chart(Graphics2D g2, Rectangle2D room) {
        return switch (figure) {
            case CurveFigure curve -> new CurvePainter(curve, style).draw(g2, room);
            case PlaneFigure plane -> new PlanePainter(plane, style).draw(g2, room);
            case MatrixFigure matrix -> new MatrixPainter(matrix, style).draw(g2, room);
            case ReliabilityFigure bins -> new ReliabilityPainter(bins, style).draw(g2, room);
            case PositionFigure position -> chart(position, g2, room);
        };
    }

    private Geometry chart(PositionFigure position, Graphics2D g2, Rectangle2D room) {
        JFreeChart chart = new ChartMaker(style, room.getWidth(), room.getHeight()).chart(position);
        ChartRenderingInfo info = new ChartRenderingInfo(null);
        chart.draw(g2, room, info);
        Rectangle2D area = (Rectangle2D) info.getPlotInfo().getDataArea().clone();
        return new Geometry(position, chart.getXYPlot(), area, style);
    }
}
