package org.taskvectors.analysis.metric;

/// Where a metric stands without being asked for. Where somebody can choose a metric, and in the
/// JSON, every one stands.
public enum Use {
    /// In the window's table, whatever is drawn.
    LEADING,
    /// In the window's table where a metric of its family is drawn.
    WITH_FAMILY,
    /// In the command line's table of several vectors.
    COMPARED,
    /// Among the figures that the command line draws over layers, module kinds, or tensors.
    FIGURE,
    /// Among the heat maps that the command line draws of layers and module kinds.
    MAP
}
