package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/// A matrix of low rank as its two decoded factors: element (i, j) is scale · Σ_k left(i, k) ·
/// right(k, j), for i < rows, j < columns, k < rank.
///
/// The factors lie in native memory as float64. The right one is cut into panels of [#PANEL]
/// columns, each stored row by row, so that a kernel that goes along a row reads one stream of
/// memory. Once they are filled, any number of threads may read them.
public final class LowRankFactors {
    /// Columns of a panel. A matrix with fewer columns has one panel of that width.
    static final int PANEL = 32;

    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

    private final MemorySegment left;
    private final MemorySegment right;
    private final long rows;
    private final int rank;
    private final long columns;
    private final int width;
    private final double scale;
    private final boolean exactProducts;

    private LowRankFactors(
            MemorySegment left,
            MemorySegment right,
            long rows,
            int rank,
            long columns,
            double scale,
            boolean exactProducts) {
        this.left = left;
        this.right = right;
        this.rows = rows;
        this.rank = rank;
        this.columns = columns;
        this.width = width(columns);
        this.scale = scale;
        this.exactProducts = exactProducts;
    }

    /// Allocates factors of zeros, to be filled.
    ///
    /// @param exactProducts whether a product of two elements is exact in float64, as it is if both
    ///   factors were stored in at most 32 bits
    public static LowRankFactors of(
            SegmentAllocator memory,
            long rows,
            int rank,
            long columns,
            double scale,
            boolean exactProducts) {
        return new LowRankFactors(
                memory.allocate(Math.max(8, 8 * rows * rank), 64),
                memory.allocate(Math.max(8, rightBytes(rank, columns)), 64),
                rows,
                rank,
                columns,
                scale,
                exactProducts);
    }

    /// Returns the bytes of native memory that factors of these sizes take.
    public static long bytes(long rows, int rank, long columns) {
        return 8 * rows * rank + rightBytes(rank, columns);
    }

    private static long rightBytes(int rank, long columns) {
        int width = width(columns);
        return width == 0 ? 0 : 8L * rank * Math.ceilDiv(columns, (long) width) * width;
    }

    private static int width(long columns) {
        return (int) Math.min(PANEL, columns);
    }

    public long rows() {
        return rows;
    }

    public int rank() {
        return rank;
    }

    public long columns() {
        return columns;
    }

    public double scale() {
        return scale;
    }

    /// Returns element (row, k) of the left factor.
    public double left(long row, int k) {
        return left.getAtIndex(DOUBLE, row * rank + k);
    }

    /// Returns element (k, column) of the right factor.
    public double right(int k, long column) {
        return right.get(DOUBLE, rightOffset(k, column));
    }

    public void setLeft(long row, int k, double value) {
        left.setAtIndex(DOUBLE, row * rank + k, value);
    }

    public void setRight(int k, long column, double value) {
        right.set(DOUBLE, rightOffset(k, column), value);
    }

    boolean exactProducts() {
        return exactProducts;
    }

    /// Columns of a panel.
    int width() {
        return width;
    }

    MemorySegment leftMemory() {
        return left;
    }

    MemorySegment rightMemory() {
        return right;
    }

    /// Where a row of the left factor begins, in bytes.
    long leftOffset(long row) {
        return 8 * row * rank;
    }

    /// Where the panel that holds a column begins, in bytes.
    long panelOffset(long column) {
        return 8 * (column / width) * width * rank;
    }

    private long rightOffset(int k, long column) {
        return panelOffset(column) + 8 * ((long) k * width + column % width);
    }
}
