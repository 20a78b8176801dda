package org.taskvectors.inference;

/// How texts are put together for [Runner#readTogether].
public final class Packs {
    private static final int TOKENS = 1024;

    private Packs() {}

    /// Returns about how many nodes of a [TokenTrie] a model should read at once: enough to make
    /// products worth it, few enough that what one layer needs stays in the caches. It follows from
    /// the architecture alone, so that texts are packed in the same way everywhere.
    public static int tokens(Architecture architecture) {
        return TOKENS;
    }
}
