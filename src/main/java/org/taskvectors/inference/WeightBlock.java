package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.kernel.NativeBlock;

/// Native memory for the tensors of a plan. Zero until it is filled.
public final class WeightBlock implements AutoCloseable {
    private final WeightPlan plan;
    private final NativeBlock block;
    private final Map<String, Weights> weights = new HashMap<>();

    private WeightBlock(WeightPlan plan, NativeBlock block) {
        this.plan = plan;
        this.block = block;
        for (Slot slot : plan.slots()) {
            weights.put(
                    slot.name(),
                    new Weights(
                            block.memory().asSlice(slot.offset(), slot.bytes()),
                            slot.dtype(),
                            slot.tensor().shape()));
        }
    }

    /// Allocates memory for a plan.
    ///
    /// @throws Failure where the machine has not so much
    public static WeightBlock of(WeightPlan plan) throws Failure {
        return new WeightBlock(plan, NativeBlock.allocate(plan.bytes()));
    }

    public WeightPlan plan() {
        return plan;
    }

    /// Returns the whole memory.
    public MemorySegment memory() {
        return block.memory();
    }

    /// Returns the weights of that tensor; empty if it is not in the plan.
    public Optional<Weights> find(String name) {
        return Optional.ofNullable(weights.get(name));
    }

    /// Returns the weights of that tensor.
    ///
    /// @throws IllegalArgumentException if it is not in the plan
    public Weights weights(String name) {
        @Nullable Weights found = weights.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return found;
    }

    @Override
    public void close() {
        block.close();
    }
}
