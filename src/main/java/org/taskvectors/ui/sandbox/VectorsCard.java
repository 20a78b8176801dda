package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
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
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.sandbox.NamedSetting;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.shell.FileDialogs;
import org.taskvectors.workspace.FileItem;

/// The vectors on the model, and the settings that were saved under a name.
final class VectorsCard extends VBox {
    private final SandboxViewModel model;
    private final FileDialogs dialogs;
    private final MenuButton named = new MenuButton("Named settings");
    private final VBox rows = new VBox();
    private final MenuButton add = new MenuButton("Add vector…");
    private List<String> had = List.of();
    private FigureTheme theme;
    private final SectionLabel title = new SectionLabel("Vectors");
    private final HBox head = new HBox();
    private final Label zero;
    private boolean isBrief;

    VectorsCard(SandboxViewModel model, FileDialogs dialogs, FigureTheme theme) {
        this.model = model;
        this.dialogs = dialogs;
        this.theme = theme;
        getStyleClass().addAll("card", "vectors-card");
        named.getStyleClass().add("link");
        named.setId("named-settings");
        named.setOnShowing(_ -> named.getItems().setAll(settings()));
        named.getItems().setAll(new MenuItem("…"));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        head.getChildren().setAll(title, space, named);
        head.getStyleClass().add("side-head");
        rows.getStyleClass().add("laid-rows");
        add.setId("add-laid");
        add.setMaxWidth(Double.MAX_VALUE);
        add.setOnShowing(_ -> add.getItems().setAll(candidates()));
        add.getItems().setAll(new MenuItem("…"));
        zero =
                new Label(
                        "With every λ at 0 the edited side is the base, bit for bit: the same"
                                + " fingerprint.");
        zero.getStyleClass().add("secondary");
        zero.setWrapText(true);
        zero.setMinHeight(USE_PREF_SIZE);
        getChildren().setAll(head, rows, add, zero);
    }

    /// Puts more into the head, which is shown where the card is brief.
    void setActs(Node acts) {
        acts.setVisible(false);
        acts.setManaged(false);
        head.getChildren().add(acts);
    }

    /// Shows names and λ alone, as what an evaluation chose.
    void setBrief(boolean nowBrief) {
        isBrief = nowBrief;
        title.setText(nowBrief ? "Vectors, chosen point" : "Vectors");
        for (Node each : head.getChildren().subList(2, head.getChildren().size())) {
            boolean isOfPrompts = each.equals(named);
            each.setVisible(isOfPrompts != nowBrief);
            each.setManaged(isOfPrompts != nowBrief);
        }
        rows.getStyleClass().removeAll(List.of("brief"));
        add.getStyleClass().removeAll(List.of("link"));
        if (nowBrief) {
            rows.getStyleClass().add("brief");
            add.getStyleClass().add("link");
        }
        zero.setVisible(!nowBrief);
        zero.setManaged(!nowBrief);
        show();
    }

    void setTheme(FigureTheme now) {
        theme = now;
        had = List.of();
        show();
    }

    /// Shows the vectors as they are laid.
    void show() {
        List<Laid> vectors = model.setup().vectorsProperty().get();
        List<String> now = vectors.stream().map(this::identity).toList();
        if (!now.equals(had)) {
            had = now;
            rows.getChildren()
                    .setAll(
                            vectors.stream()
                                    .<Node>map(laid -> new LaidRow(model, laid, theme))
                                    .toList());
        }
        for (int i = 0; i < vectors.size(); i++) {
            LaidRow row = (LaidRow) rows.getChildren().get(i);
            row.setBrief(isBrief);
            row.show(vectors.get(i));
        }
        rows.setVisible(!vectors.isEmpty());
        rows.setManaged(!vectors.isEmpty());
    }

    /// Shows what became known of the vectors.
    void showFacts() {
        rows.getChildren().forEach(row -> ((LaidRow) row).showFacts());
    }

    /// What a row is made from: another one of it needs another row.
    private String identity(Laid laid) {
        return laid.key()
                + "/"
                + laid.vector()
                + "/"
                + model.name(laid)
                + "/"
                + model.colour(laid)
                + "/"
                + model.layers();
    }

    private List<MenuItem> candidates() {
        List<MenuItem> items = new ArrayList<>();
        for (FileItem vector : model.setup().candidates()) {
            MenuItem item = new MenuItem(vector.name());
            item.setMnemonicParsing(false);
            item.setOnAction(_ -> model.setup().add(vector));
            items.add(item);
        }
        if (!items.isEmpty()) {
            items.add(new SeparatorMenuItem());
        }
        MenuItem file = new MenuItem("Open files into the library…");
        file.setOnAction(_ -> model.setup().open(dialogs.openFiles("Add vectors")));
        items.add(file);
        return items;
    }

    private List<MenuItem> settings() {
        List<MenuItem> items = new ArrayList<>();
        for (NamedSetting setting : model.setup().settingsProperty().get()) {
            items.add(line(setting));
        }
        if (items.isEmpty()) {
            MenuItem none = new MenuItem("None yet");
            none.setDisable(true);
            items.add(none);
        }
        items.add(new SeparatorMenuItem());
        TextField name = new TextField();
        name.setPromptText("Name of this setting");
        name.setAccessibleText("Name under which the vectors are saved as they are laid now");
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

    private CustomMenuItem line(NamedSetting setting) {
        Label name = new Label(setting.name());
        name.setMaxWidth(220);
        HBox.setHgrow(name, Priority.ALWAYS);
        Button delete = new Button();
        delete.setGraphic(FontIcon.of(Feather.X, 14));
        delete.getStyleClass().setAll("icon-button");
        delete.setAccessibleText("Delete setting " + setting.name());
        HBox row = new HBox(8, name, delete);
        row.getStyleClass().add("menu-row");
        CustomMenuItem item = new CustomMenuItem(row, true);
        item.setOnAction(_ -> model.setup().choose(setting));
        delete.setOnAction(
                event -> {
                    model.setup().delete(setting);
                    named.hide();
                    event.consume();
                });
        return item;
    }

    private void save(String name) {
        if (!name.isBlank()) {
            model.setup().save(name.strip());
            named.hide();
        }
    }
}
