package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;

/// Operations on blocks of numbers. An implementation belongs to a device and to one thread at a
/// time, since it owns scratch memory. All implementations give the same elements, counts and sums,
/// bit for bit (see [TreeSum] for the sums).
public interface Kernels {
    /// Computes τ = θ − θ0 in float32 (float64 if a side is float64), rounded once to the output's
    /// dtype, and measures the rounded τ. All three blocks have the same count.
    ///
    /// @param base θ0
    /// @param tuned θ
    /// @param output filled with τ
    /// @param stored receives the sums over `output`
    /// @param sides receives the sums that need both sides
    void difference(Block base, Block tuned, Block output, MagnitudeSums stored, SideTally sides);

    /// Adds a stored block to the sums.
    void measure(Block stored, MagnitudeSums sums);

    /// Adds θ0² of the elements whose τ is finite.
    ///
    /// @param base θ0
    /// @param stored τ
    /// @param squares receives the terms
    void squaresWhereFinite(Block base, Block stored, TreeSum squares);

    /// Returns the block's share of its tensor's [Checksum].
    ///
    /// @param bytes the block's bytes
    /// @param position the byte of the tensor at which the block begins, a multiple of 8
    long checksum(MemorySegment bytes, long position);

    /// Adds the products and signs of several vectors' elements, position by position.
    ///
    /// @param values the elements, vector by vector
    /// @param count how many elements of each vector count
    /// @param tally receives the sums
    void joint(double[][] values, int count, JointTally tally);
}
