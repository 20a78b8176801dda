package org.taskvectors.workspace;

/// What a checkpoint is for: guessed on opening, changeable by the person.
public enum Role {
    BASE("base"),
    TUNED("fine-tuned"),
    VECTOR("vector");

    private final String label;

    Role(String label) {
        this.label = label;
    }

    /// The word in the window: `fine-tuned`.
    public String label() {
        return label;
    }
}
