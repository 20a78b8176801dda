package org.taskvectors.ui.common;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/// Tables as this program has them: rows of 28, words on the left, numbers on the right and sorted
/// as numbers, what is undefined a dash and last.
public final class Tables {
    private Tables() {}

    /// Gives a table our look. Rows fill the width; the columns keep their shares of it.
    public static void dress(TableView<?> table) {
        table.getStyleClass().add("rows");
        table.setFixedCellSize(28);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
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
