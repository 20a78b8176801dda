package org.taskvectors.workspace;

/// What a checkpoint is for: guessed on opening, changeable by the person.
public enum Role {
    BASE("base"),
    TUNED("fine-tuned"),
    /// A LoRA: factors whose product is a change of its base.
    ADAPTER("adapter"),
    VECTOR("vector");

    private final String label;

    Role(String label) {
        this.label = label;
    }

    /// Whether it is a change of weights, which can be compared with others: a vector, and an
    /// adapter, which is one.
    public boolean isVector() {
        return this == VECTOR || this == ADAPTER;
    }

    /// The word in the window: `fine-tuned`.
    public String label() {
        return label;
    }
}
