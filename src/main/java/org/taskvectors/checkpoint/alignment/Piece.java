package org.taskvectors.checkpoint.alignment;

import org.taskvectors.checkpoint.Tensor;

/// Rows of a source's tensor that are consecutive rows of a target's.
///
/// @param source the tensor that holds them
/// @param firstRow the first of them there
/// @param rows how many there are
/// @param sourceOrder how they lie in the source
/// @param targetOrder how they lie in the target
record Piece(Tensor source, long firstRow, long rows, RowOrder sourceOrder, RowOrder targetOrder) {
    /// Whether the rows follow each other in the source as in the target.
    boolean isStraight() {
        return sourceOrder.equals(targetOrder);
    }

    /// Returns the source's row that is the target's row `row`, counted from the piece's first.
    long sourceRow(long row) {
        return firstRow + (isStraight() ? row : sourceOrder.stored(targetOrder.plain(row)));
    }

    /// Whether `next` goes on where this piece ends, so that both are one.
    boolean isFollowedBy(Piece next) {
        return isStraight()
                && next.isStraight()
                && source.equals(next.source)
                && next.firstRow == firstRow + rows;
    }

    Piece with(Piece next) {
        return new Piece(source, firstRow, rows + next.rows, RowOrder.PLAIN, RowOrder.PLAIN);
    }
}
