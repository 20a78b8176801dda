package org.taskvectors.ui.hub;

import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.ui.common.MiddleLabel;
import org.taskvectors.ui.common.Tables;

/// The files of a model as a table: a box for each, what it is or why it is left aside, how much of
/// it is there. Space ticks the row that has the focus.
final class FileTable {
    private static final int MOST_ROWS = 11;
    private static final int LEAST_ROWS = 3;
    private static final double ROW = 28;
    private static final double HEAD = 34;
    private static final double BOX = 40;
    private static final double SIZE = 84;
    private static final double NAME = 200;
    private static final double NAME_PREFERRED = 320;
    private static final double ABOUT = 224;
    private static final double THERE = 104;

    private FileTable() {}

    static void fill(TableView<FileRow> table, FileChoice choice) {
        Tables.dress(table);
        table.setAccessibleText("Files of the model. Space chooses a file or leaves it aside");
        table.getColumns().setAll(List.of(box(choice), name(), size(), about(), there()));
        table.setItems(choice.rows());
        table.setRowFactory(_ -> new Row());
        table.addEventFilter(KeyEvent.KEY_PRESSED, event -> tick(table, choice, event));
        choice.changesProperty().addListener((_, _, _) -> table.refresh());
    }

    /// Makes the table as high as its rows, up to some.
    static void fit(TableView<FileRow> table) {
        int rows = Math.clamp(table.getItems().size(), 1, MOST_ROWS);
        table.setPrefHeight(HEAD + ROW * rows);
        table.setMinHeight(HEAD + ROW * Math.min(rows, LEAST_ROWS));
    }

    private static void tick(TableView<FileRow> table, FileChoice choice, KeyEvent event) {
        FileRow row = table.getSelectionModel().getSelectedItem();
        if (event.getCode() == KeyCode.SPACE && row != null && !choice.lockedProperty().get()) {
            row.chosenProperty().set(!row.isChosen());
            event.consume();
        }
    }

    private static TableColumn<FileRow, FileRow> column(String title) {
        TableColumn<FileRow, FileRow> column = new TableColumn<>(title);
        column.setCellValueFactory(row -> itself(row.getValue()));
        column.setSortable(false);
        return column;
    }

    private static ObservableValue<FileRow> itself(FileRow row) {
        return new ReadOnlyObjectWrapper<>(row);
    }

    private static TableColumn<FileRow, FileRow> box(FileChoice choice) {
        TableColumn<FileRow, FileRow> column = column("");
        fixed(column, BOX);
        column.setCellFactory(_ -> new BoxCell(choice));
        return column;
    }

    private static TableColumn<FileRow, FileRow> name() {
        TableColumn<FileRow, FileRow> column = column("File");
        column.setMinWidth(NAME);
        column.setPrefWidth(NAME_PREFERRED);
        column.setCellFactory(_ -> new NameCell(FileRow::name, "mono"));
        return column;
    }

    private static TableColumn<FileRow, Double> size() {
        TableColumn<FileRow, Double> column =
                Tables.numbers(
                        "Size",
                        row -> (double) row.file().size(),
                        bytes -> Amounts.bytes(Math.round(bytes)));
        fixed(column, SIZE);
        return column;
    }

    private static TableColumn<FileRow, FileRow> about() {
        TableColumn<FileRow, FileRow> column = column("What it is");
        column.setMinWidth(ABOUT);
        column.setPrefWidth(ABOUT);
        column.setCellFactory(_ -> new NameCell(FileRow::about, "muted"));
        return column;
    }

    private static TableColumn<FileRow, FileRow> there() {
        TableColumn<FileRow, FileRow> column = column("In the cache");
        fixed(column, THERE);
        column.getStyleClass().add("number");
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            @Override
                            protected void updateItem(@Nullable FileRow row, boolean empty) {
                                super.updateItem(row, empty);
                                setText(empty || row == null ? null : row.there());
                            }
                        });
        return column;
    }

    private static void fixed(TableColumn<FileRow, ?> column, double width) {
        column.setMinWidth(width);
        column.setPrefWidth(width);
        column.setMaxWidth(width);
    }

    /// Says the whole of itself to screen readers.
    private static final class Row extends TableRow<FileRow> {
        @Override
        protected void updateItem(@Nullable FileRow row, boolean empty) {
            super.updateItem(row, empty);
            setAccessibleText(empty || row == null ? null : row.words());
        }
    }

    private static final class BoxCell extends TableCell<FileRow, FileRow> {
        private final CheckBox box = new CheckBox();

        BoxCell(FileChoice choice) {
            box.disableProperty().bind(choice.lockedProperty());
            // The table has the focus, and Space.
            box.setFocusTraversable(false);
            box.setOnAction(
                    _ -> {
                        FileRow row = getItem();
                        if (row != null) {
                            row.chosenProperty().set(box.isSelected());
                        }
                    });
        }

        @Override
        protected void updateItem(@Nullable FileRow row, boolean empty) {
            super.updateItem(row, empty);
            setGraphic(empty || row == null ? null : box);
            if (row != null) {
                box.setSelected(row.isChosen());
                box.setAccessibleText("Fetch " + row.name());
            }
        }
    }

    /// Words that are shortened in their middle where they lack room.
    private static final class NameCell extends TableCell<FileRow, FileRow> {
        private final Function<FileRow, String> words;
        private final MiddleLabel label = new MiddleLabel();

        NameCell(Function<FileRow, String> words, String style) {
            this.words = words;
            label.getStyleClass().add(style);
        }

        @Override
        protected void updateItem(@Nullable FileRow row, boolean empty) {
            super.updateItem(row, empty);
            setGraphic(empty || row == null ? null : label);
            if (row != null) {
                label.setWhole(words.apply(row));
            }
        }
    }
}
