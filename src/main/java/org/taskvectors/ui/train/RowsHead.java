package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.Region;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.ui.evaluate.Roles;

/// The heads of columns: each says which column of the file is what, and is the menu in which that
/// is changed.
///
/// @param roles what the columns are
/// @param table the file; empty where it cannot be read
/// @param isText whether nothing can be changed
record RowsHead(TrainViewModel model, Roles roles, Optional<Table> table, boolean isText) {
    private static final int MOST_VALUES = 24;

    /// The head of a field of the template.
    Region field(String field) {
        String column = roles.fields().getOrDefault(field, "");
        List<MenuItem> items = new ArrayList<>();
        for (String one : columns()) {
            items.add(radio(one, one.equals(column), () -> say(roles.withField(field, one))));
        }
        return head(column, field, items);
    }

    /// The head of the answers.
    Region answer() {
        List<MenuItem> items = new ArrayList<>();
        for (String one : columns()) {
            items.add(radio(one, one.equals(roles.truth()), () -> say(roles.withTruth(one))));
        }
        List<Menu> meanings = meanings();
        if (!meanings.isEmpty()) {
            items.add(new SeparatorMenuItem());
            items.addAll(meanings);
        }
        return head(roles.truth(), "answer", items);
    }

    /// The head of a column of a file whose columns are not known.
    Region column(String column) {
        List<MenuItem> items = new ArrayList<>();
        for (String field : roles.possible()) {
            items.add(
                    radio(
                            "the field " + field,
                            column.equals(roles.fields().get(field)),
                            () -> say(roles.withField(field, column))));
        }
        if (roles.hasTruth()) {
            items.add(
                    radio(
                            "the answer",
                            column.equals(roles.truth()),
                            () -> say(roles.withTruth(column))));
        }
        if (roles.hasChoices()) {
            items.add(
                    radio(
                            "a choice",
                            roles.choices().contains(column),
                            () -> say(roles.withChoice(column))));
        }
        items.add(
                radio(
                        "not used",
                        roles.word(column).equals("not used"),
                        () -> say(roles.withNothing(column))));
        return head(column, roles.word(column), items);
    }

    private List<String> columns() {
        return table.map(Table::columns).orElse(List.of());
    }

    private Region head(String column, String role, List<MenuItem> items) {
        String words = column + " → " + role;
        if (isText) {
            Label label = new Label(words);
            label.setMinWidth(0);
            return label;
        }
        MenuButton menu = new MenuButton(words);
        menu.getStyleClass().add("link");
        menu.setMnemonicParsing(false);
        menu.setMinWidth(0);
        menu.setAccessibleText("The column " + column + " is: " + role);
        menu.getItems().setAll(items);
        return menu;
    }

    /// What each value of the answers means, where values have to mean something.
    private List<Menu> meanings() {
        List<String> labels = roles.labels();
        int column = columns().indexOf(roles.truth());
        List<Menu> menus = new ArrayList<>();
        if (labels.isEmpty() || column < 0) {
            return menus;
        }
        Set<String> values = new LinkedHashSet<>();
        for (List<String> row : table.orElseThrow().rows()) {
            if (values.size() < MOST_VALUES) {
                values.add(row.get(column));
            }
        }
        for (String value : values) {
            String now = roles.classes().getOrDefault(value, "left out");
            Menu menu = new Menu((value.isEmpty() ? "(empty)" : value) + " means " + now);
            menu.setMnemonicParsing(false);
            for (String label : labels) {
                menu.getItems()
                        .add(
                                radio(
                                        label,
                                        label.equals(now),
                                        () -> say(roles.withClass(value, label))));
            }
            menus.add(menu);
        }
        return menus;
    }

    private void say(MappingHints hints) {
        model.form().changeTrain("columns", one -> one.withHints(hints));
    }

    private static RadioMenuItem radio(String text, boolean isChosen, Runnable choose) {
        RadioMenuItem item = new RadioMenuItem(text);
        item.setMnemonicParsing(false);
        item.setSelected(isChosen);
        item.setOnAction(_ -> choose.run());
        return item;
    }
}
