package org.taskvectors.ui.merge;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SectionLabel;

/// The merge as a recipe: its text, which can be copied and edited, and kept as an item of the
/// library that every place takes as the merge itself.
final class RecipeCard extends VBox {
    private final MergeViewModel model;
    private final Label text = new Label();
    private final ScrollPane scroll = new ScrollPane(text);
    private final Label reason = Nodes.line("muted");
    private final Button copy = link("Copy");
    private final Button keep = link("Keep");
    private final Button edit = link("Edit as text");
    private final Button compare = link("Compare");
    private final Button tryOut = link("Try in Sandbox");

    RecipeCard(MergeViewModel model) {
        this.model = model;
        getStyleClass().add("merge-part-card");
        setId("merge-recipe");
        text.getStyleClass().addAll("mono", "merge-recipe-text");
        text.setId("merge-recipe-text");
        text.setMinWidth(USE_PREF_SIZE);
        scroll.getStyleClass().add("merge-recipe-scroll");
        scroll.setFitToHeight(false);
        scroll.setPrefViewportHeight(240);
        scroll.setMaxHeight(280);
        copy.setOnAction(_ -> Copying.text(model.recipe().text()));
        keep.setId("merge-keep");
        keep.setTooltip(
                new Tooltip(
                        "Puts the recipe into the library, where it can be compared, tried and"
                                + " evaluated as the merge that it says, without writing that"));
        keep.setOnAction(_ -> model.keepRecipe(_ -> {}));
        edit.setId("merge-recipe-edit");
        edit.setTooltip(
                new Tooltip(
                        "Merges what the text says, in the place of the form; slices, filters by"
                                + " name and values by layer can be written there"));
        edit.setOnAction(_ -> model.editRecipe());
        compare.setTooltip(new Tooltip("Keep the recipe, and tick it in Compare"));
        compare.setOnAction(_ -> model.keepRecipe(item -> model.compare(item.path())));
        tryOut.setId("merge-recipe-try");
        tryOut.setTooltip(new Tooltip("Keep the recipe, and let it answer beside its base"));
        tryOut.setOnAction(_ -> model.keepRecipe(item -> model.tryOut(item.path())));
        HBox head = new HBox(12, new SectionLabel("Recipe"), Nodes.space(), copy, keep);
        head.setAlignment(Pos.CENTER_LEFT);
        FlowPane acts = new FlowPane(12, 4, edit, compare, tryOut);
        getChildren().setAll(head, scroll, reason, acts);
    }

    static Button link(String word) {
        Button button = new Button(word);
        button.getStyleClass().setAll("button", "link", "small");
        button.setMinWidth(USE_PREF_SIZE);
        return button;
    }

    void show() {
        boolean isWritten = model.choices().askingProperty().get().isWritten();
        String now = model.recipe().text();
        text.setText(now);
        // What is written stands in the editor.
        Nodes.visible(scroll, !now.isEmpty() && !isWritten);
        Nodes.visible(edit, !isWritten);
        Nodes.say(reason, model.recipe().reason());
        boolean isKept = model.recipe().kept().isPresent();
        copy.setDisable(now.isEmpty());
        edit.setDisable(now.isEmpty());
        keep.setDisable(now.isEmpty() || isKept);
        keep.setText(isKept ? "Kept" : "Keep");
        boolean isVector = model.isOfVectors();
        Nodes.visible(compare, isVector);
        compare.setDisable(now.isEmpty());
        tryOut.setDisable(now.isEmpty());
        Nodes.visible(this, !now.isEmpty() || !reason.getText().isEmpty());
    }
}
