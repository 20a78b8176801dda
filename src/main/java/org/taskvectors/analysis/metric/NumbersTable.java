package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.Group;

/// The unrounded numbers of groups, with everything that is needed to write them. The window, the
/// command line, and files make their tables from this one value.
///
/// @param groupTitle head of the first column, which holds the groups' names
/// @param columns the columns of numbers
/// @param rows one for each group
/// @param all the row of everything in scope, set off from the others; empty if there is none
public record NumbersTable(
        String groupTitle, List<Column> columns, List<Row> rows, Optional<Row> all) {
    public NumbersTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// A column of numbers.
    ///
    /// @param title its head, with the unit: `relative SST-2, %`
    /// @param quantity how its numbers are written
    /// @param explanation what the numbers mean, in sentences
    public record Column(String title, Quantity quantity, String explanation) {}

    /// A row.
    ///
    /// @param index its place among the groups, for the order of the model
    /// @param values one for each column, in the unit of its quantity; NaN is undefined
    public record Row(int index, Group group, List<Double> values) {
        public Row {
            values = List.copyOf(values);
        }
    }

    /// Returns the whole table as text; its last line is ended.
    public String write(TableFormat format) {
        return switch (format) {
            case TEXT -> joined(written().text());
            case MARKDOWN -> joined(written().markdown());
            case LATEX -> joined(written().latex());
            case CSV -> csv();
        };
    }

    private static String joined(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /// Returns the table for people.
    public WrittenTable written() {
        WrittenTable table = new WrittenTable().words(groupTitle);
        columns.forEach(column -> table.numbers(column.title()));
        rows.forEach(row -> table.row(cells(row)));
        if (all.isPresent()) {
            table.rule();
            table.row(cells(all.get()));
        }
        return table;
    }

    private List<String> cells(Row row) {
        List<String> cells = new ArrayList<>(List.of(row.group().label()));
        for (int i = 0; i < columns.size(); i++) {
            cells.add(columns.get(i).quantity().write(row.values().get(i)));
        }
        return cells;
    }

    /// Returns every digit of every number; an undefined one is an empty field.
    public String csv() {
        return Csv.text(exact());
    }

    /// Returns every digit of every number with tabs between the columns, for pasting into a
    /// spreadsheet; an undefined number is an empty cell.
    public String tabbed() {
        return exact().stream()
                .map(
                        line ->
                                line.stream()
                                        .map(field -> field.replaceAll("[\\t\\r\\n]", " "))
                                        .collect(Collectors.joining("\t", "", "\n")))
                .collect(Collectors.joining());
    }

    private List<List<String>> exact() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                Stream.concat(Stream.of(groupTitle), columns.stream().map(Column::title)).toList());
        Stream.concat(rows.stream(), all.stream())
                .forEach(
                        row -> {
                            List<String> line = new ArrayList<>(List.of(row.group().label()));
                            for (int i = 0; i < columns.size(); i++) {
                                line.add(
                                        Csv.number(columns.get(i).quantity(), row.values().get(i)));
                            }
                            lines.add(line);
                        });
        return lines;
    }
}
