package org.taskvectors.evaluation.data;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/// A file of rows, as it was read: every cell is the file's text, blanks included. A value of JSON
/// that is no text is its JSON; null and absent are the empty text.
///
/// @param file that was read
/// @param layout of the rows
/// @param charset in which the file was decoded
/// @param columns their names, each once: from the file's first row, or from JSON's keys; `column
///   1` and so on where the file has none, and `text` for plain text
/// @param rows each as long as `columns`
/// @param lines the number of the line, from 1, on which each row begins
/// @param fingerprint SHA-256 of the file's bytes, in hexadecimal
/// @param notes what a person should know of how the file was read, a sentence each, without its
///   full stop
public record Table(
        Path file,
        Layout layout,
        Charset charset,
        List<String> columns,
        List<List<String>> rows,
        List<Integer> lines,
        String fingerprint,
        List<String> notes) {
    private static final int PREVIEWED = 10;

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        lines = List.copyOf(lines);
        notes = List.copyOf(notes);
    }

    /// Returns the first ten rows, or as many as there are.
    public List<List<String>> preview() {
        return rows.subList(0, Math.min(PREVIEWED, rows.size()));
    }

    /// Returns the cells of a column from top to bottom, as a view.
    List<String> cells(int column) {
        return new java.util.AbstractList<>() {
            @Override
            public String get(int row) {
                return rows.get(row).get(column);
            }

            @Override
            public int size() {
                return rows.size();
            }
        };
    }
}
