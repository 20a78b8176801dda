package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;

/// Makes the chart of a figure: axes, colours and drawing of our own on the chart library's plot.
final class ChartMaker {
    private final FigureStyle style;
    private final double width;
    private final double height;

    /// @param width of the whole chart, in units of the drawing
    /// @param height likewise
    ChartMaker(FigureStyle style, double width, double height) {
        this.style = style;
        this.width = width;
        this.height = height;
    }

    JFreeChart chart(PositionFigure figure) {
        XYPlot plot =
                switch (figure) {
                    case LineFigure line -> lines(line);
                    case BarFigure bar -> bars(bar);
                    case HeatMapFigure map -> cells(map);
                };
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setDomainGridlinesVisible(false);
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(null);
        chart.setBorderVisible(false);
        // Room for half a label at the end of an axis.
        double right = figure instanceof HeatMapFigure ? 0 : style.em(0.6);
        right = Math.max(right, EndLabels.width(figure, style, width));
        chart.setPadding(new RectangleInsets(style.em(0.5), 0, style.em(0.1), right));
        return chart;
    }

    private XYPlot lines(LineFigure figure) {
        PositionSlots slots = new PositionSlots(figure.positions());
        NiceScale scale = scale(figure, figure.range());
        return plot(
                figure,
                slots,
                scale,
                figure.series(),
                new LineRenderer(figure, new ShownEnds(scale.low(), scale.high()), style));
    }

    private XYPlot bars(BarFigure figure) {
        PositionSlots slots = new PositionSlots(figure.positions());
        NiceScale scale = scale(figure, figure.range().onZero());
        return plot(
                figure,
                slots,
                scale,
                figure.series(),
                new BarRenderer(style, scale, new ShownEnds(scale.low(), scale.high())));
    }

    private XYPlot plot(
            PositionFigure figure,
            PositionSlots slots,
            NiceScale scale,
            List<Series> series,
            GridRenderer renderer) {
        XYPlot plot =
                new XYPlot(
                        new FigureData(series, slots, scale),
                        new PositionAxis(
                                figure.positions(),
                                slots,
                                style,
                                style.onPaper(),
                                width * 0.88 - EndLabels.width(figure, style, width)),
                        new QuantityAxis(scale, AxisTitles.of(figure, scale), style),
                        renderer);
        plot.setRangeGridlinesVisible(!style.onPaper());
        if (!scale.log() && scale.low() < 0 && scale.high() > 0) {
            plot.addRangeMarker(
                    new ValueMarker(0, style.palette().zero(), new BasicStroke(1)),
                    Layer.BACKGROUND);
        }
        for (double divide : slots.divides()) {
            plot.addDomainMarker(
                    new IntervalMarker(divide, divide, style.palette().grid()), Layer.BACKGROUND);
        }
        for (Marked marked : Marked.runs(figure.marked())) {
            plot.addDomainMarker(tint(slots, marked), Layer.BACKGROUND);
        }
        return plot;
    }

    private IntervalMarker tint(PositionSlots slots, Marked marked) {
        double from = slots.x(marked.first()) - tintHalf(slots, marked.first());
        double to = slots.x(marked.last()) + tintHalf(slots, marked.last());
        return new IntervalMarker(from, to, style.palette().mark());
    }

    private static double tintHalf(PositionSlots slots, int index) {
        return Math.min(0.5, slots.half(index)) * 0.72;
    }

    private NiceScale scale(PositionFigure figure, ValueRange range) {
        ShownEnds ends = figure.ends();
        double room = height - style.em(4);
        int steps = (int) Math.clamp(room / style.em(style.onPaper() ? 2.6 : 4.4), 2, 8);
        return NiceScale.of(ends.least(), ends.most(), range.shown(figure.choice()), steps);
    }

    private XYPlot cells(HeatMapFigure figure) {
        PositionSlots slots = new PositionSlots(figure.positions());
        List<Series> rows = new ArrayList<>();
        for (int i = 0; i < figure.rows().size(); i++) {
            rows.add(new Series(figure.rows().get(i), i, figure.values().get(i)));
        }
        NiceScale plain = NiceScale.bar(figure.scale().low(), figure.scale().high());
        XYPlot plot =
                new XYPlot(
                        new FigureData(rows, slots, plain),
                        new PositionAxis(figure.positions(), slots, style, false, width * 0.8),
                        new RowAxis(figure.rows(), style, width * 0.3),
                        new CellRenderer(figure, slots, style));
        plot.setRangeGridlinesVisible(false);
        plot.setRangeAxis(1, new ColourBarAxis(figure.scale(), figure, style));
        plot.setRangeAxisLocation(1, AxisLocation.BOTTOM_OR_RIGHT);
        Marked.runs(figure.marked()).forEach(run -> plot.addAnnotation(frame(slots, run)));
        return plot;
    }

    private XYAnnotation frame(PositionSlots slots, Marked run) {
        return new ColumnFrame(
                slots.x(run.first()) - slots.half(run.first()),
                slots.x(run.last()) + slots.half(run.last()),
                style);
    }
}
