package org.taskvectors.training.data;

/// Which rows are shown.
public enum RowFilter {
    /// The beginning of their prompt is cut.
    CUT("cut"),
    /// They are left out because they are too long.
    TOO_LONG("too long"),
    /// They are left out because they are no examples.
    UNREAD("unread"),
    /// They stand in the training rows a second time or more.
    DOUBLED("doubled"),
    /// They stand in the training rows with another answer too.
    CONTRADICTING("contradicting"),
    /// They are left out because a held-out row has the same words.
    LEAKED("leaked"),
    /// They are held out.
    HELD_OUT("held out");

    private final String word;

    RowFilter(String word) {
        this.word = word;
    }

    /// Returns what it is called for people.
    public String word() {
        return word;
    }
}
