package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.VectorSwatch;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.workspace.FileItem;

/// One ingredient: its name, which is a menu, and its weight.
final class PartRow extends VBox {
    private static final double FARTHEST = 1e6;
    private static final double SLIDER = 2;

    private final NumberField exact;
    private final WeightSlider slider;

    /// @param index of the ingredient
    PartRow(
            MergeViewModel model,
            int index,
            FileItem item,
            String kind,
            int colour,
            FigureTheme theme) {
        String called = item.name();
        setId("merge-part-" + index);
        getStyleClass().add("merge-part");
        setStyle(
                "-tv-knob: -tv-vector-"
                        + (Math.floorMod(colour, Stylesheets.VECTOR_COLOURS) + 1)
                        + ";");
        MergeChoices choices = model.choices();
        String what = "weight of " + called;
        exact =
                new NumberField(
                        "Weight of " + called + ", exact value",
                        -FARTHEST,
                        FARTHEST,
                        Digits::typed,
                        typed -> choices.change(what, now -> now.withWeight(index, typed)));
        exact.setMinWidth(58);
        exact.setPrefWidth(58);
        slider =
                new WeightSlider(
                        "Weight of " + called,
                        -SLIDER,
                        SLIDER,
                        moved -> choices.change(what, now -> now.withWeight(index, moved)));
        MenuButton name = new MenuButton(called);
        name.getStyleClass().setAll("menu-button", "merge-name");
        name.setMnemonicParsing(false);
        name.setMinWidth(0);
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setTooltip(new Tooltip(called));
        name.setAccessibleText(called + ": remove, move");
        List<MenuItem> acts = new ArrayList<>();
        acts.add(
                Nodes.item(
                        "Remove",
                        () -> choices.act("Remove " + called, now -> now.without(index))));
        if (index > 0) {
            acts.add(
                    Nodes.item(
                            "Move up",
                            () -> choices.act("Move " + called, now -> now.raised(index))));
        }
        name.getItems().setAll(acts);
        Label about = new Label(kind);
        about.getStyleClass().add("secondary");
        about.setMinWidth(0);
        VBox words = new VBox(name, about);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        Node swatch = new VectorSwatch(colour, theme);
        HBox head = new HBox(8, swatch, words, exact);
        head.getStyleClass().add("merge-line");
        getChildren().setAll(head, slider);
    }

    /// @param hasWeights whether the method multiplies by weights
    void show(double weight, boolean hasWeights) {
        Nodes.visible(exact, hasWeights);
        Nodes.visible(slider, hasWeights);
        exact.show(weight);
        slider.show(weight);
    }
}
