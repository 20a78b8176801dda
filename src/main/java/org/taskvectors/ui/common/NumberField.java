package org.taskvectors.ui.common;

import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleFunction;
import javafx.css.PseudoClass;
import javafx.scene.control.TextField;
import org.taskvectors.analysis.metric.Digits;

/// A field for an exact number. Enter and leaving take it; what is no number within the bounds
/// stays as typed and marked while the field has the focus, and is not taken.
public final class NumberField extends TextField {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");

    private final double least;
    private final double most;
    private final DoubleFunction<String> written;
    private final DoubleConsumer taken;
    private double none = Double.NaN;
    private double value = Double.NaN;

    /// @param name for screen readers
    /// @param written writes a value
    /// @param taken is handed each value that was typed
    public NumberField(
            String name,
            double least,
            double most,
            DoubleFunction<String> written,
            DoubleConsumer taken) {
        this.least = least;
        this.most = most;
        this.written = written;
        this.taken = taken;
        setAccessibleText(name);
        getStyleClass().add("number-field");
        setOnAction(_ -> take());
        focusedProperty()
                .addListener(
                        (_, _, isFocused) -> {
                            if (!isFocused) {
                                take();
                                show(value);
                            }
                        });
    }

    /// Has a dash stand for this value.
    public NumberField withNone(double meant) {
        none = meant;
        return this;
    }

    /// Shows a value, unless another one is being typed.
    public void show(double now) {
        boolean isSame = now == value && isFocused();
        value = now;
        if (!isSame) {
            setText(now == none ? Digits.DASH : written.apply(now));
            pseudoClassStateChanged(WRONG, false);
        }
    }

    private void take() {
        double typed = parse(getText());
        boolean isRight = (typed >= least && typed <= most) || typed == none;
        pseudoClassStateChanged(WRONG, !isRight && isFocused());
        if (isRight && typed != value) {
            value = typed;
            taken.accept(typed);
        }
    }

    private double parse(String text) {
        String plain = text.strip().replace(Digits.MINUS, '-').replace(',', '.');
        boolean isDash = plain.isEmpty() || plain.equals("-") || plain.equals(Digits.DASH);
        if (isDash) {
            return none;
        }
        try {
            return switch (plain.toLowerCase(Locale.ROOT)) {
                case "½" -> 0.5;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(plain);
            };
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
