package org.taskvectors.ui.library;

import java.util.List;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.taskvectors.ui.common.Tag;

/// A line of a card in which a person says which part of a file is meant: a tag, and the choices.
abstract class ChoiceRow extends HBox {
    private final ChoiceBox<String> choice = new ChoiceBox<>();

    /// @param why there is something to choose
    /// @param question what the choice is called for screen readers
    ChoiceRow(Tag tag, String why, String question, List<String> choices) {
        getStyleClass().addAll("item-row", "scale-row");
        Tooltip tooltip = new Tooltip(why);
        tag.setTooltip(tooltip);
        tag.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        choice.getStyleClass().add("adapter-choice");
        choice.setAccessibleText(question);
        choice.setTooltip(tooltip);
        choice.setMinWidth(0);
        choice.getItems().setAll(choices);
        getChildren().setAll(tag, space, choice);
    }

    final ChoiceBox<String> choice() {
        return choice;
    }
}
