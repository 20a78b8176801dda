package org.taskvectors.inference;

/// How many tokens of texts are put together for [Runner#readTogether].
public final class Packs {
    private static final int FEWEST = 1024;
    private static final int MOST = 4096;

    /// What a pack's residual stream is at most, in numbers, as long as it has [#FEWEST] tokens.
    private static final int NUMBERS = 1_200_000;

    private Packs() {}

    /// Returns about how many nodes of a [TokenTrie] a model should read at once: a power of two
    /// between 1,024 and 4,096. Narrow models read more, since their products are so small that
    /// what each call costs by itself counts; more than these are slower, because what one layer
    /// makes no longer stays in the caches.
    ///
    /// It follows from the architecture alone, so that texts are packed in the same way everywhere,
    /// and an evaluation that is resumed gives the same bits.
    public static int tokens(Architecture architecture) {
        return Math.clamp(Integer.highestOneBit(NUMBERS / architecture.width()), FEWEST, MOST);
    }
}
