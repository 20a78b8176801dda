package org.taskvectors.tokenizer.template;

import java.util.Comparator;
import java.util.List;

/// Sorting by an order that a template's values define, which need not be one.
final class Sorting {
    private Sorting() {}

    /// Sorts, stably. An order that contradicts itself (NaN) is refused.
    static <T> void sort(List<T> list, Comparator<T> order) {
        try {
            list.sort(order);
        } catch (IllegalArgumentException e) {
            // TimSort has noticed that the order contradicts itself.
            throw TemplateError.wrong("values that have no order cannot be sorted");
        }
    }
}
