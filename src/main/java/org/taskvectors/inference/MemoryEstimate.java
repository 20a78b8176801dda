package org.taskvectors.inference;

/// What a model will take of memory, known from headers alone: bytes.
///
/// @param weights the base's weights
/// @param edited what the vectors change, beside them
/// @param vectors the vectors themselves; 0 where they are read from disk at each turn
/// @param cachePerToken keys and values of one token of one text
/// @param context tokens that the caches are made for
/// @param available what the machine has left for it
/// @param isInTurn whether both sides would have to share one block
public record MemoryEstimate(
        long weights,
        long edited,
        long vectors,
        long cachePerToken,
        int context,
        long available,
        boolean isInTurn) {
    /// Returns all that it takes: weights, vectors, and a cache for each side that there is.
    public long total() {
        return weights + edited + vectors + caches();
    }

    /// Returns the bytes of the caches of one text a side.
    public long caches() {
        long sides = edited > 0 || isInTurn ? 2 : 1;
        return sides * cachePerToken * context;
    }

    /// Whether it fits into what the machine has left.
    public boolean fits() {
        return total() <= available;
    }

    MemoryEstimate withVectors(long bytes) {
        return new MemoryEstimate(
                weights, edited, bytes, cachePerToken, context, available, isInTurn);
    }
}
