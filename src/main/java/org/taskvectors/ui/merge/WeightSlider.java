package org.taskvectors.ui.merge;

import java.util.Locale;
import java.util.function.DoubleConsumer;
import javafx.scene.Node;
import javafx.scene.control.Slider;

/// A slider that is filled from 0, or from its lower end, in the colour of what it belongs to. A
/// value beyond its ends stands at the end.
final class WeightSlider extends Slider {
    private static final double HUNDRED = 100;
    private static final double STEP = 0.01;
    private static final double LARGE_STEP = 0.05;

    private boolean isShowing;

    /// @param name for screen readers
    /// @param moved is handed each value that a person chose, in steps of 0.01
    WeightSlider(String name, double least, double most, DoubleConsumer moved) {
        super(least, most, Math.max(0, least));
        setAccessibleText(name);
        getStyleClass().add("merge-slider");
        setBlockIncrement(most - least > 1 ? LARGE_STEP : STEP);
        setMinWidth(0);
        setMaxWidth(Double.MAX_VALUE);
        valueProperty()
                .addListener(
                        (_, before, now) -> {
                            fill();
                            double rounded = rounded(now.doubleValue());
                            if (!isShowing && rounded != rounded(before.doubleValue())) {
                                moved.accept(rounded);
                            }
                        });
        skinProperty().addListener((_, _, _) -> fill());
    }

    void show(double value) {
        isShowing = true;
        if (rounded(getValue()) != value) {
            setValue(Math.clamp(value, getMin(), getMax()));
        }
        isShowing = false;
        fill();
    }

    private static double rounded(double value) {
        return Math.round(value * HUNDRED) / HUNDRED;
    }

    private double percent(double value) {
        return HUNDRED * (value - getMin()) / (getMax() - getMin());
    }

    private void fill() {
        Node track = lookup(".track");
        if (track != null) {
            double at = percent(getValue());
            double zero = Math.clamp(percent(0), 0, HUNDRED);
            track.setStyle(
                    String.format(
                            Locale.ROOT,
                            "-fx-background-color: linear-gradient(to right, -tv-border %1$.2f%%,"
                                + " -tv-knob %1$.2f%%, -tv-knob %2$.2f%%, -tv-border %2$.2f%%);",
                            Math.min(at, zero),
                            Math.max(at, zero)));
        }
    }
}
