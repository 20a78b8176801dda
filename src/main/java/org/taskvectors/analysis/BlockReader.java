package org.taskvectors.analysis;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Block;

/// Reads blocks of tensors into a thread's own buffers.
///
/// @param progress is told of each byte that was read
public record BlockReader(Progress progress) {
    /// Elements `first` to `first + count − 1` of `tensor`, at the start of `buffer`.
    ///
    /// @throws IOException where the source cannot be read
    public Block read(Checkpoint source, Tensor tensor, long first, int count, MemorySegment buffer)
            throws IOException {
        Block block = Block.in(buffer, tensor.dtype(), count);
        source.read(tensor, first, block.bytes());
        progress.add(block.size());
        return block;
    }
}
