package org.taskvectors.analysis.metric;

import java.util.Locale;

/// The forms of a table of numbers.
public enum TableFormat {
    /// For a terminal, rounded.
    TEXT("text", "txt", "Text"),
    /// A table with pipes, rounded.
    MARKDOWN("markdown", "md", "Markdown"),
    /// A `tabular` with the package booktabs, rounded.
    LATEX("latex", "tex", "LaTeX"),
    /// For programs, every digit.
    CSV("csv", "csv", "CSV");

    private final String word;
    private final String suffix;
    private final String label;

    TableFormat(String word, String suffix, String label) {
        this.word = word;
        this.suffix = suffix;
        this.label = label;
    }

    /// Returns the word on the command line: `markdown`.
    public String word() {
        return word;
    }

    /// Returns the ending of a file's name, without the point: `md`.
    public String suffix() {
        return suffix;
    }

    /// Returns its name in menus: `Markdown`.
    public String label() {
        return label;
    }

    /// The word in capital letters or small ones.
    public boolean isCalled(String text) {
        return word.equals(text.strip().toLowerCase(Locale.ROOT));
    }
}
