package org.taskvectors.ui.evaluate;

/// Which points a person asks for.
public enum Sweep {
    /// The vectors as they are laid.
    POINT("point", "the vectors as they are laid"),
    /// One λ for all vectors at once.
    BOTH("both", "one λ for all vectors at once"),
    /// Each vector's λ while the others are left out.
    EACH("each", "each vector alone, the others left out"),
    /// Two vectors' λ, each with each.
    PLANE("plane", "λ of two vectors, each with each"),
    /// Each layer's part of the vectors alone, and the vectors without it.
    LAYER("layer", "each layer's part alone, and all but it");

    private final String word;
    private final String explanation;

    Sweep(String word, String explanation) {
        this.word = word;
        this.explanation = explanation;
    }

    /// Returns its word in the segment, and in the name of an evaluation.
    ///
    /// @param vectors how many there are: more than two are all, not both
    public String word(int vectors) {
        return this == BOTH && vectors > 2 ? "all" : word;
    }

    /// Returns what it asks, in a few words.
    public String explanation() {
        return explanation;
    }

    /// Whether λ goes from one value to another.
    public boolean hasRange() {
        return this != POINT && this != LAYER;
    }

    /// Whether points may be added where a curve bends, or in the search of the best λ.
    public boolean mayGrow() {
        return this == BOTH || this == EACH;
    }
}
