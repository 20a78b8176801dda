package org.taskvectors.analysis.spectrum;

/// How much of the first k singular directions of one matrix lies in those of another of its shape,
/// for every k up to some: ‖U_aᵀ·U_b‖_F² / k, likewise for V. Between 0 and 1; random subspaces of
/// R^m have k/m.
public final class DirectionOverlap {
    /// The most directions that are compared.
    public static final int MOST = 64;

    private final int rows;
    private final int columns;
    private final double[] left;
    private final double[] right;

    /// @param left of the left directions for k = 1, 2, …
    /// @param right of the right ones, for as many
    /// @throws IllegalArgumentException where these are not as many, or more than a side
    public DirectionOverlap(int rows, int columns, double[] left, double[] right) {
        if (left.length != right.length || left.length > Math.min(rows, columns)) {
            throw new IllegalArgumentException("overlaps of other directions than there are");
        }
        this.rows = rows;
        this.columns = columns;
        this.left = left.clone();
        this.right = right.clone();
    }

    /// Returns the length of a left direction.
    public int rows() {
        return rows;
    }

    /// Returns the length of a right direction.
    public int columns() {
        return columns;
    }

    /// Returns the largest k that is known: both matrices have so many directions.
    public int count() {
        return left.length;
    }

    /// Returns the overlap of the first k left directions; NaN where one matrix has fewer.
    public double left(int k) {
        return k < 1 || k > left.length ? Double.NaN : left[k - 1];
    }

    /// Returns the overlap of the first k right directions; NaN where one matrix has fewer.
    public double right(int k) {
        return k < 1 || k > right.length ? Double.NaN : right[k - 1];
    }
}
