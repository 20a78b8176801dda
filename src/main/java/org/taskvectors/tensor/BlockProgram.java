package org.taskvectors.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.taskvectors.file.Failure;

/// What a device beside the processor computes of whole blocks, for one thread at a time. The
/// results are those of the processor, bit for bit: sums come leaf by leaf ([TreeSum]), and a block
/// that holds a number that is not finite is left to the processor, whose rules for NaN it would
/// take many operations to follow. [OffloadedKernels] joins the results.
///
/// Every operation throws a [Failure] if the device fails: its memory is full, or it is gone. Then
/// it has written nothing that counts.
public interface BlockProgram extends AutoCloseable {
    /// What was measured of stored elements, all of them finite.
    ///
    /// @param counts for each bin of the stored dtype's [Binning] how many elements it has
    /// @param magnitudes Σ|τ| of each leaf; empty where everything follows from the counts
    /// @param squares Σ τ² of each leaf; empty likewise
    /// @param zeros how many are 0; not counted where it follows from the counts
    /// @param largest the largest magnitude; 0 likewise
    @SuppressWarnings("ArrayRecordComponent") // handed over once, and never compared
    record Measured(
            int[] counts, double[] magnitudes, double[] squares, long zeros, double largest) {}

    /// What was found of a difference, whose elements are all finite.
    ///
    /// @param stored of τ as it is stored
    /// @param baseSquares Σ θ0² of each leaf
    /// @param roundTripSame how many weights round(θ0 + τ) restores bit for bit
    /// @param roundTripError the largest |round(θ0 + τ) − θ|
    @SuppressWarnings("ArrayRecordComponent") // handed over once, and never compared
    record Differenced(
            Measured stored, double[] baseSquares, long roundTripSame, double roundTripError) {}

    /// What was found of several vectors' elements, all of them finite; pairs are numbered as
    /// [JointTally] does.
    ///
    /// @param dot Σ x·y of each leaf, by pair
    /// @param squares Σ x² of each leaf, by vector
    /// @param bothNonZero by pair
    /// @param sameSign by pair
    /// @param sumMagnitude Σ_i Σ_k |τk_i| of each leaf
    /// @param magnitudeOfSum Σ_i |Σ_k τk_i| of each leaf
    @SuppressWarnings("ArrayRecordComponent") // handed over once, and never compared
    record Joined(
            double[][] dot,
            double[][] squares,
            long[] bothNonZero,
            long[] sameSign,
            double[] sumMagnitude,
            double[] magnitudeOfSum) {}

    /// Forgets the blocks of the calls before; see [Kernels#next].
    void next();

    /// Returns memory that is copied to the device and back fast.
    MemorySegment memory(Arena arena, long bytes) throws Failure;

    /// Computes τ as [Kernels#difference] does, into `output`.
    ///
    /// @return empty where a number is not finite, or the program has no way for these dtypes
    Optional<Differenced> difference(Block base, Block tuned, Block output) throws Failure;

    /// Measures stored elements as [Kernels#measure] does.
    ///
    /// @return empty likewise
    Optional<Measured> measure(Block stored) throws Failure;

    /// Returns Σ θ0² of each leaf, as [Kernels#squaresWhereFinite] sums it.
    ///
    /// @return empty likewise
    Optional<double[]> squares(Block base, Block stored) throws Failure;

    /// Returns a block's share of its tensor's [Checksum].
    ///
    /// @return empty where the processor should take it: the block is not on the device
    OptionalLong checksum(MemorySegment bytes, long position) throws Failure;

    /// Measures several vectors as [Kernels#joint] does.
    ///
    /// @return empty where a number is not finite, or the program has no way for these dtypes
    Optional<Joined> joint(List<Block> vectors) throws Failure;

    /// Gives the device's memory back.
    @Override
    void close();
}
