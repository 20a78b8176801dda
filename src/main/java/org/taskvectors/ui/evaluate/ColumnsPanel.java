package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.Tables;
import org.taskvectors.ui.shell.FileDialogs;

/// The columns of a file of rows, what they are, and what its first rows would ask.
final class ColumnsPanel extends VBox {
    private static final int MOST_VALUES = 24;
    private static final int MOST_COLUMNS = 40;

    private final EvaluateViewModel model;
    private final DataChoices choices;
    private final Label title = new Label();
    private final Label facts = Nodes.line("muted");
    private final Label wrong = Nodes.line("bad");
    private final MenuButton words = new MenuButton("Words");
    private final MenuButton judged = new MenuButton("Judged by");
    private final MenuButton rows = new MenuButton("Rows");
    private final TableView<List<String>> preview = new TableView<>();
    private final FlowPane values = new FlowPane(12, 6);
    private final SectionLabel valuesTitle = new SectionLabel("What the answers mean");
    private final DryRows dry = new DryRows();
    private Optional<Table> previewed = Optional.empty();

    ColumnsPanel(EvaluateViewModel model, FileDialogs dialogs) {
        this.model = model;
        this.choices = new DataChoices(model, dialogs);
        getStyleClass().addAll("card", "columns-panel");
        setId("columns-panel");
        setMinWidth(0);
        title.getStyleClass().add("card-title");
        title.setMinWidth(0);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button close = new Button("Done");
        close.getStyleClass().add("primary");
        close.setId("columns-done");
        close.setMinWidth(USE_PREF_SIZE);
        close.setOnAction(_ -> model.showColumns(Optional.empty()));
        for (MenuButton each : List.of(words, judged, rows)) {
            each.setMinWidth(USE_PREF_SIZE);
            each.getItems().setAll(new MenuItem("…"));
        }
        HBox head = new HBox(8, title, space, rows, words, judged, close);
        head.getStyleClass().add("columns-head");
        Tables.dress(preview);
        preview.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        preview.setId("preview");
        preview.setPrefHeight(46 + 28 * 10 + 16);
        preview.setMinHeight(46 + 28 * 4);
        preview.setAccessibleText("The first ten rows of the file");
        VBox.setVgrow(dry, Priority.ALWAYS);
        getChildren()
                .setAll(
                        head,
                        facts,
                        wrong,
                        preview,
                        valuesTitle,
                        values,
                        new SectionLabel("Dry run: what the first ten rows ask"),
                        dry);
        RowFiles.drop(this, model);
        model.columnsProperty().addListener((_, _, _) -> show());
        model.data().choicesProperty().addListener((_, _, _) -> show());
        model.data().readsProperty().addListener((_, _, _) -> show());
        show();
    }

    private Optional<DataChoice> choice() {
        return model.columnsProperty()
                .get()
                .flatMap(
                        key ->
                                model.data().choicesProperty().get().stream()
                                        .filter(one -> one.key().equals(key))
                                        .findFirst());
    }

    private void show() {
        Optional<DataChoice> found = choice();
        if (found.isEmpty()) {
            if (model.columnsProperty().get().isPresent()) {
                model.showColumns(Optional.empty());
            }
            return;
        }
        DataChoice choice = found.get();
        DataRead read = model.data().read(choice);
        title.setText("Columns and dry run: " + DataList.name(choice));
        words.setOnShowing(_ -> words.getItems().setAll(choices.words(choice).getItems()));
        judged.setOnShowing(_ -> judged.getItems().setAll(choices.kinds(choice, read).getItems()));
        rows.setOnShowing(_ -> rows.getItems().setAll(choices.limits(choice).getItems()));
        facts.setText(facts(choice, read));
        Nodes.say(wrong, read instanceof DataRead.Wrong bad ? bad.reason() : "");
        Roles roles = Roles.of(choice, read);
        showPreview(read.rows(), roles);
        showValues(read.rows(), roles);
        dry.show(read);
    }

    private static String facts(DataChoice choice, DataRead read) {
        List<String> all = new ArrayList<>();
        all.add(choice.file().toString());
        switch (read) {
            case DataRead.Reading _ -> all.add("being read…");
            case DataRead.Wrong wrong ->
                    wrong.table()
                            .ifPresent(
                                    table -> all.add(Amounts.counted(table.rows().size(), "row")));
            case DataRead.Ready ready -> {
                all.add(Amounts.some(ready.examples(), ready.available(), "rows are asked"));
                all.add("in " + ready.reader().wording());
                all.addAll(ready.notes());
            }
        }
        return String.join(" · ", all);
    }

    private void showPreview(Optional<Table> table, Roles roles) {
        Nodes.visible(preview, table.isPresent());
        if (table.isEmpty()) {
            return;
        }
        Table now = table.get();
        List<String> columns =
                now.columns().subList(0, Math.min(MOST_COLUMNS, now.columns().size()));
        boolean isOther = previewed.map(one -> !one.columns().equals(now.columns())).orElse(true);
        previewed = table;
        if (isOther) {
            List<TableColumn<List<String>, ?>> made = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                made.add(column(now, i));
            }
            preview.getColumns().setAll(made);
        }
        for (int i = 0; i < columns.size(); i++) {
            preview.getColumns().get(i).setGraphic(head(columns.get(i), roles));
        }
        preview.getItems().setAll(now.preview());
    }

    private static TableColumn<List<String>, String> column(Table table, int index) {
        TableColumn<List<String>, String> column = new TableColumn<>();
        column.setCellValueFactory(
                row ->
                        new ReadOnlyObjectWrapper<>(
                                row.getValue().get(index).replaceAll("\\s+", " ")));
        int longest =
                table.preview().stream().mapToInt(row -> row.get(index).length()).max().orElse(0);
        column.setPrefWidth(Math.clamp(longest * 6.5 + 24, 130, 420));
        column.setSortable(false);
        column.setReorderable(false);
        return column;
    }

    /// The head of a column is a menu of what the column is.
    private Node head(String column, Roles roles) {
        Label name = new Label(column);
        name.getStyleClass().add("mono");
        MenuButton role = new MenuButton(roles.word(column));
        role.getStyleClass().add("link");
        role.setMnemonicParsing(false);
        role.setAccessibleText("What the column " + column + " is: " + roles.word(column));
        role.getItems().setAll(items(column, roles));
        VBox head = new VBox(name, role);
        head.getStyleClass().add("column-role");
        return head;
    }

    private List<MenuItem> items(String column, Roles roles) {
        List<MenuItem> items = new ArrayList<>();
        for (String field : roles.possible()) {
            items.add(
                    DataChoices.radio(
                            "the field " + field,
                            column.equals(roles.fields().get(field)),
                            () -> say(roles, roles.withField(field, column))));
        }
        if (roles.hasTruth()) {
            items.add(
                    DataChoices.radio(
                            "the answer",
                            column.equals(roles.truth()),
                            () -> say(roles, roles.withTruth(column))));
        }
        if (roles.hasChoices()) {
            items.add(
                    DataChoices.radio(
                            "a choice",
                            roles.choices().contains(column),
                            () -> say(roles, roles.withChoice(column))));
        }
        items.add(
                DataChoices.radio(
                        "not used",
                        roles.word(column).equals("not used"),
                        () -> say(roles, roles.withNothing(column))));
        return items;
    }

    private void say(Roles roles, MappingHints hints) {
        model.data().change(roles.choice().key(), "columns", one -> one.withHints(hints));
    }

    private void showValues(Optional<Table> table, Roles roles) {
        values.getChildren().clear();
        int column = table.map(one -> one.columns().indexOf(roles.truth())).orElse(-1);
        List<String> labels = roles.labels();
        boolean isShown = column >= 0 && !labels.isEmpty();
        Nodes.visible(values, isShown);
        Nodes.visible(valuesTitle, isShown);
        if (!isShown) {
            return;
        }
        Set<String> found = new LinkedHashSet<>();
        for (List<String> row : table.orElseThrow().rows()) {
            if (found.size() < MOST_VALUES) {
                found.add(row.get(column));
            }
        }
        for (String value : found) {
            values.getChildren().add(meaning(value, labels, roles));
        }
    }

    private HBox meaning(String value, List<String> labels, Roles roles) {
        Label shown = new Label(value.isEmpty() ? "(empty)" : value);
        shown.getStyleClass().add("mono");
        shown.setMaxWidth(160);
        ComboBox<String> label = new ComboBox<>();
        label.getItems().setAll(labels);
        label.setPromptText("left out");
        label.setValue(roles.classes().get(value));
        label.setAccessibleText("What " + value + " means");
        label.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (now != null) {
                                say(roles, roles.withClass(value, now));
                            }
                        });
        HBox line = new HBox(6, shown, new Label("→"), label);
        line.getStyleClass().add("meaning");
        return line;
    }
}
