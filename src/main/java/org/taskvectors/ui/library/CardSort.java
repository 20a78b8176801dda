package org.taskvectors.ui.library;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// In which order cards stand.
public enum CardSort {
    ADDED("As added"),
    NAME("Name"),
    SIZE("Size"),
    KIND("Kind"),
    NORM("‖τ‖");

    private final String label;

    CardSort(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /// The order of items.
    ///
    /// @param norm ‖τ‖ of a vector; NaN where it is not known
    Comparator<FileItem> order(ToDoubleFunction<FileItem> norm) {
        return switch (this) {
            case ADDED -> (_, _) -> 0;
            case NAME -> byName();
            case SIZE -> Comparator.comparingLong(CardSort::bytes).reversed();
            case KIND -> Comparator.comparing(FileItem::role).thenComparing(byName());
            case NORM ->
                    Comparator.comparingDouble(
                            item -> {
                                double known = norm.applyAsDouble(item);
                                return Double.isNaN(known) ? Double.POSITIVE_INFINITY : -known;
                            });
        };
    }

    private static Comparator<FileItem> byName() {
        return Comparator.comparing(
                (FileItem item) -> item.name().toLowerCase(Locale.ROOT), TensorTree.natural());
    }

    private static long bytes(FileItem item) {
        return item.facts().map(Facts::bytes).orElse(0L);
    }
}
