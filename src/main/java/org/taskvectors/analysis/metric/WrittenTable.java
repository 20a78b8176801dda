package org.taskvectors.analysis.metric;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.file.Shown;

/// A table for people: columns with heads, numbers aligned right, words aligned left.
public final class WrittenTable {
    /// A column.
    ///
    /// @param isNumber whether its cells are aligned right
    record Column(String head, boolean isNumber) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private int ruleBefore = -1;

    public WrittenTable words(String head) {
        columns.add(new Column(Shown.of(head), false));
        return this;
    }

    public WrittenTable numbers(String head) {
        columns.add(new Column(Shown.of(head), true));
        return this;
    }

    public void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells, " + columns.size());
        }
        // Names come out of files, which may hold anything.
        rows.add(cells.stream().map(Shown::of).toList());
    }

    /// Sets off the following rows from those before.
    public void rule() {
        ruleBefore = rows.size();
    }

    List<Column> columns() {
        return columns;
    }

    List<List<String>> rows() {
        return rows;
    }

    /// Whether a row follows the rule.
    boolean isSetOff(int row) {
        return ruleBefore >= 0 && row >= ruleBefore;
    }

    /// Whether the rule lies between this row and another one above it.
    boolean hasRuleBefore(int row) {
        return row == ruleBefore && row > 0;
    }

    /// The table for a terminal.
    public List<String> text() {
        return TextWriter.lines(this);
    }

    /// Returns the table in GitHub's Markdown.
    public List<String> markdown() {
        return MarkdownWriter.lines(this);
    }

    /// Returns the table for LaTeX with the package booktabs.
    public List<String> latex() {
        return LatexWriter.lines(this);
    }

    /// Prints the table for a terminal.
    public void print(PrintWriter out) {
        text().forEach(out::println);
    }
}
