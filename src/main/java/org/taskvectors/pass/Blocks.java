package org.taskvectors.pass;

import java.util.List;
import org.taskvectors.tensor.Block;

/// The blocks that a thread of a pass has read: one of each part of a row, at the same positions.
/// They are valid until the next block is read.
///
/// @param unit the current unit
/// @param first the blocks' first element
/// @param parts a block of each part of the row, in the row's order, followed by blocks that
///   earlier lanes computed
/// @param sides for each part of the row, the blocks that its elements were computed from
///   ([org.taskvectors.checkpoint.TensorReader#sides])
public record Blocks(Unit unit, long first, List<Block> parts, List<List<Block>> sides) {
    /// Returns the block of that part.
    public Block part(int number) {
        return parts.get(number);
    }

    /// Returns the last block: that of the row's last part, or the one that the lane before
    /// computed.
    public Block last() {
        return parts.getLast();
    }
}
