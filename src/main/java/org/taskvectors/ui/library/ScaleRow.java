package org.taskvectors.ui.library;

import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.taskvectors.ui.common.Tag;

/// Asks for the alpha of LoRA factors whose file does not say it: it is never guessed, and what is
/// said is kept in the workspace.
final class ScaleRow extends HBox {
    private static final String WHY =
            "The file holds the factors B and A and not what their product is multiplied by. It is"
                + " the lora_alpha of the training divided by the rank, or by its root (rsLoRA).";

    ScaleRow(CardData data, LibraryViewModel model) {
        getStyleClass().addAll("item-row", "scale-row");
        boolean isOpen = data.alpha().isEmpty();
        Tag tag =
                new Tag(
                        isOpen ? "which alpha?" : "alpha, as you said",
                        isOpen ? Tag.Kind.WARNING : Tag.Kind.NEUTRAL);
        tag.setTooltip(new Tooltip(WHY));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        TextField alpha = new TextField(data.alpha());
        alpha.setPromptText("alpha");
        alpha.setPrefColumnCount(4);
        alpha.setAccessibleText("LoRA alpha of " + data.title());
        alpha.setTooltip(new Tooltip(WHY));
        String rank = data.rank().isEmpty() ? "r" : data.rank();
        Label divided = new Label("/ " + (data.rankStabilised() ? "√" : "") + rank);
        divided.getStyleClass().add("secondary");
        divided.setMinWidth(USE_PREF_SIZE);
        CheckBox stabilised = new CheckBox("rsLoRA");
        stabilised.setSelected(data.rankStabilised());
        stabilised.setMinWidth(USE_PREF_SIZE);
        stabilised.setTooltip(new Tooltip("Rank-stabilised: alpha / √r"));
        stabilised.setAccessibleText("Rank-stabilised: alpha divided by the root of the rank");
        alpha.setOnAction(_ -> model.setAlpha(data.id(), alpha.getText(), stabilised.isSelected()));
        alpha.focusedProperty()
                .addListener(
                        (_, _, focused) -> {
                            if (!focused && !alpha.getText().equals(data.alpha())) {
                                model.setAlpha(data.id(), alpha.getText(), stabilised.isSelected());
                            }
                        });
        stabilised.setOnAction(
                _ -> {
                    divided.setText("/ " + (stabilised.isSelected() ? "√" : "") + rank);
                    if (!alpha.getText().isBlank()) {
                        model.setAlpha(data.id(), alpha.getText(), stabilised.isSelected());
                    }
                });
        getChildren().setAll(tag, space, alpha, divided, stabilised);
    }
}
