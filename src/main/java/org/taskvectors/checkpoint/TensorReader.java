package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.taskvectors.tensor.Block;

/// One thread's way to the numbers of one tensor. A reader of computed numbers owns the memory that
/// computing takes, and gives it back when it is closed. The thread that opened a reader is the
/// only one that uses it.
@FunctionalInterface
public interface TensorReader extends AutoCloseable {
    /// Fills `target` with the elements from `first` on, in the tensor's own dtype, little-endian,
    /// row-major, packed.
    ///
    /// @param target native memory; its size is a whole number of elements
    /// @throws IOException (a [org.taskvectors.file.Failure]) where the source is damaged,
    ///   shortened or gone
    /// @throws IllegalArgumentException where the elements asked for are not all the tensor's, or
    ///   do not begin and end at a byte
    void read(long first, MemorySegment target) throws IOException;

    /// The blocks that the elements read last were computed from, at the same positions: the base's
    /// of an edited model, the base's and the fine-tuned model's of a difference. They hold until
    /// the next read. Empty where the numbers are read as they are, and after a read of more than
    /// [#SIDES] elements.
    default List<Block> sides() {
        return List.of();
    }

    /// The most elements of one read after which [#sides] are at hand.
    int SIDES = 1 << 15;

    /// How many elements are best read together: 1 where it does not matter, a row of a product.
    default long grain() {
        return 1;
    }

    @Override
    default void close() {}
}
