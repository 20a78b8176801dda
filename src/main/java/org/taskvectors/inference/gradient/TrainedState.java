package org.taskvectors.inference.gradient;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.kernel.NativeBlock;

/// The numbers that are trained and the optimizer's two means of each, all float32 in native memory
/// and 0 at first, in the order of a [TrainedPlan].
public final class TrainedState implements AutoCloseable {
    private final TrainedPlan plan;
    private final NativeBlock block;

    private TrainedState(TrainedPlan plan, NativeBlock block) {
        this.plan = plan;
        this.block = block;
    }

    /// Allocates room for a plan's numbers.
    ///
    /// @throws Failure where the machine has not so much
    public static TrainedState of(TrainedPlan plan) throws Failure {
        return new TrainedState(plan, NativeBlock.allocate(bytes(plan)));
    }

    /// Returns how much memory a plan's state takes.
    public static long bytes(TrainedPlan plan) {
        return 3 * plan.numbers() * ValueLayout.JAVA_FLOAT.byteSize();
    }

    public TrainedPlan plan() {
        return plan;
    }

    /// Returns the trained numbers.
    public MemorySegment numbers() {
        return third(0);
    }

    /// Returns the means of the gradients.
    public MemorySegment means() {
        return third(1);
    }

    /// Returns the means of the gradients' squares.
    public MemorySegment squares() {
        return third(2);
    }

    /// Returns the numbers of one tensor.
    public MemorySegment numbers(TrainedTensor tensor) {
        long size = ValueLayout.JAVA_FLOAT.byteSize();
        return numbers().asSlice(tensor.offset() * size, tensor.count() * size);
    }

    private MemorySegment third(int index) {
        long bytes = plan.numbers() * ValueLayout.JAVA_FLOAT.byteSize();
        return block.memory().asSlice(index * bytes, bytes);
    }

    @Override
    public void close() {
        block.close();
    }
}
