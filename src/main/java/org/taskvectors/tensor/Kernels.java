package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;

/// What is done with blocks of numbers. An implementation belongs to a device and to one thread at
/// a time (it owns scratch memory); all implementations give the same elements, counts and sums,
/// bit for bit (see [TreeSum] for the sums).
public interface Kernels {
    /// τ = θ − θ0 in float32 (float64 where a side is), rounded once to the output's dtype; what is
    /// measured is what was stored. All three blocks have the same count.
    ///
    /// @param base θ0
    /// @param tuned θ
    /// @param output filled with τ
    /// @param stored what is stored in `output` is added to it
    /// @param sides what needs both sides is added to it
    void difference(Block base, Block tuned, Block output, MagnitudeSums stored, SideTally sides);

    /// Adds a stored block to the sums.
    void measure(Block stored, MagnitudeSums sums);

    /// Adds θ0² of the elements whose τ is finite.
    ///
    /// @param base θ0
    /// @param stored τ
    /// @param squares takes the terms
    void squaresWhereFinite(Block base, Block stored, TreeSum squares);

    /// The block's part of its tensor's [Checksum].
    ///
    /// @param bytes the block's bytes
    /// @param position where in the tensor's bytes the block begins, a multiple of 8
    long checksum(MemorySegment bytes, long position);

    /// Adds the products and signs of several vectors' elements, position by position.
    ///
    /// @param values the elements, vector by vector
    /// @param count how many elements of each vector count
    /// @param tally takes the sums
    void joint(double[][] values, int count, JointTally tally);
}
