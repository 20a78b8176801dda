package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;

/// What every figure is checked for when it is made.
final class Checks {
    private Checks() {}

    static List<Series> series(List<Series> series, Positions positions) {
        for (Series one : series) {
            size("series " + one.name(), one.values().size(), positions.size());
        }
        return List.copyOf(series);
    }

    static List<Integer> marked(List<Integer> marked, Positions positions) {
        for (int index : marked) {
            if (index < 0 || index >= positions.size()) {
                throw new IllegalArgumentException(
                        "marked " + index + " of " + positions.size() + " positions");
            }
        }
        return marked.stream().sorted().toList();
    }

    static void within(Emphasis emphasis, int series) {
        List<Integer> all = new ArrayList<>(emphasis.chosen());
        emphasis.hovered().ifPresent(all::add);
        for (int index : all) {
            if (index < 0 || index >= series) {
                throw new IllegalArgumentException("line " + index + " of " + series);
            }
        }
    }

    static void size(String what, int size, int expected) {
        if (size != expected) {
            throw new IllegalArgumentException(what + " has " + size + ", not " + expected);
        }
    }
}
