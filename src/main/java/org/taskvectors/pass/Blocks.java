package org.taskvectors.pass;

import java.util.List;
import org.taskvectors.tensor.Block;

/// What a thread of a pass has in hand: one block of each part of a row, at the same positions. It
/// holds until the next block is read.
///
/// @param unit the unit that is being done
/// @param first the blocks' first element
/// @param parts a block of each part of the row, in the row's order, and after these what lanes
///   before have computed
/// @param sides for each part of the row, the blocks that its elements were computed from
///   ([org.taskvectors.checkpoint.TensorReader#sides])
public record Blocks(Unit unit, long first, List<Block> parts, List<List<Block>> sides) {
    /// The block of that part.
    public Block part(int number) {
        return parts.get(number);
    }

    /// The last block: the row's last part, or what the lane before computed.
    public Block last() {
        return parts.getLast();
    }
}
