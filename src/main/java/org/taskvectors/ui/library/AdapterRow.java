package org.taskvectors.ui.library;

import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.taskvectors.ui.common.Tag;

/// Asks which of the adapters in a file is meant, and keeps what is said in the workspace.
final class AdapterRow extends HBox {
    AdapterRow(CardData data, LibraryModel model) {
        getStyleClass().addAll("item-row", "scale-row");
        boolean isOpen = !data.adapters().contains(data.adapter());
        Tooltip why =
                new Tooltip(
                        "The file holds "
                                + data.adapters().size()
                                + " adapters, and each of them is a change of its own.");
        Tag tag =
                new Tag(
                        isOpen ? "which adapter?" : "adapter, as you said",
                        isOpen ? Tag.Kind.WARNING : Tag.Kind.NEUTRAL);
        tag.setTooltip(why);
        tag.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        ChoiceBox<String> choice = new ChoiceBox<>();
        choice.getStyleClass().add("adapter-choice");
        choice.setAccessibleText("Which adapter of " + data.title());
        choice.setTooltip(why);
        choice.setMinWidth(0);
        choice.getItems().setAll(data.adapters());
        if (!isOpen) {
            choice.setValue(data.adapter());
        }
        choice.valueProperty()
                .addListener(
                        (_, _, chosen) -> {
                            if (chosen != null) {
                                model.setAdapter(data.id(), chosen);
                            }
                        });
        getChildren().setAll(tag, space, choice);
    }
}
