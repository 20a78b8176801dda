package org.taskvectors.ui.shell;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// One card at a time over the whole window, which rests meanwhile. Escape and a click beside the
/// card put it away.
final class ModalLayer {
    private final StackPane layer;
    private final Node below;
    private @Nullable Node focusBefore;

    /// @param layer the empty pane that covers the window
    /// @param below what rests while a card is shown
    ModalLayer(StackPane layer, Node below) {
        this.layer = layer;
        this.below = below;
        layer.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE) {
                        hide();
                        event.consume();
                    }
                });
        layer.setOnMouseClicked(
                event -> {
                    if (event.getTarget().equals(layer)) {
                        hide();
                    }
                });
    }

    boolean isShown() {
        return layer.isVisible();
    }

    /// Shows a card.
    ///
    /// @param focused the one that has the focus, so that Enter does the harmless thing
    void show(String title, Node body, Button focused, Button... others) {
        if (!isShown()) {
            focusBefore = layer.getScene().getFocusOwner();
        }
        Label heading = new Label(title);
        heading.getStyleClass().add("place-title");
        HBox actions = new HBox();
        actions.getStyleClass().add("modal-actions");
        actions.getChildren().addAll(others);
        actions.getChildren().add(focused);
        VBox card = new VBox(heading, body, actions);
        card.getStyleClass().addAll("floating-card", "modal-card");
        card.setMaxHeight(Region.USE_PREF_SIZE);
        card.setAccessibleText(title);
        layer.getChildren().setAll(card);
        layer.setVisible(true);
        below.setDisable(true);
        focused.requestFocus();
    }

    void hide() {
        layer.setVisible(false);
        layer.getChildren().clear();
        below.setDisable(false);
        if (focusBefore != null) {
            focusBefore.requestFocus();
        }
    }

    /// A button that puts the card away and then does `action`.
    Button button(String text, Runnable action) {
        Button button = new Button(text);
        button.setOnAction(
                _ -> {
                    hide();
                    action.run();
                });
        return button;
    }
}
