package org.taskvectors.tokenizer.template;

import java.util.List;

/// A list, a tuple, a range, or what a map's `items()`, `keys()` and `values()` return.
///
/// @param shown how a range prints; empty for the others
record Items(Kind kind, List<Object> all, String shown) {
    enum Kind {
        LIST("list"),
        TUPLE("tuple"),
        RANGE("range"),
        MAP_ITEMS("dict_items"),
        MAP_KEYS("dict_keys"),
        MAP_VALUES("dict_values");

        private final String python;

        Kind(String python) {
            this.python = python;
        }

        /// Returns its name in Python.
        String python() {
            return python;
        }
    }

    static Items list(List<Object> all) {
        return new Items(Kind.LIST, all, "");
    }

    static Items tuple(Object... all) {
        return new Items(Kind.TUPLE, List.of(all), "");
    }

    static Items tuple(List<Object> all) {
        return new Items(Kind.TUPLE, all, "");
    }

    int size() {
        return all.size();
    }

    boolean isList() {
        return kind == Kind.LIST;
    }

    /// Whether elements of it can be asked for by their numbers.
    boolean isSequence() {
        return kind == Kind.LIST || kind == Kind.TUPLE || kind == Kind.RANGE;
    }
}
