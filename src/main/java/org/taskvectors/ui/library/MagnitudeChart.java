package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Line;
import javafx.scene.shape.Rectangle;
import javafx.util.Duration;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.VectorMetric;

/// A small histogram of one tensor: the negative weights at the left of zero, the positive ones at
/// its right, or the magnitudes of both while signs are not known. Magnitudes are logarithmic; a
/// bar's exact share shows when it is pointed at.
final class MagnitudeChart extends Pane {
    private static final double ROW = 17;
    private static final double AXIS = 2 * ROW + 3;
    private static final double GAP = 1;

    /// Between the two signs.
    private static final double ZERO = 14;

    private final List<Rectangle> rectangles = new ArrayList<>();
    private final Line line = new Line();
    private final Label title = new Label();
    private final List<Label> ends = new ArrayList<>();
    private List<TensorFigures.Bar> bars = List.of();
    private int negative;

    MagnitudeChart() {
        getStyleClass().add("histogram");
        line.getStyleClass().add("axis-line");
        title.getStyleClass().add("axis-label");
    }

    /// @param symbol what the weights are: `τ`
    void show(TensorFigures figures, String symbol) {
        List<TensorFigures.Bar> all = new ArrayList<>(figures.negative().reversed());
        negative = all.size();
        all.addAll(figures.bars());
        bars = all;
        rectangles.clear();
        for (int i = 0; i < bars.size(); i++) {
            Rectangle rectangle = new Rectangle();
            rectangle.getStyleClass().add("bar");
            Tooltip tooltip = new Tooltip(words(i, symbol));
            tooltip.setShowDelay(Duration.millis(120));
            Tooltip.install(rectangle, tooltip);
            rectangles.add(rectangle);
        }
        boolean isSigned = negative > 0;
        title.setText(
                bars.isEmpty()
                        ? "every weight is zero"
                        : isSigned
                                ? symbol + ", logarithmic to both sides of 0"
                                : "|" + symbol + "|, logarithmic");
        ends.clear();
        if (!bars.isEmpty()) {
            if (isSigned) {
                end(-figures.highest());
                end(-figures.lowest());
            }
            end(figures.lowest());
            end(figures.highest());
        }
        getChildren().setAll(rectangles);
        getChildren().addAll(line, title);
        getChildren().addAll(ends);
        setAccessibleText(
                isSigned
                        ? "Histogram of negative and positive weights"
                        : "Histogram of magnitudes");
        requestLayout();
    }

    private String words(int bar, String symbol) {
        String of = bars.get(bar).text();
        return negative == 0
                ? "|" + symbol + "| from " + of
                : (bar < negative ? "negative" : "positive")
                        + " "
                        + symbol
                        + ", |"
                        + symbol
                        + "| from "
                        + of;
    }

    private void end(double value) {
        String text = VectorMetric.LARGEST.quantity().say(Math.abs(value));
        Label label = new Label(value < 0 ? Digits.MINUS + text : text);
        label.getStyleClass().add("axis-label");
        ends.add(label);
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double base = getHeight() - AXIS;
        double most = bars.stream().mapToDouble(TensorFigures.Bar::share).max().orElse(1);
        double zero = negative > 0 ? ZERO : 0;
        double step = bars.isEmpty() ? width : (width - zero) / bars.size();
        for (int i = 0; i < rectangles.size(); i++) {
            double share = bars.get(i).share();
            double height = share == 0 ? 0 : Math.max(1, share / most * (base - 4));
            Rectangle rectangle = rectangles.get(i);
            rectangle.setX(i * step + (i < negative ? 0 : zero) + GAP / 2);
            rectangle.setY(base - height);
            rectangle.setWidth(Math.max(1, step - GAP));
            rectangle.setHeight(height);
        }
        line.setStartY(base + 0.5);
        line.setEndX(width);
        line.setEndY(base + 0.5);
        placeEnds(width, negative * step, negative * step + zero);
        place(title, (width - title.prefWidth(-1)) / 2, base + 3 + ROW);
    }

    /// @param left where the negative side ends
    /// @param right where the positive side begins
    private void placeEnds(double width, double left, double right) {
        double y = getHeight() - AXIS + 3;
        for (int i = 0; i < ends.size(); i++) {
            Label label = ends.get(i);
            double wide = label.prefWidth(-1);
            boolean isInner = ends.size() == 4 && (i == 1 || i == 2);
            double x = isInner ? (i == 1 ? left - wide : right) : i == 0 ? 0 : width - wide;
            place(label, x, y);
            // Four numbers side by side need room.
            label.setVisible(!isInner || 2 * wide + ends.getLast().prefWidth(-1) < width / 2);
        }
    }

    private static void place(Label label, double x, double y) {
        label.resizeRelocate(x, y, label.prefWidth(-1), ROW);
    }
}
