package org.taskvectors.tensor;

/// A matrix of floats that products read, any part of it and as often as they like, from any
/// thread.
public interface Matrix {
    /// Returns how many rows there are.
    int rows();

    /// Returns how many columns there are.
    int columns();

    /// Copies `count` elements of a row.
    ///
    /// @param row the row
    /// @param column the column of the first element
    /// @param into the array that takes them
    /// @param at the index of the first of them in `into`
    void copy(int row, int column, float[] into, int at, int count);
}
