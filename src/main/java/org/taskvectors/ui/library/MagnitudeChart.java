package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Line;
import javafx.scene.shape.Rectangle;
import javafx.util.Duration;
import org.taskvectors.analysis.metric.VectorMetric;

/// A small histogram of the magnitudes of one tensor. The axis is logarithmic; a bar's exact share
/// shows when it is pointed at.
final class MagnitudeChart extends Pane {
    private static final double AXIS = 20;
    private static final double GAP = 1;

    private final List<Rectangle> rectangles = new ArrayList<>();
    private final Line line = new Line();
    private final Label low = new Label();
    private final Label middle = new Label();
    private final Label high = new Label();
    private List<TensorFigures.Bar> bars = List.of();

    MagnitudeChart() {
        getStyleClass().add("histogram");
        line.getStyleClass().add("axis-line");
        List.of(low, middle, high).forEach(label -> label.getStyleClass().add("axis-label"));
    }

    /// @param symbol what the magnitudes are of: `τ`
    void show(TensorFigures figures, String symbol) {
        bars = figures.bars();
        rectangles.clear();
        for (TensorFigures.Bar bar : bars) {
            Rectangle rectangle = new Rectangle();
            rectangle.getStyleClass().add("bar");
            Tooltip tooltip = new Tooltip("|" + symbol + "| from " + bar.text());
            tooltip.setShowDelay(Duration.millis(120));
            Tooltip.install(rectangle, tooltip);
            rectangles.add(rectangle);
        }
        low.setText(bars.isEmpty() ? "" : VectorMetric.LARGEST.quantity().say(figures.lowest()));
        middle.setText(bars.isEmpty() ? "every weight is zero" : "|" + symbol + "|");
        high.setText(bars.isEmpty() ? "" : VectorMetric.LARGEST.quantity().say(figures.highest()));
        getChildren().setAll(rectangles);
        getChildren().addAll(line, low, middle, high);
        setAccessibleText("Histogram of magnitudes");
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double base = getHeight() - AXIS;
        double most = bars.stream().mapToDouble(TensorFigures.Bar::share).max().orElse(1);
        double step = bars.isEmpty() ? width : width / bars.size();
        for (int i = 0; i < rectangles.size(); i++) {
            double share = bars.get(i).share();
            double height = share == 0 ? 0 : Math.max(1, share / most * (base - 4));
            Rectangle rectangle = rectangles.get(i);
            rectangle.setX(i * step + GAP / 2);
            rectangle.setY(base - height);
            rectangle.setWidth(Math.max(1, step - GAP));
            rectangle.setHeight(height);
        }
        line.setStartY(base + 0.5);
        line.setEndX(width);
        line.setEndY(base + 0.5);
        place(low, 0);
        place(middle, (width - middle.prefWidth(-1)) / 2);
        place(high, width - high.prefWidth(-1));
    }

    private void place(Label label, double x) {
        label.resizeRelocate(x, getHeight() - AXIS + 3, label.prefWidth(-1), AXIS - 3);
    }
}
