package org.taskvectors.ui.sandbox;

import java.util.function.UnaryOperator;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.VectorSwatch;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.ui.common.DepthControls;
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
    private final DepthControls depth;
    private Laid shown;

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
        depth = new DepthControls(called, layers, this::change, model.exchange()::drag);
        head(called);
        getChildren().setAll(head, slider, depth);
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

    /// Leaves out where the vector is laid.
    void setBrief(boolean isBrief) {
        slider.setBrief(isBrief);
        visible(kind, !isBrief);
        visible(depth, !isBrief);
    }

    /// Shows how the vector is laid.
    ///
    /// @param laid of the same key
    void show(Laid laid) {
        shown = laid;
        exact.show(laid.knob().lambda());
        slider.show(laid.knob().lambda());
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
            depth.offer(facts.families());
        }
        depth.show(shown);
    }

    private void change(String what, UnaryOperator<Laid> change) {
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
