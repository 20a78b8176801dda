package org.taskvectors.ui.compare;

import java.util.Comparator;
import javafx.scene.control.TableColumn;

/// Orders the numbers of a column, what is undefined last in either direction.
record UndefinedLast(TableColumn<?, Double> column) implements Comparator<Double> {
    @Override
    public int compare(Double a, Double b) {
        boolean noA = Double.isNaN(a);
        boolean noB = Double.isNaN(b);
        if (noA || noB) {
            int last = Boolean.compare(noA, noB);
            return column.getSortType() == TableColumn.SortType.DESCENDING ? -last : last;
        }
        return Double.compare(a, b);
    }
}
