package org.taskvectors.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.taskvectors.file.Failure;

/// Kernels that leave blocks to a device. What the device does not do is done by the processor's
/// kernels with the same result: blocks with numbers that are not finite, blocks that begin within
/// a leaf of the sums, dtypes that the device has no program for, and, once the device has failed
/// and the work goes on without it, every block from that one on.
public final class OffloadedKernels implements Kernels {
    /// What becomes of the work when the device fails.
    public interface Rescue {
        /// Whether the work goes on without the device.
        boolean isWithoutDevice();

        /// Decides it, after the device failed.
        ///
        /// @throws Failure the failure, or another one that says more, where the work ends
        void decide(Failure failure) throws Failure;
    }

    /// One operation of the program.
    private interface Operation<T> {
        Optional<T> run() throws Failure;
    }

    private final BlockProgram program;
    private final Kernels processor;
    private final Rescue rescue;

    /// @param program closed with these kernels
    /// @param processor does what the program does not
    public OffloadedKernels(BlockProgram program, Kernels processor, Rescue rescue) {
        this.program = program;
        this.processor = new PiecewiseKernels(processor);
        this.rescue = rescue;
    }

    private <T> Optional<T> offload(Operation<T> operation) throws Failure {
        if (rescue.isWithoutDevice()) {
            return Optional.empty();
        }
        try {
            return operation.run();
        } catch (Failure failure) {
            rescue.decide(failure);
            return Optional.empty();
        }
    }

    @Override
    public void next() {
        program.next();
        processor.next();
    }

    @Override
    public MemorySegment memory(Arena arena, long bytes) {
        if (rescue.isWithoutDevice()) {
            return processor.memory(arena, bytes);
        }
        try {
            return program.memory(arena, bytes);
        } catch (Failure failure) {
            // Memory of the processor's own does as well; if the device is gone, the first block
            // says it.
            return processor.memory(arena, bytes);
        }
    }

    @Override
    public void difference(
            Block base, Block tuned, Block output, MagnitudeSums stored, SideTally sides)
            throws IOException {
        Optional<BlockProgram.Differenced> found =
                isAtLeaf(stored) && sides.baseSquares.isAtLeaf()
                        ? offload(() -> program.difference(base, tuned, output))
                        : Optional.empty();
        if (found.isEmpty()) {
            processor.difference(base, tuned, output, stored, sides);
            return;
        }
        BlockProgram.Differenced all = found.get();
        add(all.stored(), stored);
        add(sides.baseSquares, all.baseSquares());
        sides.roundTripSame += all.roundTripSame();
        sides.roundTripError = Math.max(sides.roundTripError, all.roundTripError());
    }

    @Override
    public void measure(Block stored, MagnitudeSums sums) throws IOException {
        Optional<BlockProgram.Measured> found =
                isAtLeaf(sums) ? offload(() -> program.measure(stored)) : Optional.empty();
        if (found.isPresent()) {
            add(found.get(), sums);
        } else {
            processor.measure(stored, sums);
        }
    }

    @Override
    public void squaresWhereFinite(Block base, Block stored, TreeSum squares) throws IOException {
        Optional<double[]> found =
                squares.isAtLeaf()
                        ? offload(() -> program.squares(base, stored))
                        : Optional.empty();
        if (found.isPresent()) {
            add(squares, found.get());
        } else {
            processor.squaresWhereFinite(base, stored, squares);
        }
    }

    @Override
    public long checksum(MemorySegment bytes, long position) throws IOException {
        Optional<Long> found =
                offload(
                        () -> {
                            OptionalLong sum = program.checksum(bytes, position);
                            return sum.isPresent()
                                    ? Optional.of(sum.getAsLong())
                                    : Optional.empty();
                        });
        return found.isPresent() ? found.get() : processor.checksum(bytes, position);
    }

    @Override
    public void joint(List<Block> vectors, JointTally tally) throws IOException {
        Optional<BlockProgram.Joined> found =
                tally.sumMagnitude.isAtLeaf()
                        ? offload(() -> program.joint(vectors))
                        : Optional.empty();
        if (found.isEmpty()) {
            processor.joint(vectors, tally);
            return;
        }
        BlockProgram.Joined all = found.get();
        int pair = 0;
        for (int a = 0; a < vectors.size(); a++) {
            for (int b = a + 1; b < vectors.size(); b++) {
                add(tally.dot[pair], all.dot()[pair]);
                add(tally.squaresA[pair], all.squares()[a]);
                add(tally.squaresB[pair], all.squares()[b]);
                tally.bothNonZero[pair] += all.bothNonZero()[pair];
                tally.sameSign[pair] += all.sameSign()[pair];
                pair++;
            }
        }
        add(tally.sumMagnitude, all.sumMagnitude());
        add(tally.magnitudeOfSum, all.magnitudeOfSum());
    }

    private static boolean isAtLeaf(MagnitudeSums sums) {
        return sums.sumMagnitude.isAtLeaf() && sums.sumSquares.isAtLeaf();
    }

    /// A last leaf that is no whole one may be added as if it were: its missing terms are zeros,
    /// and nothing follows it in its unit.
    private static void add(TreeSum sum, double[] leaves) {
        sum.addLeaves(leaves, leaves.length);
    }

    private static void add(BlockProgram.Measured found, MagnitudeSums sums) {
        int[] counters = sums.counters();
        for (int bin = 0; bin < found.counts().length; bin++) {
            counters[bin] += found.counts()[bin];
        }
        add(sums.sumMagnitude, found.magnitudes());
        add(sums.sumSquares, found.squares());
        sums.zeros += found.zeros();
        sums.largest = Math.max(sums.largest, found.largest());
    }

    @Override
    public void close() {
        program.close();
        processor.close();
    }
}
