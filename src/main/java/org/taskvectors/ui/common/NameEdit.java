package org.taskvectors.ui.common;

import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;

/// Edits a name where it stands: Enter and leaving keep it, Escape does not.
public final class NameEdit {
    private final Pane pane;
    private final Node shown;
    private final TextField field;
    private final Consumer<Optional<String>> ended;

    private NameEdit(Pane pane, Node shown, String name, Consumer<Optional<String>> ended) {
        this.pane = pane;
        this.shown = shown;
        this.field = new TextField(name);
        this.ended = ended;
    }

    /// Shows a field in the place of the first child of a pane.
    ///
    /// @param shown what shows the name, and is the first child again afterwards
    /// @param ended takes what was typed; empty where it is not kept
    public static void begin(Pane pane, Node shown, String name, Consumer<Optional<String>> ended) {
        new NameEdit(pane, shown, name, ended).begin();
    }

    private void begin() {
        field.getStyleClass().add("rename");
        field.setAccessibleText("Name");
        HBox.setHgrow(field, Priority.ALWAYS);
        pane.getChildren().set(0, field);
        field.requestFocus();
        field.selectAll();
        field.setOnAction(_ -> end(true));
        field.focusedProperty()
                .addListener(
                        (_, _, focused) -> {
                            if (!focused) {
                                end(true);
                            }
                        });
        field.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE) {
                        end(false);
                        event.consume();
                    }
                });
    }

    private void end(boolean isKept) {
        if (pane.getChildren().getFirst().equals(field)) {
            pane.getChildren().set(0, shown);
            ended.accept(isKept ? Optional.of(field.getText()) : Optional.empty());
        }
    }
}
