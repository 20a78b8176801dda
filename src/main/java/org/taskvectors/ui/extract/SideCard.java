package org.taskvectors.ui.extract;

import java.nio.file.Path;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.file.Shown;
import org.taskvectors.ui.common.FileDrops;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.shell.FileDialogs;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// One side of the pair: a card to choose a model for, or to drop one on.
final class SideCard extends VBox {
    private final Sides sides;
    private final FileDialogs dialogs;
    private final Role role;
    private final MenuButton menu = new MenuButton();
    private final VBox body = new VBox();

    SideCard(Sides sides, FileDialogs dialogs, Role role) {
        this.sides = sides;
        this.dialogs = dialogs;
        this.role = role;
        getStyleClass().addAll("card", "side-card");
        setId(role == Role.BASE ? "base-card" : "tuned-card");
        setMinWidth(0);
        setPrefWidth(100);
        HBox.setHgrow(this, Priority.ALWAYS);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        menu.getStyleClass().add("link");
        menu.setMinWidth(USE_PREF_SIZE);
        menu.setOnShowing(_ -> fillMenu());
        menu.getItems().setAll(new MenuItem("…"));
        body.setSpacing(4);
        HBox head = new HBox(8, new SectionLabel(word()), space, menu);
        head.getStyleClass().add("extract-heading");
        getChildren().setAll(head, body);
        FileDrops.take(this, paths -> sides.dropped(role, paths));
    }

    /// Shows what was chosen.
    void show(Side side) {
        boolean nothing = side instanceof Side.Nothing;
        menu.setText(nothing ? "Choose" : "Change");
        menu.setAccessibleText((nothing ? "Choose the " : "Change the ") + sentenceWord());
        body.getChildren().clear();
        switch (side) {
            case Side.Nothing _ -> {
                add("Drop a model here", "muted");
                add("or choose one of the library, a file or a folder", "secondary");
            }
            case Side.Reading reading -> {
                add(name(reading.chosen()), "card-title");
                add("reading headers…", "secondary");
            }
            case Side.Ready ready -> show(ready.facts());
            case Side.Failed failed -> {
                add(name(failed.chosen()), "card-title");
                add("cannot be opened", "bad");
                path(failed.chosen());
            }
        }
    }

    /// Opens the list of what can be chosen.
    void openMenu() {
        menu.requestFocus();
        menu.show();
    }

    private void show(SideFacts facts) {
        String name = sides.name(facts.path(), facts.name());
        add(name, "card-title").setTooltip(new Tooltip(name));
        add(facts.model(), "secondary");
        path(facts.path());
        add(facts.disk(), "secondary");
        for (String note : facts.notes()) {
            add(note, "secondary").setTooltip(new Tooltip(note));
        }
    }

    private String name(Path chosen) {
        return sides.name(chosen, Shown.whole(String.valueOf(chosen.getFileName())));
    }

    private void path(Path path) {
        Label label = add(HomePath.of(path), "mono");
        label.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        label.setTooltip(new Tooltip(path.toString()));
    }

    private Label add(String text, String style) {
        Label label = new Label(text);
        label.getStyleClass().add(style);
        label.setMinWidth(0);
        body.getChildren().add(label);
        return label;
    }

    private void fillMenu() {
        menu.getItems().clear();
        for (FileItem item : sides.candidates(role)) {
            MenuItem choice = new MenuItem(item.name() + "  ·  " + item.role().label());
            // An underscore in a name is a part of it, and marks no letter to press.
            choice.setMnemonicParsing(false);
            choice.setOnAction(_ -> sides.choose(role, item.path()));
            menu.getItems().add(choice);
        }
        if (!menu.getItems().isEmpty()) {
            menu.getItems().add(new SeparatorMenuItem());
        }
        MenuItem file = new MenuItem("A file…");
        file.setOnAction(
                _ ->
                        dialogs.openFiles("Choose the " + sentenceWord()).stream()
                                .findFirst()
                                .ifPresent(path -> sides.choose(role, path)));
        MenuItem folder = new MenuItem("A folder…");
        folder.setOnAction(
                _ ->
                        dialogs.openFolder("Choose the " + sentenceWord())
                                .ifPresent(path -> sides.choose(role, path)));
        menu.getItems().addAll(file, folder);
        if (sides.bothChosen()) {
            MenuItem swap = new MenuItem("Exchange base and fine-tuned");
            swap.setOnAction(_ -> sides.swap());
            menu.getItems().addAll(new SeparatorMenuItem(), swap);
        }
    }

    private String word() {
        return role == Role.BASE ? "Base" : "Fine-tuned";
    }

    private String sentenceWord() {
        return role == Role.BASE ? "base model" : "fine-tuned model";
    }
}
