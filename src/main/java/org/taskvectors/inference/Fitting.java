package org.taskvectors.inference;

import java.util.Arrays;

/// Refuses tokens that a model or a text has no place for.
record Fitting(Architecture architecture) {
    /// @throws IllegalArgumentException if the model has not so many positions
    void requireCapacity(int capacity) {
        if (capacity < 1 || capacity > architecture.context()) {
            throw new IllegalArgumentException(
                    capacity + " tokens, and the model has " + architecture.context());
        }
    }

    /// @throws IllegalArgumentException if it is no text that the model can read
    void requireText(int[] text) {
        if (text.length < 1 || text.length > architecture.context()) {
            throw new IllegalArgumentException(
                    text.length + " tokens, and the model has " + architecture.context());
        }
        requireKnown(text);
    }

    /// @param length of the text so far
    /// @throws IllegalArgumentException if the text has no room for the tokens
    void requireRead(int[] tokens, int wanted, int length, int capacity) {
        if (tokens.length < 1
                || tokens.length > capacity - length
                || wanted < 0
                || wanted > tokens.length) {
            throw new IllegalArgumentException(
                    tokens.length
                            + " tokens after "
                            + length
                            + " of "
                            + capacity
                            + ", "
                            + wanted
                            + " wanted");
        }
        requireKnown(tokens);
    }

    /// @param length of the text so far
    /// @throws IllegalArgumentException if the text is shorter
    static void requireCut(int newLength, int length) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException(newLength + " of " + length + " tokens");
        }
    }

    private void requireKnown(int[] tokens) {
        int vocabulary = architecture.vocabulary();
        if (Arrays.stream(tokens).anyMatch(token -> token < 0 || token >= vocabulary)) {
            throw new IllegalArgumentException("a token beyond the vocabulary of " + vocabulary);
        }
    }
}
