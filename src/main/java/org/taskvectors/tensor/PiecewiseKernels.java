package org.taskvectors.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The processor's kernels for blocks as long as a unit: they get them in pieces that stay in the
/// core's cache, so that their scratch memory stays as small as it is for blocks of their own.
final class PiecewiseKernels implements Kernels {
    /// Elements of a piece: whole leaves of the sums.
    static final int PIECE = 1 << 14;

    private final Kernels kernels;

    PiecewiseKernels(Kernels kernels) {
        this.kernels = kernels;
    }

    private static Block piece(Block block, int first) {
        int count = Math.min(PIECE, block.count() - first);
        int bytes = block.dtype().bytes();
        return new Block(
                block.dtype(),
                block.bytes().asSlice((long) first * bytes, (long) count * bytes),
                count);
    }

    @Override
    public void next() {
        kernels.next();
    }

    @Override
    public MemorySegment memory(Arena arena, long bytes) {
        return kernels.memory(arena, bytes);
    }

    @Override
    public void difference(
            Block base, Block tuned, Block output, MagnitudeSums stored, SideTally sides)
            throws IOException {
        for (int at = 0; at < output.count(); at += PIECE) {
            kernels.difference(piece(base, at), piece(tuned, at), piece(output, at), stored, sides);
        }
    }

    @Override
    public void measure(Block stored, MagnitudeSums sums) throws IOException {
        for (int at = 0; at < stored.count(); at += PIECE) {
            kernels.measure(piece(stored, at), sums);
        }
    }

    @Override
    public void squaresWhereFinite(Block base, Block stored, TreeSum squares) throws IOException {
        for (int at = 0; at < stored.count(); at += PIECE) {
            kernels.squaresWhereFinite(piece(base, at), piece(stored, at), squares);
        }
    }

    /// No memory is needed for it.
    @Override
    public long checksum(MemorySegment bytes, long position) throws IOException {
        return kernels.checksum(bytes, position);
    }

    @Override
    public void joint(List<Block> vectors, JointTally tally) throws IOException {
        int count = vectors.getFirst().count();
        for (int first = 0; first < count; first += PIECE) {
            int at = first;
            kernels.joint(vectors.stream().map(block -> piece(block, at)).toList(), tally);
        }
    }

    @Override
    public void close() {
        kernels.close();
    }
}
