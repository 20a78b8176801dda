package org.taskvectors.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Operations on blocks of numbers. An implementation belongs to a device and to one thread at a
/// time, since it owns scratch memory. All implementations give the same elements, counts and sums,
/// bit for bit (see [TreeSum] for the sums).
///
/// Each operation throws an [IOException] (a [org.taskvectors.file.Failure]) if the device that it
/// runs on fails; on the processor none does.
public interface Kernels extends AutoCloseable {
    /// Says that the blocks of the calls to come are others than those of the calls before: memory
    /// that was read may hold other numbers now.
    default void next() {}

    /// Returns memory that these kernels read and write well.
    ///
    /// @param arena what it belongs to, unless it belongs to the kernels
    default MemorySegment memory(Arena arena, long bytes) {
        return arena.allocate(bytes, 64);
    }

    /// Computes τ = θ − θ0 in float32 (float64 if a side is float64), rounded once to the output's
    /// dtype, and measures the rounded τ. All three blocks have the same count.
    ///
    /// @param base θ0
    /// @param tuned θ
    /// @param output filled with τ
    /// @param stored receives the sums over `output`
    /// @param sides receives the sums that need both sides
    void difference(Block base, Block tuned, Block output, MagnitudeSums stored, SideTally sides)
            throws IOException;

    /// Adds a stored block to the sums.
    void measure(Block stored, MagnitudeSums sums) throws IOException;

    /// Adds θ0² of the elements whose τ is finite.
    ///
    /// @param base θ0
    /// @param stored τ
    /// @param squares receives the terms
    void squaresWhereFinite(Block base, Block stored, TreeSum squares) throws IOException;

    /// Returns the block's share of its tensor's [Checksum].
    ///
    /// @param bytes the block's bytes
    /// @param position the byte of the tensor at which the block begins, a multiple of 8
    long checksum(MemorySegment bytes, long position) throws IOException;

    /// Adds the products and signs of several vectors' elements, position by position.
    ///
    /// @param vectors a block of each vector, all of the same count
    /// @param tally receives the sums
    void joint(List<Block> vectors, JointTally tally) throws IOException;

    /// Frees what the kernels hold outside of the heap.
    @Override
    default void close() {}
}
