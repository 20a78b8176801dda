package org.taskvectors.analysis;

import java.util.Locale;

/// How tensors are grouped; a group is one row of a table, one point of a figure.
public enum Grouping {
    LAYER,
    MODULE,
    CELL,
    TENSOR;

    /// Returns the word on the command line: `layer`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
