package org.taskvectors.inference;

import java.util.Optional;

/// What a model will take of memory, known from headers alone: bytes.
///
/// @param weights the base's weights
/// @param edited what the vectors change, beside them
/// @param vectors the vectors themselves; 0 where they are read from disk at each turn
/// @param cachePerToken keys and values of one token of one text
/// @param context tokens that the caches are made for
/// @param available what the machine has left for it
/// @param isInTurn whether both sides would have to share one block
/// @param device what it takes of a device's own memory beside that; empty if it will run on the
///   processor
public record MemoryEstimate(
        long weights,
        long edited,
        long vectors,
        long cachePerToken,
        int context,
        long available,
        boolean isInTurn,
        Optional<DeviceEstimate> device) {
    /// The estimate of a model that runs on the processor.
    public MemoryEstimate(
            long weights,
            long edited,
            long vectors,
            long cachePerToken,
            int context,
            long available,
            boolean isInTurn) {
        this(
                weights,
                edited,
                vectors,
                cachePerToken,
                context,
                available,
                isInTurn,
                Optional.empty());
    }

    /// Returns all that it takes of the machine's memory: weights, vectors, and a cache for each
    /// side that there is, unless the caches lie on a device.
    public long total() {
        return weights + edited + vectors + (device.isPresent() ? 0 : caches());
    }

    /// Returns the bytes of the caches of one text a side.
    public long caches() {
        return sides() * cachePerToken * context;
    }

    long sides() {
        return edited > 0 || isInTurn ? 2 : 1;
    }

    /// Whether it fits into what the machine has left, and the device.
    public boolean fits() {
        return fitsMachine() && device.map(DeviceEstimate::fits).orElse(true);
    }

    /// Whether it fits into what the machine has left.
    boolean fitsMachine() {
        return total() <= available;
    }

    MemoryEstimate withVectors(long bytes) {
        return new MemoryEstimate(
                weights, edited, bytes, cachePerToken, context, available, isInTurn, device);
    }

    /// Returns the same with the model on a device.
    MemoryEstimate on(ModelDevice chosen) {
        return new MemoryEstimate(
                weights,
                edited,
                vectors,
                cachePerToken,
                context,
                available,
                isInTurn,
                Optional.of(DeviceEstimate.of(chosen, this)));
    }
}
