package org.taskvectors.tensor;

/// A matrix of floats that products read, any part of it and as often as they like, from any
/// thread.
public interface Matrix {
    int rows();

    int columns();

    /// Copies `count` elements of a row.
    ///
    /// @param column the first of them
    /// @param at where they go in `into`
    void copy(int row, int column, float[] into, int at, int count);
}
