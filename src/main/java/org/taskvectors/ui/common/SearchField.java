package org.taskvectors.ui.common;

import javafx.beans.property.StringProperty;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// A sunken field to search with; Escape and the cross empty it.
public final class SearchField extends HBox {
    private final TextField field = new TextField();

    public SearchField() {
        getStyleClass().add("search-field");
        FontIcon glass = FontIcon.of(Feather.SEARCH, 14);
        Button clear = new Button();
        clear.setGraphic(FontIcon.of(Feather.X, 14));
        clear.getStyleClass().setAll("icon-button", "search-clear");
        clear.setAccessibleText("Empty the search");
        clear.setOnAction(_ -> field.clear());
        clear.visibleProperty().bind(field.textProperty().isNotEmpty());
        clear.managedProperty().bind(clear.visibleProperty());
        HBox.setHgrow(field, Priority.ALWAYS);
        getChildren().setAll(glass, field, clear);
        field.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE && !field.getText().isEmpty()) {
                        field.clear();
                        event.consume();
                    }
                });
    }

    public StringProperty textProperty() {
        return field.textProperty();
    }

    public String getText() {
        return field.getText();
    }

    public void setText(String text) {
        field.setText(text);
    }

    public String getPromptText() {
        return field.getPromptText();
    }

    /// The pale words while it is empty, which screen readers take for its name.
    public void setPromptText(String prompt) {
        field.setPromptText(prompt);
        field.setAccessibleText(prompt);
    }

    /// The field itself, for focus and keys.
    public TextField field() {
        return field;
    }
}
