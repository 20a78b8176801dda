package org.taskvectors.analysis.spectrum;

/// A symmetric matrix of doubles, of which the triangle from the diagonal on to the right counts;
/// what lies below the diagonal is never read. Rows are padded, so that no kernel needs an edge.
final class SymmetricMatrix {
    /// Columns that a row is padded to a multiple of: the widest strip there is.
    private static final int STRIP = 32;

    /// Rows that are padded to a multiple of: a product's group.
    private static final int GROUP = 4;

    /// Doubles beyond whole strips from row to row: off the powers of two, which would put all rows
    /// into the same few sets of the cache.
    private static final int APART = 8;

    private final int size;
    private final int stride;
    private final double[] data;

    /// A matrix of zeros.
    ///
    /// @throws ArithmeticException where it is too large for an array
    SymmetricMatrix(int size) {
        this.size = size;
        this.stride = stride(size);
        this.data = new double[Math.multiplyExact(Math.ceilDiv(size, GROUP) * GROUP, stride)];
    }

    /// Returns doubles from one row of such a matrix to the next.
    static int stride(int size) {
        return Math.ceilDiv(size, STRIP) * STRIP + APART;
    }

    /// Returns how many bytes a matrix of that size takes; more than a long where it is too large.
    static double bytes(int size) {
        return 8.0 * (size + GROUP) * stride(size);
    }

    int size() {
        return size;
    }

    int stride() {
        return stride;
    }

    /// The elements themselves: row r, column c ≥ r at r·stride + c.
    double[] data() {
        return data;
    }

    int at(int row, int column) {
        return row * stride + column;
    }
}
