package org.taskvectors.ui.extract;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Labelled;
import org.taskvectors.ui.common.Tables;
import org.taskvectors.ui.common.Tag;

/// The pair check as a table.
final class CheckTable {
    private static final int MOST_ROWS = 12;
    private static final double WHAT = 250;
    private static final double NARROW_WHAT = 215;
    private static final double COUNT = 76;

    /// The margins beside the columns, and the border of the row that has the focus.
    private static final double EDGES = 22;

    private static final double MIN_ROOM = 420;

    /// What a choice takes.
    private static final double CHOICE = 190;

    /// What a name of a tensor takes, so that an action never takes all the room.
    private static final double MIN_EXAMPLE = 250;

    private static final double PADDING = 20;
    private static final Font FACE = Font.font("Roboto", 13);

    private final ExtractViewModel model;
    private final TableView<CheckRow> table;
    private final TableColumn<CheckRow, CheckRow> what;
    private final TableColumn<CheckRow, CheckRow> example;
    private final TableColumn<CheckRow, CheckRow> action;

    CheckTable(ExtractViewModel model, TableView<CheckRow> table) {
        this.model = model;
        this.table = table;
        Tables.dress(table);
        table.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        what = column("What", WHAT, WhatCell::new);
        TableColumn<CheckRow, Double> count =
                Tables.numbers("Tensors", CheckRow::count, n -> Amounts.count(Math.round(n)));
        example = column("Example", 360, ExampleCell::new);
        action = column("What will be done", 230, () -> new ActionCell(model));
        count.setPrefWidth(COUNT);
        table.getColumns().setAll(List.of(what, count, action, example));
        table.getColumns().forEach(column -> column.setReorderable(false));
        table.getColumns().forEach(column -> column.setSortable(false));
        table.widthProperty().addListener((_, _, _) -> fit());
        table.setPlaceholder(new Label("Nothing was found"));
    }

    void refresh() {
        // New rows take the control away that a choice was made with.
        Focus.leave(table, table);
        table.getItems().setAll(model.rows());
        fit();
        // The way that the rows before were scrolled would hide the first of these.
        table.scrollTo(0);
    }

    private void fit() {
        fitWidths();
        fitHeight();
    }

    /// What will be done is read before an example is: it has the room that its words take, and the
    /// example the rest. In a narrow window the example is what has to be scrolled to.
    private void fitWidths() {
        what.setPrefWidth(isNarrow() ? NARROW_WHAT : WHAT);
        double room = Math.max(MIN_ROOM, table.getWidth() - what.getPrefWidth() - COUNT - EDGES);
        double words =
                table.getItems().stream().mapToDouble(CheckTable::width).max().orElse(0) + PADDING;
        double given = Math.max(CHOICE, Math.min(words, room - MIN_EXAMPLE));
        example.setPrefWidth(room - given);
        action.setPrefWidth(given);
    }

    private boolean isNarrow() {
        return table.getWidth() < WHAT + COUNT + EDGES + MIN_ROOM;
    }

    private static double width(CheckRow row) {
        if (row.hasChoice() || row.asksPartial() || !row.offer().isEmpty()) {
            return 0;
        }
        Text text = new Text(row.action());
        text.setFont(FACE);
        return Math.ceil(text.getLayoutBounds().getWidth());
    }

    /// As high as its rows, and its scroll bar where the window is narrow.
    private void fitHeight() {
        int rows = Math.clamp(table.getItems().size(), 1, MOST_ROWS);
        double height = 34 + rows * 28.0 + (isNarrow() ? 26 : 2);
        table.setPrefHeight(height);
        table.setMinHeight(height);
        table.setMaxHeight(height);
    }

    private static TableColumn<CheckRow, CheckRow> column(
            String title, double width, Supplier<TableCell<CheckRow, CheckRow>> cell) {
        TableColumn<CheckRow, CheckRow> column = new TableColumn<>(title);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(_ -> cell.get());
        column.setPrefWidth(width);
        return column;
    }

    /// The category as a tag, with a few words.
    private static final class WhatCell extends TableCell<CheckRow, CheckRow> {
        @Override
        protected void updateItem(@Nullable CheckRow row, boolean empty) {
            super.updateItem(row, empty);
            if (row == null || empty) {
                setGraphic(null);
                return;
            }
            HBox line = new HBox(new Tag(row.category().label(), row.tag()), new Label(row.what()));
            line.getStyleClass().add("check-what");
            setGraphic(line);
            setAccessibleText(row.sentence());
        }
    }

    /// The first tensor's name, and what is special about it.
    private static final class ExampleCell extends TableCell<CheckRow, CheckRow> {
        ExampleCell() {
            getStyleClass().add("mono");
        }

        @Override
        protected void updateItem(@Nullable CheckRow row, boolean empty) {
            super.updateItem(row, empty);
            setText(row == null || empty ? null : text(row));
            setTooltip(row == null || empty ? null : new Tooltip(text(row)));
        }

        private static String text(CheckRow row) {
            return row.detail().isEmpty() ? row.example() : row.example() + "  " + row.detail();
        }
    }

    /// What will be done, or the choice of it.
    private static final class ActionCell extends TableCell<CheckRow, CheckRow> {
        private final ChoiceBox<VocabularyPolicy> choice = new ChoiceBox<>();

        private final ChoiceBox<Boolean> part = new ChoiceBox<>();

        ActionCell(ExtractViewModel model) {
            dress(
                    part,
                    List.of(false, true),
                    "What is done about what was not matched or cannot be read",
                    isPartial -> isPartial ? "leave out: a partial vector" : "refuse the pair",
                    model.partialProperty()::set);
            dress(
                    choice,
                    List.of(VocabularyPolicy.values()),
                    "What is done about a grown vocabulary",
                    policy ->
                            policy == VocabularyPolicy.SHARED
                                    ? "difference of the shared rows"
                                    : "refuse the pair",
                    model.vocabularyProperty()::set);
            this.model = model;
        }

        private static <T> void dress(
                ChoiceBox<T> box,
                List<T> items,
                String what,
                Function<T, String> words,
                Consumer<T> chosen) {
            box.getItems().setAll(items);
            box.getStyleClass().add("check-choice");
            box.setMaxWidth(USE_PREF_SIZE);
            box.setAccessibleText(what);
            box.setConverter(new Labelled<>(words));
            box.setOnAction(
                    _ -> {
                        T value = box.getValue();
                        if (value != null) {
                            chosen.accept(value);
                        }
                    });
        }

        private final ExtractViewModel model;

        @Override
        protected void updateItem(@Nullable CheckRow row, boolean empty) {
            super.updateItem(row, empty);
            setGraphic(null);
            setText(null);
            setTooltip(null);
            if (row == null || empty) {
                return;
            }
            if (!row.offer().isEmpty()) {
                Button measure = new Button("Measure against " + row.offer());
                measure.setMnemonicParsing(false);
                measure.getStyleClass().add("check-choice");
                measure.setOnAction(_ -> model.measureQuantization());
                measure.setTooltip(new Tooltip(row.action()));
                setGraphic(measure);
            } else if (row.asksPartial()) {
                part.setValue(model.partialProperty().get());
                setGraphic(part);
            } else if (row.hasChoice()) {
                choice.setValue(model.vocabularyProperty().get());
                setGraphic(choice);
            } else {
                setText(row.action());
                setTooltip(new Tooltip(row.action()));
            }
        }
    }
}
