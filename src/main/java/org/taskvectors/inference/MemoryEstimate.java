package org.taskvectors.inference;

/// What a model will take of memory, known from headers alone: bytes.
///
/// @param weights the base's weights
/// @param edited what the vectors change, beside them
/// @param vectors the vectors themselves
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
        boolean isInTurn) {}
