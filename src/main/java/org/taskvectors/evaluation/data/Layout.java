package org.taskvectors.evaluation.data;

/// How the rows of a file are laid out.
public enum Layout {
    /// Lines of columns with tabs between them. Quotes are plain characters, as in GLUE's files.
    TSV("TSV"),
    /// RFC 4180: columns with commas (or another delimiter) between them, quotes where a column
    /// holds a delimiter, a quote or a line break.
    CSV("CSV"),
    /// JSON objects one after the other, one a line.
    JSON_LINES("JSON lines"),
    /// One JSON value: an array of objects, an object of objects by their id, an object with one
    /// array of objects in it, or an object of columns.
    JSON("JSON"),
    /// Plain text: one row, whose only column is the whole text.
    TEXT("plain text");

    private final String word;

    Layout(String word) {
        this.word = word;
    }

    /// Returns what it is called for people.
    public String word() {
        return word;
    }
}
