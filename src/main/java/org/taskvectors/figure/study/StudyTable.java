package org.taskvectors.figure.study;

import java.util.List;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.analysis.metric.WrittenTable;

/// A table of an evaluation: what a person reads, and every digit beside it.
///
/// @param name names its file: `numbers`
/// @param words the heads of the first columns, which hold words
/// @param numbers the heads of the other columns
/// @param rows from top to bottom
public record StudyTable(String name, List<String> words, List<String> numbers, List<Row> rows) {
    public StudyTable {
        words = List.copyOf(words);
        numbers = List.copyOf(numbers);
        rows = List.copyOf(rows);
    }

    /// A row.
    ///
    /// @param words one for each column of words
    /// @param written one for each column of numbers, as a person reads it
    /// @param exact the same with every digit; empty where it is undefined
    /// @param explanation what the numbers mean, in a sentence; may be empty
    public record Row(
            List<String> words, List<String> written, List<String> exact, String explanation) {
        public Row {
            words = List.copyOf(words);
            written = List.copyOf(written);
            exact = List.copyOf(exact);
        }
    }

    /// Returns the whole table as text; its last line is ended.
    public String write(TableFormat format) {
        return switch (format) {
            case TEXT -> joined(written().text());
            case MARKDOWN -> joined(written().markdown());
            case LATEX -> joined(written().latex());
            case CSV -> Csv.text(exact());
        };
    }

    /// Returns every digit with tabs between the columns, for pasting into a spreadsheet.
    public String tabbed() {
        return exact().stream()
                .map(
                        line ->
                                line.stream()
                                        .map(cell -> cell.replaceAll("[\\t\\r\\n]", " "))
                                        .collect(Collectors.joining("\t", "", "\n")))
                .collect(Collectors.joining());
    }

    private static String joined(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private WrittenTable written() {
        WrittenTable table = new WrittenTable();
        words.forEach(table::words);
        numbers.forEach(table::numbers);
        rows.forEach(row -> table.row(both(row.words(), row.written())));
        return table;
    }

    private List<List<String>> exact() {
        List<List<String>> lines = new java.util.ArrayList<>();
        lines.add(both(words, numbers));
        rows.forEach(row -> lines.add(both(row.words(), row.exact())));
        return lines;
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> all = new java.util.ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
