package org.taskvectors.pass;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.taskvectors.tensor.Block;

/// Writes the numbers of a pass; several threads call it at once.
@FunctionalInterface
public interface Writer {
    /// Writes a block of a row.
    ///
    /// @param row the row's number
    /// @param position the byte of the row's tensor at which the block begins
    /// @throws IOException (a [org.taskvectors.file.Failure]) if it cannot be written
    void write(int row, long position, MemorySegment bytes) throws IOException;

    /// Returns a lane that writes the last block of each of the first `rows` rows.
    ///
    /// @param rows how many rows are written; the rows after them are only read
    default Lane lane(int rows) {
        return _ ->
                blocks -> {
                    if (blocks.unit().row() < rows) {
                        Block block = blocks.last();
                        long position = blocks.first() * block.dtype().bits() / 8;
                        write(blocks.unit().row(), position, block.bytes());
                    }
                };
    }
}
