package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.kernel.BakeTerm;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;

/// What one loaded model has in the memory of a device: a copy of each block of the program's own
/// memory that it needs there, byte for byte. Weights are named by where they lie in the program's
/// memory; so base and edited model read the same copy where they are bound to the same memory.
///
/// A device that fails says so by a [Failure]; what is there then can still be closed. Any thread
/// may call, and waits for the one before.
public interface DeviceMemory extends AutoCloseable {
    /// Makes room for the copy of a block. What it holds is not defined before it was put there.
    ///
    /// @param block overlaps no block before
    /// @return whether there was room
    /// @throws Failure if the device fails otherwise
    boolean reserve(MemorySegment block) throws Failure;

    /// Copies numbers to the device. Readers see them from their next read on.
    ///
    /// @param part of a block that there is room for
    void put(MemorySegment part) throws Failure;

    /// Copies numbers back to where they lie in the program's memory.
    ///
    /// @param part of a block that there is room for
    void get(MemorySegment part) throws Failure;

    /// Makes a sum on the device: θ0 + Σ λ·τ in float32, term by term, product and sum each
    /// rounded, and the result rounded once, as [org.taskvectors.inference.kernel.BakeKernels] do.
    ///
    /// @param from θ0
    /// @param terms each has all the elements
    /// @param written the dtype that the result is rounded to: BF16, F16 or F32
    /// @param into takes the results, as BF16 where that is written, else as F32
    /// @return whether it was made; not where numbers are not on the device, nor where a result is
    ///   NaN: `into` holds nothing of worth then
    boolean bake(Weights from, List<BakeTerm> terms, DType written, MemorySegment into)
            throws Failure;

    /// Whether there is room for the copy of a block.
    ///
    /// @param part of it
    boolean holds(MemorySegment part);

    /// Returns the bytes of all copies.
    long bytes();

    /// Prepares to read with a model.
    ///
    /// @param model all of whose weights lie in blocks that have a copy
    Reader reader(BoundModel model) throws Failure;

    /// Gives everything back, after all readers are closed.
    @Override
    void close();

    /// Reads with one model.
    interface Reader extends AutoCloseable {
        /// Begins a text, whose keys and values lie on the device.
        ///
        /// @param capacity the most tokens that it will hold
        /// @throws Failure if the device has no room for them
        Text text(int capacity) throws Failure;

        /// Reads texts from their beginning, all at once, and hands out logits as
        /// [Runner#readTogether] does. Each node is computed once.
        ///
        /// @param trie the texts
        /// @param wanted at least one node of it
        void readTogether(
                TokenTrie trie,
                WantedNodes wanted,
                Runner.TextTaker taker,
                Cancellation cancellation)
                throws Failure, CancelledException;

        /// Called after all of its texts are closed.
        @Override
        void close();
    }

    /// Reads one text.
    interface Text extends AutoCloseable {
        /// Reads tokens that follow the first `first` tokens of the text, and hands out the logits
        /// of the last `wanted` of them, in order, as [Sequence#read] does.
        ///
        /// @throws Failure if the device fails; what it holds from `first` on does not matter then
        /// @throws CancelledException if it was cancelled; likewise
        void read(
                int first,
                int[] tokens,
                int wanted,
                Sequence.LogitsTaker taker,
                Cancellation cancellation)
                throws Failure, CancelledException;

        /// Does the same and hands out logits after each layer, as [Sequence#layers] does.
        void layers(
                int first,
                int[] tokens,
                int wanted,
                Sequence.LayerTaker taker,
                Cancellation cancellation)
                throws Failure, CancelledException;

        @Override
        void close();
    }
}
