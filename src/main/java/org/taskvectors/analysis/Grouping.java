package org.taskvectors.analysis;

import java.util.Locale;

/// By what tensors are put together: one row of a table, one point of a figure.
public enum Grouping {
    LAYER,
    MODULE,
    CELL,
    TENSOR;

    /// The word on the command line: `layer`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
