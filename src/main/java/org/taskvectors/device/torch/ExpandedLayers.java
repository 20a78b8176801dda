package org.taskvectors.device.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.FourBitMatrices;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.kernel.NativeBlock;

/// Memory in which the matrices of one layer at a time stand as numbers, where the base holds them
/// in four bits; so much for each pass that goes through the model beside the others.
///
/// What a layer was computed with is gone when the next one is expanded, so that its way back comes
/// before that.
final class ExpandedLayers implements AutoCloseable {
    private final FourBitMatrices matrices;
    private final Map<Weights, Long> places = new HashMap<>();
    private final List<NativeBlock> blocks = new ArrayList<>();
    private final Deque<Room> free = new ArrayDeque<>();

    /// @param calls of all layers
    /// @param passes that may go on beside each other
    /// @throws Failure if the machine has no room for them
    ExpandedLayers(FourBitMatrices matrices, List<GradientScript.Call> calls, int passes)
            throws Failure {
        this.matrices = matrices;
        long most = 0;
        for (GradientScript.Call call : calls) {
            long at = 0;
            for (Weights weights : call.weights()) {
                if (matrices.holds(weights)) {
                    places.put(weights, at);
                    at += WeightPlan.aligned(bytes(weights));
                }
            }
            most = Math.max(most, at);
        }
        boolean isDone = false;
        try {
            for (int pass = 0; pass < passes; pass++) {
                NativeBlock block = NativeBlock.allocate(most);
                blocks.add(block);
                free.add(new Room(block.memory()));
            }
            isDone = true;
        } finally {
            if (!isDone) {
                close();
            }
        }
    }

    private static long bytes(Weights weights) {
        return weights.shape().elements() * weights.dtype().bytes();
    }

    /// Hands out a room that no other pass has.
    synchronized Room take() {
        return Optional.ofNullable(free.poll())
                .orElseThrow(() -> new IllegalStateException("more passes than threads"));
    }

    private synchronized void put(Room room) {
        free.add(room);
    }

    /// The room of one pass. One thread uses it.
    final class Room implements AutoCloseable {
        private final MemorySegment memory;

        Room(MemorySegment memory) {
            this.memory = memory;
        }

        /// Returns where a matrix stands; empty if the base holds it as numbers.
        Optional<Weights> place(Weights weights) {
            return Optional.ofNullable(places.get(weights))
                    .map(
                            at ->
                                    new Weights(
                                            memory.asSlice(at, bytes(weights)),
                                            weights.dtype(),
                                            weights.shape()));
        }

        /// Expands the matrices of a layer, in place of those of the one before.
        void expand(GradientScript.Call call) {
            for (Weights weights : call.weights()) {
                place(weights).ifPresent(place -> matrices.expand(weights, place.memory()));
            }
        }

        /// Gives it back.
        @Override
        public void close() {
            put(this);
        }
    }

    @Override
    public void close() {
        blocks.forEach(NativeBlock::close);
    }
}
