package org.taskvectors.evaluation.data;

/// How much is read of a file; a file beyond one of them is refused.
///
/// @param bytes of the file
/// @param rows of the table
/// @param columns of the table
/// @param cells rows times columns
/// @param row characters of one row
/// @param text characters of a plain text
record Bounds(long bytes, int rows, int columns, long cells, int row, int text) {
    /// Bytes on the heap of a short cell: the string, its characters, and its place in the row.
    private static final int CELL = 64;

    /// How many times its bytes a file takes: those, and what they are decoded to.
    private static final int COPIES = 4;

    /// Returns the bounds within `memory`, the bytes that the heap may grow to.
    static Bounds within(long memory) {
        return new Bounds(
                Math.min(1L << 30, memory / COPIES),
                2_000_000,
                4_096,
                Math.min(100_000_000, memory / 2 / CELL),
                4 << 20,
                64 << 20);
    }
}
