package org.taskvectors.ui.common;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/// Tables as this program has them: rows of 28, words on the left, numbers on the right and sorted
/// as numbers, what is undefined a dash and last.
public final class Tables {
    /// The room around a column's text, and that of a letter.
    private static final double AROUND = 24;

    private static final double LETTER = 6.6;
    private static final int MOST_LETTERS = 16;
    private static final double SCROLL_BAR = 20;

    private Tables() {}

    /// Gives a table our look. Rows fill the width; the columns keep their shares of it.
    public static void dress(TableView<?> table) {
        table.getStyleClass().add("rows");
        table.setFixedCellSize(28);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    }

    /// Lets a table be scrolled sideways where its columns cannot all be read: each is as wide as
    /// its head, or as its longest text, at least.
    public static void scrollWhereNarrow(TableView<?> table) {
        table.widthProperty().addListener((_, _, _) -> fit(table));
        table.getColumns().addListener((ListChangeListener<Object>) _ -> fit(table));
    }

    private static void fit(TableView<?> table) {
        double least = table.getColumns().stream().mapToDouble(c -> c.getMinWidth()).sum();
        table.setColumnResizePolicy(
                least > table.getWidth() - SCROLL_BAR
                        ? TableView.UNCONSTRAINED_RESIZE_POLICY
                        : TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    }

    /// Makes a column as wide as so many characters need, and its head; a longer one is shortened.
    ///
    /// @param longest the characters of its longest text; 0 where the head is longer in any case
    public static void setLeast(TableColumn<?, ?> column, int longest) {
        int head = column.getText().codePointCount(0, column.getText().length());
        double least = AROUND + LETTER * Math.min(MOST_LETTERS, Math.max(head, longest));
        column.setMinWidth(Math.max(column.getMinWidth(), least));
    }

    /// A column of words.
    public static <S> TableColumn<S, String> words(String title, Function<S, String> text) {
        TableColumn<S, String> column = new TableColumn<>(title);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(text.apply(row.getValue())));
        return column;
    }

    /// A column of numbers.
    ///
    /// @param number the exact number; NaN is undefined
    /// @param written how it is written: [org.taskvectors.analysis.metric.Quantity#write] for
    ///   example
    public static <S> TableColumn<S, Double> numbers(
            String title, ToDoubleFunction<S> number, Function<Double, String> written) {
        TableColumn<S, Double> column = new TableColumn<>(title);
        column.getStyleClass().add("number");
        column.setCellValueFactory(
                row -> new ReadOnlyObjectWrapper<>(number.applyAsDouble(row.getValue())));
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            @Override
                            protected void updateItem(@Nullable Double item, boolean empty) {
                                super.updateItem(item, empty);
                                setText(empty || item == null ? null : written.apply(item));
                            }
                        });
        return column;
    }
}
