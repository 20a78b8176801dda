package org.taskvectors.ui.sandbox;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.controlsfx.control.RangeSlider;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.VectorSwatch;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.Stylesheets;

/// One vector of the list: its knob, and where it is laid.
final class LaidRow extends VBox {

    private final SandboxViewModel model;
    private final String key;
    private final int layers;
    private final StackPane swatch = new StackPane();
    private final MenuButton name = new MenuButton();
    private final Label kind = new Label();
    private final NumberField exact;
    private final LambdaSlider slider;
    private final HBox layerLine = new HBox();
    private final Label word = new Label("layers");
    private final RangeSlider range;
    private final Label rangeText = new Label();
    private final CurveEditor curve;
    private final FlowPane chips = new FlowPane();
    private final Button shape = new Button();
    private final Map<ModuleFamily, ToggleButton> buttons = new EnumMap<>(ModuleFamily.class);
    private Laid shown;
    private boolean isShowing;
    private boolean isBrief;

    LaidRow(SandboxViewModel model, Laid laid, FigureTheme theme) {
        this.model = model;
        this.key = laid.key();
        this.shown = laid;
        this.layers = Math.max(1, model.layers());
        String called = model.name(laid);
        setId("laid-" + key);
        getStyleClass().add("laid");
        int colour = model.colour(laid);
        setStyle(
                "-tv-knob: -tv-vector-"
                        + (Math.floorMod(colour, Stylesheets.VECTOR_COLOURS) + 1)
                        + ";");
        swatch.getChildren().setAll(new VectorSwatch(colour, theme));
        swatch.setMinWidth(24);
        exact =
                new NumberField(
                        "λ of " + called + ", exact value",
                        -1e6,
                        1e6,
                        LaidRow::written,
                        value -> model.setup().setLambda(key, value));
        slider =
                new LambdaSlider(
                        called,
                        value -> model.setup().setLambda(key, value),
                        model.exchange()::drag);
        range = new RangeSlider(0, Math.max(1, layers - 1), 0, Math.max(1, layers - 1));
        curve =
                new CurveEditor(
                        called,
                        layers,
                        values -> change("curve", l -> l.withValues(values)),
                        model.exchange()::drag);
        head(called);
        layerLine();
        getChildren().setAll(head, slider, layerLine, curve, chips);
    }

    private final HBox head = new HBox();

    private void head(String called) {
        name.setText(called);
        name.getStyleClass().setAll("menu-button", "laid-name");
        name.setMinWidth(0);
        // Names of vectors that belong together differ at their ends.
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setTooltip(new Tooltip(called));
        name.setAccessibleText(called + ": remove, duplicate, tokens it promotes, show in Compare");
        name.getItems()
                .setAll(
                        item("Remove", () -> model.setup().remove(key)),
                        item("Duplicate", () -> model.setup().duplicate(key)),
                        item("Tokens it promotes…", () -> model.effects().open(shown)),
                        item("Show in Compare", () -> model.setup().showInCompare(shown.vector())));
        kind.getStyleClass().add("secondary");
        kind.setMinWidth(0);
        VBox words = new VBox(name, kind);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        Label letter = new Label("λ");
        letter.getStyleClass().add("muted");
        letter.setMinWidth(USE_PREF_SIZE);
        exact.getStyleClass().add("lambda-entry");
        head.getStyleClass().add("laid-head");
        head.getChildren().setAll(swatch, words, letter, exact);
    }

    private void layerLine() {
        word.getStyleClass().add("secondary");
        word.setMinWidth(USE_PREF_SIZE);
        range.setBlockIncrement(1);
        range.setAccessibleText("Layers of " + name.getText());
        range.getStyleClass().add("layers");
        range.setDisable(layers < 2);
        range.setMinWidth(40);
        HBox.setHgrow(range, Priority.ALWAYS);
        rangeText.getStyleClass().add("range-text");
        rangeText.setMinWidth(USE_PREF_SIZE);
        BiConsumer<Number, Number> moved = (low, high) -> moved(low, high);
        range.lowValueProperty()
                .addListener((_, _, now) -> moved.accept(now, range.getHighValue()));
        range.highValueProperty()
                .addListener((_, _, now) -> moved.accept(range.getLowValue(), now));
        range.setOnMousePressed(_ -> model.exchange().drag(true));
        range.setOnMouseReleased(_ -> model.exchange().drag(false));
        shape.getStyleClass().setAll("button", "link", "small");
        shape.setMinWidth(USE_PREF_SIZE);
        shape.setOnAction(
                _ ->
                        change(
                                "layers",
                                l ->
                                        l.isCurve()
                                                ? l.withoutCurve()
                                                : l.withLevelCurve(layers)
                                                        .withLambda(l.knob().lambda())));
        layerLine.getStyleClass().add("layer-line");
        layerLine.getChildren().setAll(word, range, rangeText, shape);
        chips.getStyleClass().add("chips");
    }

    /// Leaves out where the vector is laid.
    void setBrief(boolean nowBrief) {
        isBrief = nowBrief;
        slider.setBrief(nowBrief);
        visible(kind, !nowBrief);
        visible(layerLine, !nowBrief);
        visible(chips, !nowBrief);
    }

    /// Shows how the vector is laid.
    ///
    /// @param laid of the same key
    void show(Laid laid) {
        shown = laid;
        isShowing = true;
        exact.show(laid.knob().lambda());
        slider.show(laid.knob().lambda());
        boolean isCurve = laid.isCurve();
        visible(range, !isCurve);
        visible(rangeText, !isCurve);
        word.setText(isCurve ? "λ by layer" : "layers");
        visible(curve, isCurve && !isBrief);
        shape.setText(isCurve ? "range" : "curve");
        shape.setAccessibleText(
                (isCurve ? "A range of layers for " : "A curve over the layers for ")
                        + name.getText());
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
        showFacts();
    }

    /// Shows what is known of the vector.
    void showFacts() {
        SandboxCore.VectorFacts facts = model.factsProperty().get().get(shown.vector());
        if (facts != null) {
            String norm =
                    facts.norm().isPresent()
                            ? " · ‖τ‖ "
                                    + VectorMetric.L2_NORM
                                            .quantity()
                                            .say(facts.norm().getAsDouble())
                            : "";
            kind.setText(facts.kind() + norm);
            if (!buttons.keySet().equals(facts.families())) {
                buttons.clear();
                facts.families().forEach(family -> buttons.put(family, chip(family)));
                chips.getChildren().setAll(buttons.values());
            }
        }
        buttons.forEach(
                (family, button) -> button.setSelected(shown.knob().families().contains(family)));
    }

    private ToggleButton chip(ModuleFamily family) {
        ToggleButton chip = new ToggleButton(family.label());
        chip.getStyleClass().setAll("chip", "small-chip");
        chip.setAccessibleText(name.getText() + " on " + family.label());
        chip.setOnAction(
                _ -> {
                    boolean isOn = chip.isSelected();
                    change(
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

    private void moved(Number low, Number high) {
        if (!isShowing) {
            int first = (int) Math.round(low.doubleValue());
            int last = (int) Math.round(high.doubleValue());
            change("layers", laid -> laid.withLayers(first, last, layers));
        }
    }

    private void change(String what, java.util.function.UnaryOperator<Laid> change) {
        model.setup().change(key, what, change);
    }

    private static String written(double lambda) {
        double hundredths = lambda * 100;
        return Math.abs(hundredths - Math.rint(hundredths)) < 1e-9
                ? Digits.decimals(2).format(lambda)
                : Digits.typed(lambda);
    }

    private static MenuItem item(String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setOnAction(_ -> action.run());
        return item;
    }

    private static void visible(javafx.scene.Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
