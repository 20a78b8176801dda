package org.taskvectors.inference;

/// What a tensor does in a decoder.
public enum Role {
    /// Rows by token: vocabulary × width. The head too, where it is tied.
    EMBEDDING,
    /// Learned positions: context × width.
    POSITIONS,
    ATTENTION_NORM,
    QUERY,
    KEY,
    VALUE,
    /// Query, key and value in one tensor, one after the other (GPT-2, Phi-3).
    QUERY_KEY_VALUE,
    QUERY_NORM,
    KEY_NORM,
    /// What is done with the heads' results.
    ATTENTION_OUTPUT,
    /// Norm of the attention's result, before it is added.
    ATTENTION_POST_NORM,
    FEED_FORWARD_NORM,
    GATE,
    UP,
    /// Gate and up in one tensor, one after the other (Phi-3).
    GATE_UP,
    DOWN,
    /// Norm of the feed-forward layer's result, before it is added.
    FEED_FORWARD_POST_NORM,
    FINAL_NORM,
    HEAD;

    /// Whether it belongs to a layer.
    public boolean isInLayer() {
        return switch (this) {
            case EMBEDDING, POSITIONS, FINAL_NORM, HEAD -> false;
            default -> true;
        };
    }

    /// Whether it is the matrix of a linear module of a layer.
    public boolean isLinear() {
        return switch (this) {
            case QUERY, KEY, VALUE, QUERY_KEY_VALUE, ATTENTION_OUTPUT, GATE, UP, GATE_UP, DOWN ->
                    true;
            default -> false;
        };
    }

    /// Whether it stands first in a group that one product serves, or alone.
    boolean beginsGroup() {
        return switch (this) {
            case KEY, VALUE, UP -> false;
            default -> true;
        };
    }
}
