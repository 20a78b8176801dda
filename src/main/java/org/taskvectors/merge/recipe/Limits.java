package org.taskvectors.merge.recipe;

/// How large a recipe may be. The largest of people's own is some hundred lines long.
final class Limits {
    /// Bytes of a file, and `char`s of a text.
    static final int MOST_BYTES = 1 << 20;

    /// Lists within lists; a recipe needs ten.
    static final int DEEPEST = 24;

    static final int MOST_ALIASES = 64;

    /// Parts of a document, aliases written out.
    static final int MOST_NODES = 50_000;

    private Limits() {}
}
