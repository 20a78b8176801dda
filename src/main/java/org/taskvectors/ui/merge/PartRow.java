package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.VectorSwatch;
import org.taskvectors.ui.common.DepthControls;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.workspace.FileItem;

/// One ingredient: its name, its weight, and where it is laid.
final class PartRow extends VBox {
    private static final double FARTHEST = 1e6;
    private static final double SLIDER = 2;

    private final NumberField exact;
    private final WeightSlider slider;
    private final DepthControls depth;
    private final Label about = new Label();
    private final String kind;
    private final MenuItem where;

    /// Whether it is known how many layers there are.
    private final boolean isDeep;

    private boolean isOpen;
    private boolean hasWeights;
    private MergePart shown;

    /// @param index of the ingredient
    /// @param layers how many the base has; 0 where that is not known yet
    PartRow(
            MergeViewModel model,
            int index,
            FileItem item,
            String kind,
            int colour,
            int layers,
            FigureTheme theme) {
        this.kind = kind;
        String called = item.name();
        shown = new MergePart(item.id(), 1);
        setId("merge-part-" + index);
        getStyleClass().add("merge-part");
        setStyle(
                "-tv-knob: -tv-vector-"
                        + (Math.floorMod(colour, Stylesheets.VECTOR_COLOURS) + 1)
                        + ";");
        isDeep = layers > 0;
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
        depth =
                new DepthControls(
                        called,
                        Math.max(1, layers),
                        (changed, how) ->
                                choices.change(
                                        changed + " of " + called,
                                        now -> now.withPart(index, part -> part.with(how))),
                        _ -> {});
        Label name = new Label(called);
        name.getStyleClass().add("merge-name");
        name.setMinWidth(0);
        // Names of vectors that belong together differ at their ends.
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setTooltip(new Tooltip(called));
        where = Nodes.item("Layers and modules", this::toggle);
        MenuButton menu = new MenuButton();
        menu.setGraphic(FontIcon.of(Feather.MORE_HORIZONTAL, 16));
        menu.getStyleClass().setAll("menu-button", "icon-button");
        menu.setAccessibleText(called + ": layers and modules, negate, move, remove");
        menu.setMinWidth(USE_PREF_SIZE);
        List<MenuItem> acts = new ArrayList<>();
        acts.add(where);
        acts.add(
                Nodes.item(
                        "Negate",
                        () ->
                                choices.act(
                                        "Negate " + called,
                                        now ->
                                                now.withPart(
                                                        index,
                                                        part -> part.withWeight(-part.weight())))));
        acts.add(new SeparatorMenuItem());
        if (index > 0) {
            acts.add(
                    Nodes.item(
                            "Move up",
                            () -> choices.act("Move " + called, now -> now.raised(index))));
        }
        acts.add(
                Nodes.item(
                        "Remove",
                        () -> choices.act("Remove " + called, now -> now.without(index))));
        menu.getItems().setAll(acts);
        about.getStyleClass().add("secondary");
        about.setMinWidth(0);
        VBox words = new VBox(name, about);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        Node swatch = new VectorSwatch(colour, theme);
        HBox head = new HBox(8, swatch, words, exact, menu);
        head.getStyleClass().add("merge-line");
        getChildren().setAll(head, slider, depth);
    }

    private void toggle() {
        isOpen = !isOpen;
        showDepth();
    }

    /// @param now the same ingredient as it is
    /// @param weighted whether the method multiplies by weights
    /// @param families that it changes
    void show(MergePart now, boolean weighted, Set<ModuleFamily> families) {
        shown = now;
        hasWeights = weighted;
        Nodes.visible(exact, weighted);
        Nodes.visible(slider, weighted);
        exact.show(now.weight());
        slider.show(now.weight());
        depth.offer(families);
        showDepth();
    }

    /// Where it is laid is shown where a person asked for it, or it is not everywhere.
    private void showDepth() {
        boolean isElsewhere = hasWeights && !shown.isEverywhere();
        boolean isShown = isDeep && hasWeights && (isOpen || isElsewhere);
        Nodes.visible(depth, isShown);
        if (isShown) {
            depth.show(shown.laid());
        }
        where.setText(isOpen ? "Hide layers and modules" : "Layers and modules");
        where.setDisable(!hasWeights || isElsewhere);
        about.setText(
                kind
                        + (!isElsewhere
                                ? ""
                                : shown.laid().isCurve()
                                        ? " · curve over depth"
                                        : " · some layers or modules"));
    }
}
