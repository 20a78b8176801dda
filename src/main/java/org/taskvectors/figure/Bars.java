package org.taskvectors.figure;

import java.awt.geom.Rectangle2D;

/// Where the bars of one group stand.
///
/// @param first left edge of the first bar
/// @param width of each bar
record Bars(double first, double width) {
    private static final double SHARE = 0.76;

    static Bars of(
            PositionSlots slots, int position, int count, Rectangle2D area, FigureStyle style) {
        double unit = area.getWidth() / (slots.upper() - slots.lower());
        double room = 2 * slots.half(position) * unit * SHARE;
        double width = Math.min(room / count, style.em(2.2));
        if (style.pixel() > 0) {
            width = Math.max(style.pixel(), Math.floor(width / style.pixel()) * style.pixel());
        }
        double middle = area.getMinX() + (slots.x(position) - slots.lower()) * unit;
        return new Bars(style.snap(middle - width * count / 2), width);
    }

    double left(int series) {
        return first + series * width;
    }
}
