package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.Tag;
import org.taskvectors.workspace.EvaluationItem;

/// The saved evaluations of the workspace, newest first.
final class SavedCard extends VBox {
    private static final PseudoClass OPEN = PseudoClass.getPseudoClass("open");

    private final EvaluateViewModel model;
    private final VBox rows = new VBox();
    private List<Object> seen = List.of();

    SavedCard(EvaluateViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "evaluate-card", "saved-card");
        setId("saved-card");
        rows.getStyleClass().add("saved-rows");
        getChildren().setAll(new SectionLabel("Saved"), rows);
        model.saved().itemsProperty().addListener((_, _, _) -> show());
        model.saved().presentProperty().addListener((_, _, _) -> show());
        model.runs().runningProperty().addListener((_, _, _) -> show());
        model.findings().studyProperty().addListener((_, _, _) -> show());
        show();
    }

    /// Makes the rows anew where they would differ, so that an open menu stays while a sweep hands
    /// in its points.
    private void show() {
        List<EvaluationItem> items = new ArrayList<>(model.saved().itemsProperty().get());
        Optional<String> running = model.runs().runningProperty().get().map(Running::id);
        List<Object> now =
                List.of(
                        items,
                        running,
                        model.saved().presentProperty().get(),
                        model.saved().shown());
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        Nodes.visible(this, !items.isEmpty());
        Focus.leave(rows, this);
        rows.getChildren().setAll(items.reversed().stream().map(this::row).toList());
    }

    private HBox row(EvaluationItem item) {
        Button open = new Button(item.name());
        open.getStyleClass().setAll("saved-name");
        open.setMnemonicParsing(false);
        open.setMinWidth(0);
        open.setMaxWidth(Double.MAX_VALUE);
        open.setTooltip(new Tooltip(item.name() + "\n" + item.record()));
        open.setAccessibleText("Open " + item.name());
        open.setOnAction(_ -> model.saved().open(item));
        Label summary = new Label(item.summary());
        summary.getStyleClass().add("secondary");
        summary.setMinWidth(0);
        VBox words = new VBox(open, summary);
        words.setMinWidth(0);
        Nodes.visible(summary, !item.summary().isEmpty());
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox row = new HBox(words);
        boolean isRunning = isRunning(item);
        boolean isMissing =
                !isRunning && !model.saved().presentProperty().get().getOrDefault(item.id(), true);
        if (isMissing) {
            row.getChildren().add(new Tag("file missing", Tag.Kind.BAD));
        } else if (isRunning) {
            row.getChildren().add(new Tag("running", Tag.Kind.ACCENT));
        } else if (!item.isDone()) {
            row.getChildren().add(new Tag("paused", Tag.Kind.WARNING));
        }
        row.getChildren().add(menu(item, isRunning, isMissing));
        row.getStyleClass().add("saved-row");
        row.setId("saved-" + item.id());
        row.pseudoClassStateChanged(OPEN, item.id().equals(model.saved().shown()));
        return row;
    }

    private boolean isRunning(EvaluationItem item) {
        return model.runs()
                .runningProperty()
                .get()
                .filter(now -> now.id().equals(item.id()))
                .isPresent();
    }

    private MenuButton menu(EvaluationItem item, boolean isRunning, boolean isMissing) {
        MenuButton menu = new MenuButton();
        menu.setGraphic(FontIcon.of(Feather.MORE_HORIZONTAL, 16));
        menu.getStyleClass().add("icon-button");
        menu.setMinWidth(USE_PREF_SIZE);
        menu.setAccessibleText(item.name() + ": open, resume, rename, remove");
        List<MenuItem> items = new ArrayList<>();
        items.add(Nodes.item("Open", () -> model.saved().open(item)));
        if (!item.isDone() && !isRunning && !isMissing) {
            items.add(Nodes.item("Resume", () -> model.runs().resume(item)));
        }
        items.add(Nodes.item("Take its settings", () -> model.saved().takeSettings(item)));
        items.add(new SeparatorMenuItem());
        items.add(
                DataChoices.entry(
                        "name",
                        item.name(),
                        name -> {
                            menu.hide();
                            model.saved().rename(item, name);
                        }));
        items.add(Nodes.item("Remove", () -> model.saved().remove(item)));
        menu.getItems().setAll(items);
        return menu;
    }
}
