package org.taskvectors.merge.method;

import java.util.List;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.tensor.Shape;

/// A tensor of the result.
///
/// @param index its place among the tensors of the result, from 0
/// @param tensor its name in the result
/// @param placement its name without the prefixes of tools, and where it belongs
/// @param shape its shape, which is that of all ingredients that hold it
/// @param held for each ingredient whether it holds the tensor; one that does not counts as zeros
public record Slot(int index, String tensor, Placement placement, Shape shape, List<Boolean> held) {
    /// Rows longer than this are not held in memory.
    private static final long MOST = 1 << 24;

    public Slot {
        held = List.copyOf(held);
    }

    /// Returns the name that random draws know it by: the one without prefixes, so that tools that
    /// add some change no draw.
    public String name() {
        return placement.stripped();
    }

    /// Returns how many ingredients there are.
    public int ingredients() {
        return held.size();
    }

    /// Whether an ingredient holds it.
    public boolean holds(int ingredient) {
        return held.get(ingredient);
    }

    /// Returns the length of a row: the last size of the shape; 1 of a single number.
    public long row() {
        int rank = shape.rank();
        return rank == 0 ? 1 : Math.max(1, shape.size(rank - 1));
    }

    /// Whether its rows can be held in memory, for methods that need them whole.
    public boolean hasShortRows() {
        return row() <= MOST;
    }
}
