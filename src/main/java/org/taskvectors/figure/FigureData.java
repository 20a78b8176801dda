package org.taskvectors.figure;

import java.util.List;
import org.jfree.data.xy.AbstractXYDataset;

/// A figure's series as the chart library reads them: x are the middles of the slots, y the places
/// on the value axis, NaN where there is nothing to draw.
final class FigureData extends AbstractXYDataset {
    private static final long serialVersionUID = 1L;

    private final transient List<Series> series;
    private final transient PositionSlots slots;
    private final transient NiceScale scale;

    FigureData(List<Series> series, PositionSlots slots, NiceScale scale) {
        super();
        this.series = series;
        this.slots = slots;
        this.scale = scale;
    }

    Series series(int index) {
        return series.get(index);
    }

    PositionSlots slots() {
        return slots;
    }

    @Override
    public int getSeriesCount() {
        return series.size();
    }

    @Override
    public Comparable<?> getSeriesKey(int index) {
        return index + " " + series.get(index).name();
    }

    @Override
    public int getItemCount(int index) {
        return series.get(index).values().size();
    }

    @Override
    public Number getX(int index, int item) {
        return slots.x(item);
    }

    @Override
    public Number getY(int index, int item) {
        return getYValue(index, item);
    }

    @Override
    public double getXValue(int index, int item) {
        return slots.x(item);
    }

    @Override
    public double getYValue(int index, int item) {
        double value = series.get(index).values().get(item);
        return Double.isFinite(value) ? scale.place(value) : Double.NaN;
    }
}
