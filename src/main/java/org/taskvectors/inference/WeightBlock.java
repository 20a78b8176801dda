package org.taskvectors.inference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// Native memory for the tensors of a plan. Zero until it is filled.
public final class WeightBlock implements AutoCloseable {
    private final WeightPlan plan;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final Map<String, Weights> weights = new HashMap<>();

    private WeightBlock(WeightPlan plan) {
        this.plan = plan;
        memory = arena.allocate(Math.max(1, plan.bytes()), WeightPlan.ALIGNMENT);
        for (Slot slot : plan.slots()) {
            weights.put(
                    slot.name(),
                    new Weights(
                            memory.asSlice(slot.offset(), slot.bytes()),
                            slot.dtype(),
                            slot.tensor().shape()));
        }
    }

    /// Allocates memory for a plan.
    ///
    /// @throws Failure where the machine has not so much
    public static WeightBlock of(WeightPlan plan) throws Failure {
        try {
            return new WeightBlock(plan);
        } catch (OutOfMemoryError e) {
            throw Failure.of(
                            InferenceProblem.OUT_OF_MEMORY,
                            null,
                            String.format(
                                    java.util.Locale.ROOT,
                                    "the weights take %,d MB of memory, and there is not so much",
                                    plan.bytes() / 1_000_000),
                            "Unload other models or close other programs")
                    .causedBy(e);
        }
    }

    public WeightPlan plan() {
        return plan;
    }

    /// Returns the whole memory.
    public MemorySegment memory() {
        return memory;
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
        arena.close();
    }
}
