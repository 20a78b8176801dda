package org.taskvectors.ui.common;

import java.util.Locale;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.css.PseudoClass;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/// A quantity: a slider for the hand and a field beside it for the exact number. The slider may run
/// logarithmically. The value is told while the thumb is dragged.
public final class ExactSlider extends HBox {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
    private static final int DIGITS = 4;

    private final Slider slider = new Slider(0, 1, 0);
    private final TextField entry = new TextField();
    private final DoubleProperty value = new SimpleDoubleProperty(this, "value", 0);
    private double low = 0;
    private double high = 1;
    private boolean logarithmic;
    private boolean moving;

    public ExactSlider() {
        getStyleClass().add("exact-slider");
        HBox.setHgrow(slider, Priority.ALWAYS);
        slider.setMaxWidth(Double.MAX_VALUE);
        entry.setPrefColumnCount(6);
        getChildren().setAll(slider, entry);
        slider.valueProperty()
                .addListener(
                        (_, _, position) -> {
                            if (!moving) {
                                value.set(rounded(atPosition(position.doubleValue())));
                            }
                        });
        value.addListener((_, _, _) -> show());
        entry.setOnAction(_ -> take());
        entry.focusedProperty()
                .addListener(
                        (_, _, focused) -> {
                            if (!focused) {
                                take();
                            }
                        });
        show();
    }

    /// The ends of the slider. The field takes what lies beyond them too, but nothing negative
    /// where the range has nothing negative.
    public void setRange(double lowest, double highest, boolean isLogarithmic) {
        low = lowest;
        high = highest;
        logarithmic = isLogarithmic;
        show();
    }

    public void setName(String name) {
        slider.setAccessibleText(name);
        entry.setAccessibleText(name + ", exact value");
    }

    public DoubleProperty valueProperty() {
        return value;
    }

    public double getValue() {
        return value.get();
    }

    public void setValue(double newValue) {
        value.set(newValue);
    }

    public Slider slider() {
        return slider;
    }

    public TextField entry() {
        return entry;
    }

    private double atPosition(double position) {
        return logarithmic
                ? Math.exp(Math.log(low) + position * (Math.log(high) - Math.log(low)))
                : low + position * (high - low);
    }

    private double positionOf(double number) {
        double clamped = Math.clamp(number, low, high);
        double position =
                logarithmic
                        ? (Math.log(clamped) - Math.log(low)) / (Math.log(high) - Math.log(low))
                        : (clamped - low) / (high - low);
        return Double.isNaN(position) ? 0 : position;
    }

    private static double rounded(double number) {
        return Double.parseDouble(String.format(Locale.ROOT, "%." + (DIGITS - 1) + "g", number));
    }

    private void show() {
        moving = true;
        slider.setValue(positionOf(value.get()));
        moving = false;
        if (!entry.isFocused()) {
            write();
        } else {
            entry.setText(Numbers.plain(value.get()));
        }
    }

    private void write() {
        entry.pseudoClassStateChanged(WRONG, false);
        entry.setText(Numbers.plain(value.get()));
    }

    private void take() {
        try {
            double typed = Double.parseDouble(entry.getText().trim().replace(',', '.'));
            if (!Double.isFinite(typed) || (low >= 0 && typed < 0)) {
                throw new NumberFormatException("out of range");
            }
            value.set(typed);
            write();
        } catch (NumberFormatException e) {
            // Stays as typed and marked while it has the focus; the value is what it was.
            entry.pseudoClassStateChanged(WRONG, true);
            if (!entry.isFocused()) {
                write();
            }
        }
    }
}
