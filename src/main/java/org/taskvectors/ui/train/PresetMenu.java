package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.ui.common.Nodes;

/// The menu of the settings that were saved under a name.
final class PresetMenu extends MenuButton {
    private final TrainForm form;

    PresetMenu(TrainForm form) {
        super("Presets");
        this.form = form;
        getStyleClass().add("link");
        setId("train-presets");
        getItems().setAll(new MenuItem("…"));
        setOnShowing(_ -> getItems().setAll(items()));
    }

    private List<MenuItem> items() {
        List<MenuItem> items = new ArrayList<>();
        items.add(Nodes.item("Usual: LoRA of rank 8, 500 steps", form::chooseUsual));
        items.add(Nodes.item("Every weight of a small model, 300 steps of 45", form::chooseWhole));
        for (NamedPreset preset : form.presetsProperty().get()) {
            items.add(line(preset));
        }
        items.add(new SeparatorMenuItem());
        TextField name = new TextField();
        name.setPromptText("Name of this preset");
        name.setAccessibleText("Name under which the settings are saved as they are now");
        Button save = new Button("Save");
        save.getStyleClass().add("compact");
        save.disableProperty().bind(name.textProperty().isEmpty());
        HBox row = new HBox(8, name, save);
        row.getStyleClass().add("menu-row");
        save.setOnAction(_ -> save(name.getText()));
        name.setOnKeyPressed(
                event -> {
                    if (event.getCode() == KeyCode.ENTER) {
                        save(name.getText());
                        event.consume();
                    }
                });
        items.add(new CustomMenuItem(row, false));
        return items;
    }

    private CustomMenuItem line(NamedPreset preset) {
        Label name = new Label(preset.name());
        name.setMaxWidth(220);
        HBox.setHgrow(name, Priority.ALWAYS);
        Button delete = new Button();
        delete.setGraphic(FontIcon.of(Feather.X, 14));
        delete.getStyleClass().setAll("icon-button");
        delete.setAccessibleText("Delete preset " + preset.name());
        HBox row = new HBox(8, name, delete);
        row.getStyleClass().add("menu-row");
        CustomMenuItem item = new CustomMenuItem(row, true);
        item.setOnAction(_ -> form.choose(preset));
        delete.setOnAction(
                event -> {
                    form.delete(preset);
                    hide();
                    event.consume();
                });
        return item;
    }

    private void save(String name) {
        if (!name.isBlank()) {
            form.save(name.strip());
            hide();
        }
    }
}
