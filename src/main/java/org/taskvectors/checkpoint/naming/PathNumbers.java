package org.taskvectors.checkpoint.naming;

import java.util.List;

/// Numbers among the parts of a tensor's name.
final class PathNumbers {
    /// Longer ones number no layers.
    private static final int MOST_DIGITS = 6;

    private PathNumbers() {}

    /// Returns the index of the first part that is a number; −1 if none is.
    static int first(List<String> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (isNumber(parts.get(i), 0, parts.get(i).length())) {
                return i;
            }
        }
        return -1;
    }

    /// Whether `name` from `start` to `end` is a number that a layer can have.
    static boolean isNumber(String name, int start, int end) {
        if (end <= start || end - start > MOST_DIGITS) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
