package org.taskvectors.ui.common;

import javafx.beans.DefaultProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/// A quiet surface with a border that holds what belongs together; an optional title in the face of
/// a card.
@DefaultProperty("children")
public final class Card extends VBox {
    private final Label heading = new Label();

    public Card() {
        getStyleClass().add("card");
        heading.getStyleClass().add("card-title");
    }

    public String getTitle() {
        return heading.getText();
    }

    public void setTitle(String title) {
        heading.setText(title);
        getChildren().remove(heading);
        if (!title.isEmpty()) {
            getChildren().addFirst(heading);
        }
    }
}
