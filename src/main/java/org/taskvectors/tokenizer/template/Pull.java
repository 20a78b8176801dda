package org.taskvectors.tokenizer.template;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Something that gives one value after another, once: what Python calls an iterator.
///
/// @param type its name in Python
/// @param values the values that are left
record Pull(String type, Iterator<Object> values) {
    static Pull generator(Iterator<Object> values) {
        return new Pull("generator", values);
    }

    static Pull of(List<Object> values) {
        return new Pull("list_iterator", values.iterator());
    }

    Optional<Object> next() {
        return values.hasNext() ? Optional.of(values.next()) : Optional.empty();
    }
}
