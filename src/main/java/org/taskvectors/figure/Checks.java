package org.taskvectors.figure;

import java.util.List;
import java.util.OptionalInt;

/// What every figure is checked for when it is made.
final class Checks {
    private Checks() {}

    static List<Series> series(List<Series> series, Positions positions) {
        for (Series one : series) {
            size("series " + one.name(), one.values().size(), positions.size());
        }
        return List.copyOf(series);
    }

    static void marked(OptionalInt marked, Positions positions) {
        if (marked.isPresent()
                && (marked.getAsInt() < 0 || marked.getAsInt() >= positions.size())) {
            throw new IllegalArgumentException(
                    "marked " + marked.getAsInt() + " of " + positions.size() + " positions");
        }
    }

    static void size(String what, int size, int expected) {
        if (size != expected) {
            throw new IllegalArgumentException(what + " has " + size + ", not " + expected);
        }
    }
}
