package org.taskvectors.ui.common;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;

/// What an empty place says: what it is for, and the button that starts it.
public final class EmptyState extends VBox {
    private final Label heading = new Label();
    private final Label explanation = new Label();
    private final HBox actions = new HBox(8);

    public EmptyState() {
        getStyleClass().add("empty-state");
        heading.getStyleClass().add("card-title");
        explanation.getStyleClass().add("muted");
        explanation.setWrapText(true);
        explanation.setTextAlignment(TextAlignment.CENTER);
        explanation.setAlignment(Pos.CENTER); // A short text in a label as wide as a long one.
        explanation.setMaxWidth(440);
        actions.getStyleClass().add("empty-actions");
        getChildren().setAll(heading, explanation, actions);
    }

    public EmptyState(String title, String text, Node... buttons) {
        this();
        setTitle(title);
        setText(text);
        setActions(buttons);
    }

    public String getTitle() {
        return heading.getText();
    }

    public void setTitle(String title) {
        heading.setText(title);
    }

    public String getText() {
        return explanation.getText();
    }

    public void setText(String text) {
        explanation.setText(text);
    }

    public void setActions(Node... buttons) {
        actions.getChildren().setAll(buttons);
        actions.setManaged(buttons.length > 0);
    }
}
