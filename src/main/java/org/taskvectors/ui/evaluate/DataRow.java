package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.control.CheckBox;
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
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.shell.FileDialogs;

/// One file of rows: its tick, its name, how many rows are asked, and its menu.
final class DataRow extends VBox {
    private static final PseudoClass OPEN = PseudoClass.getPseudoClass("open");

    private final EvaluateViewModel model;
    private final DataChoices choices;
    private final String key;
    private final CheckBox tick = new CheckBox();
    private final Label name = new Label();
    private final Label kind = new Label();
    private final Label count = new Label();
    private final Label unit = new Label();
    private final Label wrong = Nodes.line("bad");
    private final MenuButton menu = new MenuButton();
    private boolean isShowing;

    DataRow(EvaluateViewModel model, FileDialogs dialogs, String key) {
        this.model = model;
        this.choices = new DataChoices(model, dialogs);
        this.key = key;
        getStyleClass().add("data-row");
        setId("data-" + key);
        tick.selectedProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing) {
                                model.data().tick(key, now);
                            }
                        });
        kind.getStyleClass().add("secondary");
        kind.setMinWidth(0);
        unit.getStyleClass().add("secondary");
        count.setMinWidth(USE_PREF_SIZE);
        unit.setMinWidth(USE_PREF_SIZE);
        menu.setGraphic(FontIcon.of(Feather.MORE_HORIZONTAL, 16));
        menu.getStyleClass().add("icon-button");
        menu.setMinWidth(USE_PREF_SIZE);
        menu.getItems().setAll(new MenuItem("…"));
        VBox words = new VBox(name, kind);
        words.setMinWidth(0);
        words.getStyleClass().add("data-words");
        words.setOnMouseClicked(_ -> model.showColumns(Optional.of(key)));
        HBox.setHgrow(words, Priority.ALWAYS);
        VBox rows = new VBox(count, unit);
        rows.getStyleClass().add("data-count");
        HBox line = new HBox(tick, words, rows, menu);
        line.getStyleClass().add("data-line");
        getChildren().setAll(line, wrong);
        wrong.setOnMouseClicked(_ -> model.showColumns(Optional.of(key)));
    }

    String key() {
        return key;
    }

    void show(DataChoice choice, DataRead read, boolean isOpen) {
        isShowing = true;
        tick.setSelected(choice.isTicked());
        isShowing = false;
        String called = DataList.name(choice);
        tick.setAccessibleText(called + " is asked");
        Nodes.name(name, called);
        menu.setAccessibleText(called + ": columns, rows, words, rename, remove");
        menu.setOnShowing(_ -> menu.getItems().setAll(items(choice, read)));
        pseudoClassStateChanged(OPEN, isOpen);
        switch (read) {
            case DataRead.Reading _ -> {
                kind.setText("being read…");
                count.setText("");
                unit.setText("");
            }
            case DataRead.Wrong _ -> {
                kind.setText(String.valueOf(choice.file().getFileName()));
                count.setText("");
                unit.setText("");
            }
            case DataRead.Ready ready -> show(choice, ready);
        }
        Nodes.say(wrong, read instanceof DataRead.Wrong bad ? bad.reason() : "");
        kind.setTooltip(new Tooltip(tip(choice, read)));
    }

    private void show(DataChoice choice, DataRead.Ready ready) {
        kind.setText(String.valueOf(choice.file().getFileName()) + " · " + word(ready.kind()));
        boolean isAll = ready.examples() == ready.available();
        boolean isText = ready.kind() == Kind.TEXT;
        count.setText(
                isText
                        ? Amounts.count(ready.examples())
                        : isAll
                                ? Amounts.count(ready.examples())
                                : Amounts.count(ready.examples())
                                        + " of "
                                        + Amounts.count(ready.available()));
        unit.setText(
                isText
                        ? ready.examples() == 1 ? "text" : "texts"
                        : ready.examples() == 1 ? "example" : "examples");
    }

    private static String tip(DataChoice choice, DataRead read) {
        List<String> lines = new ArrayList<>();
        lines.add(choice.file().toString());
        if (read instanceof DataRead.Ready ready) {
            lines.add("asked in " + ready.reader().wording());
            lines.addAll(ready.notes());
        }
        return String.join("\n", lines);
    }

    static String word(Kind kind) {
        return switch (kind) {
            case LABELS -> "labels";
            case CHOICES -> "choices";
            case GENERATION -> "written answers";
            case TEXT -> "perplexity";
        };
    }

    private List<MenuItem> items(DataChoice choice, DataRead read) {
        List<MenuItem> items = new ArrayList<>();
        items.add(Nodes.item("Columns and dry run…", () -> model.showColumns(Optional.of(key))));
        items.add(choices.limits(choice));
        items.add(choices.words(choice));
        items.add(choices.kinds(choice, read));
        items.add(new SeparatorMenuItem());
        items.add(choices.name(choice, menu));
        items.add(Nodes.item("Remove", () -> model.data().remove(key)));
        return items;
    }
}
