package org.taskvectors.parts;

/// The works that come in parts.
public enum PartKind {
    EXTRACTION("extract", "an extraction"),
    MERGE("merge", "a merge"),
    PROFILE("profile", "a measurement"),
    COMPARISON("compare", "a comparison");

    private final String command;
    private final String words;

    PartKind(String command, String words) {
        this.command = command;
        this.words = words;
    }

    /// Returns the command that does it.
    public String command() {
        return command;
    }

    /// Returns it in words: `an extraction`.
    public String words() {
        return words;
    }

    /// Whether the parts hold weights, which are joined to a file or a folder.
    public boolean isOfWeights() {
        return this == EXTRACTION || this == MERGE;
    }
}
