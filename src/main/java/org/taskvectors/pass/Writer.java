package org.taskvectors.pass;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.taskvectors.tensor.Block;

/// Where the numbers of a pass are written. Called by several threads at once.
@FunctionalInterface
public interface Writer {
    /// Writes a block of a row.
    ///
    /// @param row the row's number
    /// @param position the byte of the row's tensor at which the block begins
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be written
    void write(int row, long position, MemorySegment bytes) throws IOException;

    /// A lane that writes the last block of each row up to `rows`.
    ///
    /// @param rows how many rows are written; those behind them are only read
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
