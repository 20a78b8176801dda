package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import org.taskvectors.sandbox.Laid;

/// The slider of a coefficient: from −2 to 2, filled from 0 on in the vector's colour, with marks
/// below it that are buttons. Arrow keys step 0.05, with Shift 0.25.
final class LambdaSlider extends Region {
    private static final double THUMB = 7;
    private static final double STEP = 0.05;
    private static final double LARGE_STEP = 0.25;
    private static final double SNAP = 0.03;
    private static final double HUNDRED = 100;

    private record Mark(double value, String word) {}

    private static final List<Mark> MARKS =
            List.of(
                    new Mark(-2, "−2"),
                    new Mark(-1, "−1"),
                    new Mark(0, "0"),
                    new Mark(0.5, "½"),
                    new Mark(1, "1"),
                    new Mark(2, "2"));

    private final Slider slider = new Slider(-Laid.MOST, Laid.MOST, 1);
    private final List<Button> buttons = new ArrayList<>();
    private boolean isShowing;
    private boolean isBrief;

    /// @param name of the vector, for screen readers
    /// @param moved is handed each new λ
    /// @param dragging hears when a drag begins and ends
    LambdaSlider(String name, DoubleConsumer moved, Consumer<Boolean> dragging) {
        getStyleClass().add("lambda-slider");
        slider.setAccessibleText("λ of " + name);
        slider.getStyleClass().add("knob");
        slider.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            fill();
                            if (!isShowing) {
                                moved.accept(snapped(now.doubleValue()));
                            }
                        });
        slider.valueChangingProperty().addListener((_, _, now) -> dragging.accept(now));
        // A slider says that it is changing for its thumb only, not for its track.
        slider.setOnMousePressed(_ -> dragging.accept(true));
        slider.setOnMouseReleased(_ -> dragging.accept(false));
        slider.skinProperty().addListener((_, _, _) -> fill());
        slider.addEventFilter(KeyEvent.KEY_PRESSED, event -> key(event, moved));
        for (Mark mark : MARKS) {
            Button button = new Button(mark.word());
            button.getStyleClass().setAll("lambda-mark");
            button.setFocusTraversable(false);
            button.setAccessibleText("λ " + mark.word() + " for " + name);
            button.setOnAction(_ -> moved.accept(mark.value()));
            buttons.add(button);
        }
        getChildren().add(slider);
        getChildren().addAll(buttons);
    }

    /// Leaves out the marks.
    void setBrief(boolean nowBrief) {
        isBrief = nowBrief;
        buttons.forEach(button -> button.setVisible(!nowBrief));
        requestLayout();
    }

    /// Shows λ; one beyond the ends stands at the end.
    void show(double lambda) {
        isShowing = true;
        slider.setValue(Math.clamp(lambda, -Laid.MOST, Laid.MOST));
        isShowing = false;
        for (int i = 0; i < buttons.size(); i++) {
            boolean isThere = Math.abs(MARKS.get(i).value() - lambda) < 1e-9;
            buttons.get(i).getStyleClass().remove("chosen");
            if (isThere) {
                buttons.get(i).getStyleClass().add("chosen");
            }
        }
    }

    private void key(KeyEvent event, DoubleConsumer moved) {
        double sign =
                switch (event.getCode()) {
                    case LEFT, DOWN, KP_LEFT, KP_DOWN -> -1;
                    case RIGHT, UP, KP_RIGHT, KP_UP -> 1;
                    default -> 0;
                };
        if (sign != 0 && !event.isShortcutDown() && !event.isAltDown()) {
            double next = slider.getValue() + sign * (event.isShiftDown() ? LARGE_STEP : STEP);
            moved.accept(Math.clamp(rounded(next), -Laid.MOST, Laid.MOST));
            event.consume();
        } else if (event.getCode() == KeyCode.HOME || event.getCode() == KeyCode.END) {
            moved.accept(event.getCode() == KeyCode.HOME ? -Laid.MOST : Laid.MOST);
            event.consume();
        }
    }

    private static double snapped(double value) {
        for (Mark mark : MARKS) {
            if (Math.abs(mark.value() - value) <= SNAP) {
                return mark.value();
            }
        }
        return rounded(value);
    }

    private static double rounded(double value) {
        return Math.round(value * HUNDRED) / HUNDRED;
    }

    /// Colours the track from 0 to the thumb, which a slider's own style cannot.
    private void fill() {
        Node track = slider.lookup(".track");
        if (track != null) {
            double at = HUNDRED * (slider.getValue() + Laid.MOST) / (2 * Laid.MOST);
            double from = Math.min(at, 50);
            double to = Math.max(at, 50);
            track.setStyle(
                    String.format(
                            Locale.ROOT,
                            "-fx-background-color: linear-gradient(to right, -tv-border %1$.2f%%,"
                                + " -tv-knob %1$.2f%%, -tv-knob %2$.2f%%, -tv-border %2$.2f%%);",
                            from,
                            to));
        }
    }

    @Override
    protected void layoutChildren() {
        double height = slider.prefHeight(getWidth());
        slider.resizeRelocate(0, 0, getWidth(), height);
        for (int i = 0; i < buttons.size(); i++) {
            Button button = buttons.get(i);
            double share = (MARKS.get(i).value() + Laid.MOST) / (2 * Laid.MOST);
            double at = THUMB + share * (getWidth() - 2 * THUMB);
            double width = button.prefWidth(-1);
            double x = Math.clamp(at - width / 2, 0, Math.max(0, getWidth() - width));
            button.resizeRelocate(x, height, width, button.prefHeight(width));
        }
    }

    @Override
    protected double computePrefHeight(double width) {
        return slider.prefHeight(width) + (isBrief ? 0 : buttons.getFirst().prefHeight(-1));
    }

    @Override
    protected double computePrefWidth(double height) {
        return 240;
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }
}
