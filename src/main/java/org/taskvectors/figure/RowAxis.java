package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.ui.RectangleEdge;
import org.jspecify.annotations.Nullable;

/// The names of a heat map's rows, the first on top.
final class RowAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;

    private final transient List<String> rows;
    private final transient FigureStyle style;
    private final double widest;

    /// @param widest no name takes more room; longer ones are cut
    RowAxis(List<String> rows, FigureStyle style, double widest) {
        super();
        this.rows = rows;
        this.style = style;
        this.widest = widest;
        setRange(-0.5, Math.max(rows.size(), 1) - 0.5);
        setAutoRange(false);
        setInverted(true);
    }

    @Override
    public AxisSpace reserveSpace(
            Graphics2D g2,
            Plot plot,
            Rectangle2D plotArea,
            RectangleEdge edge,
            @Nullable AxisSpace space) {
        AxisSpace reserved = space == null ? new AxisSpace() : space;
        reserved.add(width(rows, style, widest), edge);
        return reserved;
    }

    /// The width of the names with the gap beside them.
    static double width(List<String> rows, FigureStyle style, double widest) {
        double width = 0;
        for (String row : rows) {
            width = Math.max(width, Ink.width(row, style.font()));
        }
        return Math.min(width, widest) + style.em(0.6);
    }

    @Override
    public AxisState draw(
            Graphics2D g2,
            double cursor,
            Rectangle2D plotArea,
            Rectangle2D dataArea,
            RectangleEdge edge,
            @Nullable PlotRenderingInfo plotState) {
        double height = dataArea.getHeight() / Math.max(1, rows.size());
        int step = 1;
        while (height * step < style.em(1.02)) {
            step++;
        }
        for (int i = 0; i < rows.size(); i += step) {
            String name = Ink.cut(rows.get(i), style.font(), widest);
            Ink.text(
                    g2,
                    name,
                    style.font(),
                    style.palette().muted(),
                    dataArea.getMinX() - style.em(0.6),
                    valueToJava2D(i, dataArea, edge),
                    1,
                    0.5);
        }
        return new AxisState(dataArea.getMinX());
    }
}
