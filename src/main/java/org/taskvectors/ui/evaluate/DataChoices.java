package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.ui.shell.FileDialogs;

/// What a person can say of a file of rows, as menus.
///
/// @param model takes what is chosen
/// @param dialogs ask for a file of templates
record DataChoices(EvaluateViewModel model, FileDialogs dialogs) {
    private static final List<Integer> LIMITS = List.of(0, 100, 200, 400, 1000, 2000);

    /// How many rows are asked.
    Menu limits(DataChoice choice) {
        Menu menu = new Menu("Rows");
        for (int limit : LIMITS) {
            menu.getItems()
                    .add(
                            radio(
                                    limit == 0 ? "all" : "the first " + Amounts.count(limit),
                                    choice.limit() == limit,
                                    () ->
                                            model.data()
                                                    .change(
                                                            choice.key(),
                                                            "rows",
                                                            one -> one.withLimit(limit))));
        }
        menu.getItems().add(new SeparatorMenuItem());
        menu.getItems()
                .add(
                        entry(
                                "most rows",
                                choice.limit() == 0 ? "" : Integer.toString(choice.limit()),
                                text -> {
                                    String digits = text.replaceAll("[^0-9]", "");
                                    if (!digits.isEmpty() && digits.length() < 9) {
                                        int most = Integer.parseInt(digits);
                                        model.data()
                                                .change(
                                                        choice.key(),
                                                        "rows",
                                                        one -> one.withLimit(most));
                                    }
                                }));
        return menu;
    }

    /// In whose words a task is asked.
    Menu words(DataChoice choice) {
        return WordMenu.of(
                choice,
                DataList.name(choice),
                dialogs,
                (task, wording) ->
                        model.data()
                                .change(choice.key(), "words", one -> one.withTask(task, wording)));
    }

    /// How answers are judged.
    Menu kinds(DataChoice choice, DataRead read) {
        Menu menu = new Menu("Judged by");
        Optional<Kind> said = choice.hints().kind();
        String guessed =
                read instanceof DataRead.Ready ready && said.isEmpty()
                        ? ": " + DataRow.word(ready.kind())
                        : "";
        menu.getItems()
                .add(
                        radio(
                                "what the file is" + guessed,
                                said.isEmpty(),
                                () -> judge(choice, Optional.empty())));
        for (Kind kind : Kind.values()) {
            menu.getItems()
                    .add(
                            radio(
                                    explained(kind),
                                    said.equals(Optional.of(kind)),
                                    () -> judge(choice, Optional.of(kind))));
        }
        return menu;
    }

    private void judge(DataChoice choice, Optional<Kind> kind) {
        model.data().change(choice.key(), "judging", one -> one.withKind(kind));
    }

    static String explained(Kind kind) {
        return switch (kind) {
            case LABELS -> "the likelihoods of the template's labels";
            case CHOICES -> "the likelihoods of each row's own choices";
            case GENERATION -> "the text that the model writes";
            case TEXT -> "the perplexity of a text";
        };
    }

    /// What the file is called.
    MenuItem name(DataChoice choice, MenuButton menu) {
        return entry(
                "name",
                DataList.name(choice),
                text -> {
                    model.data().rename(choice.key(), text);
                    menu.hide();
                });
    }

    /// A field within a menu.
    static CustomMenuItem entry(String prompt, String text, Consumer<String> taken) {
        TextField field = new TextField(text);
        field.setPromptText(prompt);
        field.setAccessibleText(prompt);
        Button set = new Button(prompt.equals("name") ? "Rename" : "Set");
        set.getStyleClass().add("compact");
        set.setOnAction(_ -> taken.accept(field.getText()));
        field.setOnKeyPressed(
                event -> {
                    if (event.getCode() == KeyCode.ENTER) {
                        taken.accept(field.getText());
                        event.consume();
                    }
                });
        HBox row = new HBox(8, field, set);
        row.getStyleClass().add("menu-row");
        return new CustomMenuItem(row, false);
    }

    static RadioMenuItem radio(String text, boolean isChosen, Runnable choose) {
        RadioMenuItem item = new RadioMenuItem(text);
        item.setMnemonicParsing(false);
        item.setSelected(isChosen);
        item.setOnAction(_ -> choose.run());
        return item;
    }

    /// The values of a list as items of a menu.
    static List<MenuItem> radios(List<String> values, String chosen, Consumer<String> choose) {
        List<MenuItem> items = new ArrayList<>();
        for (String value : values) {
            items.add(radio(value, value.equals(chosen), () -> choose.accept(value)));
        }
        return items;
    }
}
