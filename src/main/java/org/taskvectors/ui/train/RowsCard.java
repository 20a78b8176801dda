package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.RowFilter;
import org.taskvectors.training.data.ShownRow;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Tables;
import org.taskvectors.ui.evaluate.Roles;

/// The rows of a training: what each column is, what the model sees of the chosen row, and what a
/// person should know of all of them. Large before a run begins, small while it runs.
final class RowsCard extends VBox {
    private static final int IDLE_ROWS = 10;
    private static final int RUNNING_ROWS = 3;
    private static final int MOST_COLUMNS = 12;
    private static final double TOKENS = 64;
    private static final double SIDE_BY_SIDE = 700;

    private final TrainViewModel model;
    private final Label classes = new Label();
    private final ToggleButton filter = new ToggleButton();
    private final Label title = new Label("Data, mapped");
    private final Label wrong = Nodes.line("bad");
    private final TableView<ShownRow> rows = new TableView<>();
    private final TableView<List<String>> raw = new TableView<>();
    private final Label placeholder = new Label();
    private final SeenText seen = new SeenText();
    private final RowsFoot foot;
    private final HBox beside = new HBox();
    private final VBox left;
    private final VBox stacked = new VBox();
    private List<Object> columnsOf = List.of();
    private boolean isShowing;

    RowsCard(TrainViewModel model) {
        this.model = model;
        this.foot = new RowsFoot(model);
        getStyleClass().addAll("card", "rows-card");
        setId("rows-card");
        setMinWidth(0);
        title.getStyleClass().add("card-title");
        title.setMinWidth(USE_PREF_SIZE);
        classes.getStyleClass().add("secondary");
        classes.setMinWidth(0);
        filter.getStyleClass().setAll("chip");
        filter.setMinWidth(USE_PREF_SIZE);
        filter.setOnAction(_ -> model.rows().showAll());
        HBox head = new HBox(title, filter, Nodes.space(), classes);
        head.getStyleClass().add("rows-head");
        dressTables();
        StackPane tables = new StackPane(rows, raw);
        VBox.setVgrow(tables, Priority.ALWAYS);
        left = new VBox(head, wrong, tables);
        left.getStyleClass().add("rows-left");
        left.setMinWidth(0);
        HBox.setHgrow(left, Priority.ALWAYS);
        left.setPrefWidth(560);
        seen.setPrefWidth(430);
        HBox.setHgrow(seen, Priority.ALWAYS);
        beside.getStyleClass().add("rows-beside");
        VBox.setVgrow(beside, Priority.ALWAYS);
        getChildren().setAll(beside, foot);
        widthProperty().addListener((_, _, width) -> lay(width.doubleValue()));
        lay(SIDE_BY_SIDE);
    }

    private void dressTables() {
        Tables.dress(rows);
        rows.setId("train-rows-table");
        rows.setPlaceholder(placeholder);
        placeholder.getStyleClass().add("secondary");
        placeholder.setWrapText(true);
        rows.setAccessibleText("Rows of the file; the chosen one is shown as the model sees it");
        rows.getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                model.rows().choose(now);
                            }
                        });
        Tables.dress(raw);
        raw.setId("train-raw-table");
        raw.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        raw.setAccessibleText("The first rows of the file, whose columns are not known yet");
    }

    private void lay(double width) {
        boolean isStacked = width < SIDE_BY_SIDE;
        if (isStacked == stacked.getChildren().contains(seen) && !beside.getChildren().isEmpty()) {
            return;
        }
        stacked.getChildren().clear();
        beside.getChildren().clear();
        seen.getStyleClass().removeAll(List.of("below"));
        if (isStacked) {
            seen.getStyleClass().add("below");
            stacked.getChildren().setAll(left, seen);
            HBox.setHgrow(stacked, Priority.ALWAYS);
            stacked.setMinWidth(0);
            VBox.setVgrow(left, Priority.ALWAYS);
            beside.getChildren().setAll(stacked);
        } else {
            beside.getChildren().setAll(left, seen);
        }
    }

    /// @param form whose rows they are
    /// @param isText whether it is that of a run, which cannot be changed
    void show(Form form, boolean isText) {
        isShowing = true;
        Found<RowsLook.Columns> columns = model.rows().columnsProperty().get();
        Found<PreparedRows> prepared = model.rows().preparedProperty().get();
        boolean isMapped = columns.answer().flatMap(RowsLook.Columns::reader).isPresent();
        Optional<Table> table = columns.answer().flatMap(RowsLook.Columns::table);
        boolean isRaw = !isMapped && table.isPresent() && !isText;
        Nodes.visible(raw, isRaw);
        Nodes.visible(rows, !isRaw);
        title.setText(isRaw ? "Data, not mapped" : "Data, mapped");
        form.train()
                .ifPresent(
                        choice -> {
                            Roles roles =
                                    Roles.of(
                                            choice,
                                            columns.answer().flatMap(RowsLook.Columns::reader));
                            if (isRaw) {
                                showRaw(table.get(), roles);
                            } else {
                                showColumns(table, roles, isText);
                            }
                        });
        showRows(isText);
        String reason =
                columns.answer()
                        .map(RowsLook.Columns::wrong)
                        .filter(one -> !one.isEmpty())
                        .orElseGet(() -> columns.reason() + prepared.reason());
        Nodes.say(wrong, reason);
        boolean isAsking = prepared.isAsking() || columns.isAsking();
        placeholder.setText(isAsking ? "The rows are being read…" : "");
        Optional<DataFacts> facts = model.rows().factsProperty().get();
        classes.setText(facts.map(RowsCard::balance).orElse(""));
        showFilter();
        foot.show(form, facts, prepared.answer());
        isShowing = false;
    }

    private void showFilter() {
        Optional<RowFilter> kind = model.rows().filterProperty().get();
        Nodes.visible(filter, kind.isPresent());
        filter.setSelected(true);
        kind.ifPresent(
                one -> {
                    int all =
                            model.rows()
                                    .preparedProperty()
                                    .get()
                                    .answer()
                                    .map(rowsOf -> rowsOf.count(one))
                                    .orElse(0);
                    String count =
                            all > RowsLook.MOST
                                    ? "the first " + RowsLook.MOST + " of " + Amounts.count(all)
                                    : Amounts.count(all);
                    filter.setText(count + " " + one.word() + "  ×");
                    filter.setAccessibleText(
                            "Lists the rows that are " + one.word() + "; all again");
                });
    }

    private void showRows(boolean isText) {
        List<ShownRow> now = model.rows().listedProperty().get();
        if (!rows.getItems().equals(now)) {
            rows.getItems().setAll(now);
        }
        int shown = isText ? RUNNING_ROWS : IDLE_ROWS;
        double height = 32 + 28 * shown + 2;
        rows.setMinHeight(32 + 28 * Math.min(shown, 3) + 2);
        rows.setPrefHeight(height);
        raw.setPrefHeight(height);
        setMaxHeight(isText ? USE_PREF_SIZE : Double.MAX_VALUE);
        Optional<ShownRow> chosen = model.rows().chosenProperty().get();
        chosen.ifPresentOrElse(
                row -> rows.getSelectionModel().select(now.indexOf(row)),
                () -> rows.getSelectionModel().clearSelection());
        seen.show(chosen);
    }

    /// `positive 55.8 %, negative 44.2 %`
    private static String balance(DataFacts facts) {
        double all = facts.classes().values().stream().mapToInt(Integer::intValue).sum();
        List<String> parts = new ArrayList<>();
        facts.classes()
                .forEach(
                        (name, count) ->
                                parts.add(
                                        name
                                                + " "
                                                + Digits.decimals(1).format(100 * count / all)
                                                + " %"));
        return all == 0 ? "" : String.join(", ", parts);
    }

    /// A column for each field, one for the answer, one for the tokens.
    private void showColumns(Optional<Table> table, Roles roles, boolean isText) {
        List<Object> now = List.of(table.map(Table::columns).orElse(List.of()), roles, isText);
        if (now.equals(columnsOf)) {
            return;
        }
        columnsOf = now;
        List<TableColumn<ShownRow, ?>> made = new ArrayList<>();
        int index = 0;
        for (String field : fields(roles).keySet()) {
            int at = index++;
            made.add(
                    column(
                            new RowsHead(model, roles, table, isText).field(field),
                            row -> at < row.fields().size() ? row.fields().get(at) : ""));
        }
        if (made.isEmpty()) {
            TableColumn<ShownRow, String> text = column(new Label("text"), RowsCard::whole);
            made.add(text);
        }
        if (!roles.truth().isEmpty()) {
            TableColumn<ShownRow, String> answer =
                    column(
                            new RowsHead(model, roles, table, isText).answer(),
                            row -> answer(row, table, roles));
            answer.setMaxWidth(220);
            answer.setPrefWidth(150);
            made.add(answer);
        }
        TableColumn<ShownRow, Double> tokens =
                Tables.numbers(
                        "tokens",
                        row -> row.tokens() == 0 ? Double.NaN : row.tokens(),
                        Digits.decimals(0)::format);
        tokens.setMinWidth(TOKENS);
        tokens.setMaxWidth(TOKENS);
        made.add(tokens);
        made.forEach(
                column -> {
                    column.setSortable(false);
                    column.setReorderable(false);
                });
        rows.getColumns().setAll(made);
    }

    /// The fields that are read from a column, in the template's order.
    private static Map<String, String> fields(Roles roles) {
        Map<String, String> fields = new LinkedHashMap<>();
        roles.possible()
                .forEach(
                        field -> {
                            if (roles.fields().containsKey(field)) {
                                fields.put(field, roles.fields().get(field));
                            }
                        });
        roles.fields().forEach(fields::putIfAbsent);
        return fields;
    }

    private static TableColumn<ShownRow, String> column(
            Region head, Function<ShownRow, String> text) {
        TableColumn<ShownRow, String> column =
                Tables.words("", row -> text.apply(row).replaceAll("\\s+", " "));
        column.setGraphic(head);
        column.setMinWidth(80);
        return column;
    }

    private static String whole(ShownRow row) {
        StringBuilder text = new StringBuilder();
        row.pieces().forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /// `0 → negative`, where the file says it otherwise.
    private static String answer(ShownRow row, Optional<Table> table, Roles roles) {
        int column = table.map(one -> one.columns().indexOf(roles.truth())).orElse(-1);
        String said =
                column < 0 || row.row() >= table.get().rows().size()
                        ? ""
                        : table.get().rows().get(row.row()).get(column);
        return said.isEmpty() || said.equals(row.answer()) || row.answer().isEmpty()
                ? said + (said.equals(row.answer()) ? "" : row.answer())
                : said + " → " + row.answer();
    }

    /// All columns, since it is not known which are needed.
    private void showRaw(Table table, Roles roles) {
        List<Object> now = List.of(table.columns(), roles);
        if (now.equals(columnsOf)) {
            return;
        }
        columnsOf = now;
        List<TableColumn<List<String>, ?>> made = new ArrayList<>();
        int count = Math.min(MOST_COLUMNS, table.columns().size());
        for (int i = 0; i < count; i++) {
            int at = i;
            TableColumn<List<String>, String> column = new TableColumn<>();
            column.setCellValueFactory(
                    row ->
                            new ReadOnlyObjectWrapper<>(
                                    row.getValue().get(at).replaceAll("\\s+", " ")));
            column.setGraphic(
                    new RowsHead(model, roles, Optional.of(table), false)
                            .column(table.columns().get(i)));
            column.setPrefWidth(170);
            column.setSortable(false);
            column.setReorderable(false);
            made.add(column);
        }
        raw.getColumns().setAll(made);
        raw.getItems().setAll(table.preview());
    }
}
