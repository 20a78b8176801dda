package org.taskvectors.extraction.lora;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.MatrixKernels;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.TreeSum;

/// Σ τ² over a tensor's finite numbers in float64, the bits that a profile of it has, and nothing
/// else: a whole profile takes longer than the adapter of a small model.
final class Squares implements Workers.Worker {
    /// Elements that are summed at a time: whole leaves of the sum.
    private static final int BLOCK = 1 << 14;

    /// Blocks of a unit.
    private static final int BLOCKS = 16;

    private final Checkpoint checkpoint;
    private final Tensor tensor;
    private final double[] sums;
    private final MatrixKernels kernels;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes;
    private final float[] block = new float[BLOCK];

    private Squares(Checkpoint checkpoint, Tensor tensor, double[] sums) {
        this.checkpoint = checkpoint;
        this.tensor = tensor;
        this.sums = sums;
        this.kernels = MatrixKernels.of((double) tensor.elements());
        this.bytes = arena.allocate((long) tensor.dtype().bytes() * BLOCK, 64);
    }

    /// @param tensor of floating-point numbers that float32 holds
    /// @throws org.taskvectors.file.Failure where it cannot be read
    static double of(Checkpoint checkpoint, Tensor tensor, int threads, Cancellation cancellation)
            throws IOException, CancelledException {
        double[] sums = new double[Math.toIntExact(Math.ceilDiv(tensor.elements(), (long) BLOCK))];
        Workers.run(
                threads,
                Math.ceilDiv(sums.length, BLOCKS),
                cancellation,
                () -> new Squares(checkpoint, tensor, sums));
        return TreeSum.join(sums.length, number -> sums[number]);
    }

    @Override
    public void unit(int number) throws IOException {
        int end = Math.min(sums.length, (number + 1) * BLOCKS);
        for (int i = number * BLOCKS; i < end; i++) {
            long at = (long) i * BLOCK;
            int count = (int) Math.min(BLOCK, tensor.elements() - at);
            MemorySegment part = bytes.asSlice(0, (long) count * tensor.dtype().bytes());
            checkpoint.read(tensor, at, part);
            Numbers.decode(tensor.dtype(), part, count, block);
            double sum = kernels.sumSquares(block, 0, count);
            if (!Double.isFinite(sum)) {
                for (int j = 0; j < count; j++) {
                    block[j] = Float.isFinite(block[j]) ? block[j] : 0;
                }
                sum = kernels.sumSquares(block, 0, count);
            }
            sums[i] = sum;
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
