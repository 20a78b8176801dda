package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.taskvectors.tensor.Block;

/// Reads the numbers of one tensor for one thread. A reader of computed numbers owns the scratch
/// memory that computing takes, and frees it when it is closed. Only the thread that opened a
/// reader may use it.
@FunctionalInterface
public interface TensorReader extends AutoCloseable {
    /// Fills `target` with the elements from `first` on, in the tensor's own dtype, little-endian,
    /// row-major, packed.
    ///
    /// @param target native memory; its size is a whole number of elements
    /// @throws IOException (a [org.taskvectors.file.Failure]) if the source is damaged, shortened
    ///   or gone
    /// @throws IllegalArgumentException if the range is not within the tensor, or does not begin
    ///   and end at a byte
    void read(long first, MemorySegment target) throws IOException;

    /// Returns the blocks that the last elements were computed from, at the same positions: the
    /// base's for an edited model, the base's and the fine-tuned model's for a difference. A side
    /// that has fewer rows counts as 0 beyond them. They are valid until the next read. Empty for
    /// numbers that are not computed, and after a read of more than [#SIDES] elements.
    default List<Block> sides() {
        return List.of();
    }

    /// The most elements of one read for which [#sides] returns blocks.
    int SIDES = 1 << 15;

    /// Returns how many elements are best read together: 1 if it does not matter, a row for a
    /// product.
    default long grain() {
        return 1;
    }

    @Override
    default void close() {}
}
