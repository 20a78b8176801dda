package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.merge.method.Space;
import org.taskvectors.ui.common.Card;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SearchChoice;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.shell.FileDialogs;
import org.taskvectors.ui.shell.Opening;
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// What is merged: the base, and the ingredients with their weights.
final class IngredientsCard extends VBox {
    private static final Set<ModuleFamily> EVERY =
            Collections.unmodifiableSet(EnumSet.allOf(ModuleFamily.class));

    private final MergeViewModel model;
    private final FileDialogs dialogs;
    private final Opening opening;
    private final SegmentControl<Space> space = new SegmentControl<>();
    private final SearchChoice<FileItem> base;
    private final VBox rows = new VBox();
    private final MenuButton add = new MenuButton();
    private final ArithmeticLine arithmetic;
    private List<String> had = List.of();
    private FigureTheme theme;
    private int layers;
    private boolean isShowing;

    IngredientsCard(MergeViewModel model, FileDialogs dialogs, Opening opening, FigureTheme theme) {
        this.model = model;
        this.dialogs = dialogs;
        this.opening = opening;
        this.theme = theme;
        base =
                new SearchChoice<>(
                        FileItem::name,
                        "The base of the merge",
                        item -> model.choices().chooseBase(item));
        base.setId("merge-base");
        base.setPromptText("choose a base");
        space.getStyleClass().add("small-segments");
        space.setAccessibleText("What is merged");
        space.setOptions(
                List.of(Space.VECTORS, Space.MODELS),
                one -> one == Space.VECTORS ? "vectors on a base" : "models");
        space.setMaxWidth(Double.MAX_VALUE);
        for (Node each : space.getChildren()) {
            HBox.setHgrow(each, Priority.ALWAYS);
            ((ToggleButton) each).setMaxWidth(Double.MAX_VALUE);
        }
        space.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                model.choices()
                                        .act(
                                                now == Space.VECTORS
                                                        ? "Merge vectors"
                                                        : "Merge models",
                                                form -> form.withSpace(now));
                            }
                        });
        rows.getStyleClass().add("merge-parts");
        add.setId("merge-add");
        add.setMaxWidth(Double.MAX_VALUE);
        add.setOnShowing(_ -> add.getItems().setAll(candidates()));
        add.getItems().setAll(new MenuItem("…"));
        arithmetic = new ArithmeticLine(model);
        getChildren().setAll(new SectionLabel("Ingredients"), space, base, rows, add, arithmetic);
        getStyleClass().add("merge-part-card");
    }

    /// Puts it into a card.
    Card in(Card card) {
        card.getChildren().setAll(this);
        return card;
    }

    void setTheme(FigureTheme now) {
        theme = now;
        had = List.of();
        show();
    }

    void show() {
        MergeForm form = model.choices().formProperty().get();
        isShowing = true;
        space.setValue(form.space());
        isShowing = false;
        base.show(model.choices().models(), model.choices().base().orElse(null));
        Nodes.visible(base, form.isOnBase());
        add.setText(form.space() == Space.VECTORS ? "Add vector…" : "Add model…");
        List<FileItem> items = model.choices().items();
        Map<String, Integer> colours = model.choices().colours();
        // While it is looked at, what was known holds.
        layers =
                model.checkedProperty()
                        .get()
                        .map(CheckedMerge::layers)
                        .filter(known -> known > 0)
                        .orElse(layers);
        List<String> now = new ArrayList<>();
        now.add("" + layers);
        for (FileItem item : items) {
            now.add(item.id() + "/" + item.name() + "/" + colours.get(item.id()) + kind(item));
        }
        if (!now.equals(had)) {
            had = List.copyOf(now);
            List<Node> made = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                FileItem item = items.get(i);
                int colour = colours.getOrDefault(item.id(), i);
                made.add(new PartRow(model, i, item, kind(item), colour, layers, theme));
            }
            rows.getChildren().setAll(made);
        }
        List<Set<ModuleFamily>> families =
                model.checkedProperty().get().map(CheckedMerge::families).orElse(List.of());
        for (int i = 0; i < items.size(); i++) {
            ((PartRow) rows.getChildren().get(i))
                    .show(
                            form.parts().get(i),
                            form.hasWeights(),
                            families.size() == items.size() ? families.get(i) : EVERY);
        }
        Nodes.visible(rows, !items.isEmpty());
        Nodes.visible(arithmetic, form.space() == Space.VECTORS && !items.isEmpty());
        arithmetic.show(form);
    }

    /// `LoRA r 8`, `full · paired with another base`
    private String kind(FileItem item) {
        MergeForm form = model.choices().formProperty().get();
        Optional<AdapterFacts> adapter = item.facts().flatMap(Facts::adapter);
        String what =
                adapter.map(
                                one ->
                                        one.rank().isEmpty()
                                                ? one.kind()
                                                : one.kind() + " · r " + one.rank())
                        .orElseGet(
                                () ->
                                        item.role().isVector()
                                                ? "vector"
                                                : form.space() == Space.VECTORS
                                                        ? "model, as its difference"
                                                        : item.role() == Role.BASE
                                                                ? "base model"
                                                                : "fine-tuned model");
        boolean isOther =
                form.space() == Space.VECTORS
                        && item.base().filter(id -> !id.equals(form.base())).isPresent();
        return isOther ? what + " · of another base" : what;
    }

    private List<MenuItem> candidates() {
        List<MenuItem> items = new ArrayList<>();
        for (FileItem item : model.choices().candidates()) {
            items.add(
                    Nodes.item(
                            item.name() + "  ·  " + kind(item), () -> model.choices().add(item)));
        }
        if (!items.isEmpty()) {
            items.add(new SeparatorMenuItem());
        }
        items.add(
                Nodes.item(
                        "Open files into the library…",
                        () -> opening.add(dialogs.openFiles("Add to the library"))));
        return items;
    }
}
