package org.taskvectors.analysis.metric;

/// Where a metric stands unless a person chooses another. Every metric stands in the JSON, in the
/// table of one vector, and among the choices of the window.
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
