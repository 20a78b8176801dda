package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Shown;
import org.taskvectors.ui.common.FileDrops;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.SearchChoice;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.shell.FileDialogs;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// One side of the pair: a card to choose a model for, or to drop one on.
final class SideCard extends VBox {
    /// What each of the three cards in a row would like to have; the row measures their texts at no
    /// more than this, and shares out what there is.
    static final double WIDTH = 260;

    private final Sides sides;
    private final FileDialogs dialogs;
    private final Role role;
    private final MenuButton menu = new MenuButton("Browse");
    private final SearchChoice<FileItem> choice;
    private final VBox body = new VBox();

    SideCard(Sides sides, FileDialogs dialogs, Role role) {
        this.sides = sides;
        this.dialogs = dialogs;
        this.role = role;
        getStyleClass().addAll("card", "side-card");
        setId(role == Role.BASE ? "base-card" : "tuned-card");
        setMinWidth(0);
        setPrefWidth(WIDTH);
        HBox.setHgrow(this, Priority.ALWAYS);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        choice =
                new SearchChoice<>(
                        FileItem::name, sentenceWord(), item -> sides.choose(role, item.path()));
        choice.setId(role == Role.BASE ? "base-choice" : "tuned-choice");
        choice.setCellFactory(_ -> new CandidateCell());
        menu.getStyleClass().add("link");
        menu.setAccessibleText("Browse for the " + sentenceWord());
        menu.setMinWidth(USE_PREF_SIZE);
        menu.setOnShowing(_ -> fillMenu());
        menu.getItems().setAll(new MenuItem("…"));
        body.setSpacing(4);
        HBox head = new HBox(8, new SectionLabel(word()), space, menu);
        head.getStyleClass().add("extract-heading");
        getChildren().setAll(head, choice, body);
        FileDrops.take(this, paths -> sides.dropped(role, paths));
    }

    /// Shows what was chosen.
    void show(Side side) {
        boolean nothing = side instanceof Side.Nothing;
        List<FileItem> candidates = sides.candidates(role);
        choice.setPromptText(
                candidates.isEmpty() ? "Nothing to choose yet" : "Choose from the library");
        choice.setDisable(candidates.isEmpty());
        Optional<FileItem> chosen = side.path().flatMap(sides::item);
        choice.show(candidates, chosen.orElse(null));
        choice.setTooltip(
                nothing
                        ? null
                        : new Tooltip(choice.getValue() == null ? "" : choice.getValue().name()));
        body.getChildren().clear();
        switch (side) {
            case Side.Nothing _ ->
                    add("Drop a model here, or browse for a file or a folder", "secondary");
            case Side.Reading reading -> {
                nameUnless(chosen.isPresent(), reading.chosen());
                add("reading headers…", "secondary");
            }
            case Side.Ready ready -> show(ready.facts());
            case Side.Failed failed -> {
                nameUnless(chosen.isPresent(), failed.chosen());
                boolean isResting = Sides.isResting(failed);
                add(
                        isResting ? "not asked for yet" : "cannot be opened",
                        isResting ? "secondary" : "bad");
                path(failed.chosen());
                if (isResting) {
                    body.getChildren().add(askHub());
                }
            }
        }
    }

    private Button askHub() {
        Button ask = new Button("Ask the hub");
        ask.getStyleClass().add("compact");
        ask.setMinWidth(USE_PREF_SIZE);
        ask.setTooltip(new Tooltip("Nothing has been asked of it since the program started"));
        ask.setAccessibleText("Ask the hub for the " + sentenceWord());
        ask.setOnAction(_ -> sides.askHub(role));
        return ask;
    }

    /// Opens the list of what can be chosen.
    void openMenu() {
        if (choice.isDisabled()) {
            menu.requestFocus();
            menu.show();
        } else {
            choice.requestFocus();
            choice.show();
        }
    }

    private void show(SideFacts facts) {
        nameUnless(sides.item(facts.path()).isPresent(), facts.path());
        add(facts.model(), "secondary");
        path(facts.path());
        add(facts.disk(), "secondary");
        for (String note : facts.notes()) {
            add(note, "secondary").setTooltip(new Tooltip(note));
        }
    }

    /// What is not in the library yet is called by its file's name.
    private void nameUnless(boolean isInLibrary, Path chosen) {
        if (!isInLibrary) {
            add(Shown.whole(String.valueOf(chosen.getFileName())), "card-title");
        }
    }

    /// A line of the list: what it is called and what it is for.
    private static final class CandidateCell extends ListCell<FileItem> {
        @Override
        protected void updateItem(@Nullable FileItem item, boolean isEmpty) {
            super.updateItem(item, isEmpty);
            setText(item == null ? "" : item.name() + "  ·  " + item.role().label());
        }
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
