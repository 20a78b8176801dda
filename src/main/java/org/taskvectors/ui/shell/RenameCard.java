package org.taskvectors.ui.shell;

import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import org.taskvectors.workspace.undo.Act;

/// Asks for another name for the workspace. Enter takes it, Escape leaves the old one.
final class RenameCard {
    private final ModalLayer modals;
    private final AppContext context;
    private final TextField field = new TextField();

    RenameCard(ModalLayer modals, AppContext context) {
        this.modals = modals;
        this.context = context;
    }

    void show() {
        String before = context.state().get().name();
        field.setText(before);
        field.setAccessibleText("Name of the workspace");
        Button rename = modals.button("Rename", this::rename);
        rename.getStyleClass().add("primary");
        rename.disableProperty().bind(field.textProperty().map(String::isBlank));
        field.setOnAction(
                _ -> {
                    if (!rename.isDisabled()) {
                        rename.fire();
                    }
                });
        modals.show("Rename the workspace", field, rename, modals.button("Cancel", () -> {}));
        field.requestFocus();
        field.selectAll();
    }

    private void rename() {
        String name = field.getText().strip();
        context.undo().act(Act.of("Rename the workspace", state -> state.withName(name)));
    }
}
