package org.taskvectors.ui.common;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.RangeSlider;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.sandbox.Laid;

/// Where a vector is laid on its base: a range of layers or a curve of λ over them, and the
/// families of modules.
public final class DepthControls extends VBox {
    /// Hears what a person changed.
    @FunctionalInterface
    public interface Changes {
        /// @param what is changed, for undo: `layers`, `curve`, `modules`
        void change(String what, UnaryOperator<Laid> change);
    }

    private final String called;
    private final int layers;
    private final Changes changes;
    private final HBox line = new HBox();
    private final Label word = new Label("layers");
    private final RangeSlider range;
    private final Label rangeText = new Label();
    private final CurveEditor curve;
    private final FlowPane chips = new FlowPane();
    private final Button shape = new Button();
    private final Map<ModuleFamily, ToggleButton> buttons = new EnumMap<>(ModuleFamily.class);
    private boolean isShowing;

    /// @param called the vector's name, for screen readers
    /// @param layers how many the model has, at least 1
    /// @param dragging hears when a drag begins and ends
    public DepthControls(String called, int layers, Changes changes, Consumer<Boolean> dragging) {
        this.called = called;
        this.layers = layers;
        this.changes = changes;
        getStyleClass().add("depth");
        range = new RangeSlider(0, Math.max(1, layers - 1), 0, Math.max(1, layers - 1));
        curve =
                new CurveEditor(
                        called,
                        layers,
                        values -> changes.change("curve", l -> l.withValues(values)),
                        dragging);
        word.getStyleClass().add("secondary");
        word.setMinWidth(USE_PREF_SIZE);
        range.setBlockIncrement(1);
        range.setAccessibleText("Layers of " + called);
        range.getStyleClass().add("layers");
        range.setDisable(layers < 2);
        range.setMinWidth(40);
        HBox.setHgrow(range, Priority.ALWAYS);
        rangeText.getStyleClass().add("range-text");
        rangeText.setMinWidth(USE_PREF_SIZE);
        range.lowValueProperty().addListener((_, _, now) -> moved(now, range.getHighValue()));
        range.highValueProperty().addListener((_, _, now) -> moved(range.getLowValue(), now));
        range.setOnMousePressed(_ -> dragging.accept(true));
        range.setOnMouseReleased(_ -> dragging.accept(false));
        shape.getStyleClass().setAll("button", "link", "small");
        shape.setMinWidth(USE_PREF_SIZE);
        shape.setOnAction(
                _ ->
                        changes.change(
                                "layers",
                                l ->
                                        l.isCurve()
                                                ? l.withoutCurve()
                                                : l.withLevelCurve(layers)
                                                        .withLambda(l.knob().lambda())));
        line.getStyleClass().add("layer-line");
        line.getChildren().setAll(word, range, rangeText, shape);
        chips.getStyleClass().add("chips");
        getChildren().setAll(line, curve, chips);
    }

    private void moved(Number low, Number high) {
        if (!isShowing) {
            int first = (int) Math.round(low.doubleValue());
            int last = (int) Math.round(high.doubleValue());
            changes.change("layers", laid -> laid.withLayers(first, last, layers));
        }
    }

    /// Shows how the vector is laid.
    public void show(Laid laid) {
        isShowing = true;
        boolean isCurve = laid.isCurve();
        Nodes.visible(range, !isCurve);
        Nodes.visible(rangeText, !isCurve);
        word.setText(isCurve ? "λ by layer" : "layers");
        Nodes.visible(curve, isCurve);
        shape.setText(isCurve ? "range" : "curve");
        shape.setAccessibleText(
                (isCurve ? "A range of layers for " : "A curve over the layers for ") + called);
        if (isCurve) {
            curve.show(laid.values());
        } else {
            int low = Math.min(laid.knob().firstLayer(), layers - 1);
            int high = Math.min(laid.knob().lastLayer(), layers - 1);
            // Set apart first: neither end may pass the other.
            range.setLowValue(Math.min(low, range.getHighValue()));
            range.setHighValue(high);
            range.setLowValue(low);
            rangeText.setText(low + " – " + high);
        }
        isShowing = false;
        buttons.forEach(
                (family, button) -> button.setSelected(laid.knob().families().contains(family)));
    }

    /// Offers the families that the vector changes.
    public void offer(Set<ModuleFamily> families) {
        if (!buttons.keySet().equals(families)) {
            buttons.clear();
            families.forEach(family -> buttons.put(family, chip(family)));
            chips.getChildren().setAll(buttons.values());
        }
    }

    private ToggleButton chip(ModuleFamily family) {
        ToggleButton chip = new ToggleButton(family.label());
        chip.getStyleClass().setAll("chip", "small-chip");
        chip.setAccessibleText(called + " on " + family.label());
        chip.setOnAction(
                _ -> {
                    boolean isOn = chip.isSelected();
                    changes.change(
                            "modules",
                            laid -> {
                                Set<ModuleFamily> now = EnumSet.noneOf(ModuleFamily.class);
                                now.addAll(laid.knob().families());
                                if (isOn) {
                                    now.add(family);
                                } else {
                                    now.remove(family);
                                }
                                return laid.withFamilies(now);
                            });
                });
        return chip;
    }
}
