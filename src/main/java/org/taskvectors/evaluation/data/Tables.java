package org.taskvectors.evaluation.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads files of rows: TSV, CSV, JSON lines, JSON, plain text. At most 1 GiB, 2 million rows of 4
/// Mi characters, or a text of 64 Mi characters, and less where the program may not take four times
/// the file's bytes of memory.
public final class Tables {
    private final FileText text;
    private final ReadOptions options;
    private final Bounds bounds;
    private final List<String> notes;

    private Tables(FileText text, ReadOptions options, Bounds bounds) {
        this.text = text;
        this.options = options;
        this.bounds = bounds;
        notes = new ArrayList<>(text.notes());
    }

    /// Reads a file; its layout and encoding are found out from its name's ending and its content.
    ///
    /// @throws Failure as [#read(Path, ReadOptions)] does
    public static Table read(Path file) throws Failure {
        return read(file, ReadOptions.none());
    }

    /// Reads a file.
    ///
    /// @throws Failure with a [DataProblem] that names the line where it can, or as
    ///   [org.taskvectors.file.ReadableFile] does
    public static Table read(Path file, ReadOptions options) throws Failure {
        return read(file, options, Bounds.within(Runtime.getRuntime().maxMemory()));
    }

    static Table read(Path file, ReadOptions options, Bounds bounds) throws Failure {
        return new Tables(FileText.read(file, options.charset(), bounds), options, bounds).table();
    }

    private Table table() throws Failure {
        Layout layout = options.layout().isPresent() ? options.layout().get() : layout();
        if (options.delimiter().isPresent() && layout != Layout.CSV) {
            throw wrongOption("a delimiter", layout, "Leave it out, or name CSV as the layout");
        }
        if (options.hasHeader().isPresent() && layout != Layout.CSV && layout != Layout.TSV) {
            throw wrongOption("a row of names", layout, "Leave it out");
        }
        return switch (layout) {
            case TSV -> delimited(layout, '\t');
            case CSV -> delimited(layout, delimiter());
            case JSON_LINES, JSON -> json(layout);
            case TEXT -> plain();
        };
    }

    private Failure wrongOption(String option, Layout layout, String advice) {
        return Failure.of(
                DataProblem.OPTION_WRONG,
                text.file(),
                option
                        + " was named, and the file is read as "
                        + layout.word()
                        + ", which has none",
                advice);
    }

    /// The ending tells, unless the first character does.
    private Layout layout() {
        String name = String.valueOf(text.file().getFileName()).toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        Delimiters start = Delimiters.of(text);
        return switch (ending) {
            case "jsonl", "ndjson", "json" -> Layout.JSON;
            case "tsv" -> start.isJson() ? Layout.JSON : Layout.TSV;
            case "csv" -> start.isJson() ? Layout.JSON : Layout.CSV;
            default -> ofContent(start, ending);
        };
    }

    private Layout ofContent(Delimiters start, String ending) {
        Layout found = start.isJson() ? Layout.JSON : start.areTabs() ? Layout.TSV : Layout.TEXT;
        boolean isUsual = found == Layout.TEXT && (ending.equals("txt") || ending.equals("md"));
        if (!isUsual) {
            notes.add("read as " + found.word() + ", by its content");
        }
        return found;
    }

    private char delimiter() throws Failure {
        if (options.delimiter().isPresent()) {
            char given = options.delimiter().get();
            if (given == Delimited.QUOTE || given == '\n' || given == '\r') {
                throw Failure.of(
                        DataProblem.OPTION_WRONG,
                        text.file(),
                        "a quote or a line break cannot stand between columns",
                        "Name another delimiter");
            }
            return given;
        }
        char found = Delimiters.of(text).ofCsv().orElse(',');
        if (found != ',') {
            notes.add("columns are delimited by " + (found == '\t' ? "tabs" : "'" + found + "'"));
        }
        return found;
    }

    private Table delimited(Layout layout, char delimiter) throws Failure {
        Delimited.Rows read = new Delimited(text, delimiter, layout == Layout.CSV).read(bounds);
        List<List<String>> rows = read.sink().rows();
        List<Integer> lines = read.sink().lines();
        if (rows.isEmpty()) {
            throw noRows();
        }
        List<String> columns;
        if (options.hasHeader().isPresent() ? options.hasHeader().get() : Header.isIn(rows)) {
            columns = names(rows.getFirst());
            rows = rows.subList(1, rows.size());
            lines = lines.subList(1, lines.size());
        } else {
            columns = numbered(rows.getFirst().size());
            if (options.hasHeader().isEmpty()) {
                notes.add(
                        "the first row looks like data, not like names, so the columns are named"
                                + " 'column 1' and so on");
            }
        }
        if (read.blank() > 0) {
            notes.add(read.blank() + " empty lines were passed over");
        }
        if (layout == Layout.TSV) {
            noteQuotes(rows);
        }
        return table(layout, columns, rows, lines);
    }

    private void noteQuotes(List<List<String>> rows) {
        long quoted = rows.stream().filter(row -> row.stream().anyMatch(Tables::isQuoted)).count();
        if (quoted > 0) {
            notes.add(
                    quoted
                            + " rows have a cell in quotes; in TSV quotes are plain characters and"
                            + " are kept");
        }
    }

    private static boolean isQuoted(String cell) {
        return cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"");
    }

    private List<String> names(List<String> first) throws Failure {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : first) {
            String name = cell.isBlank() ? "column " + (names.size() + 1) : cell;
            if (!seen.add(name)) {
                throw Failure.of(
                                DataProblem.COLUMN_TWICE,
                                text.file(),
                                "two columns are named '" + Shown.of(name) + "'",
                                "Rename one of them, or say that the file has no row of names")
                        .at("line 1");
            }
            names.add(name);
        }
        return names;
    }

    private static List<String> numbered(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add("column " + i);
        }
        return names;
    }

    private Table json(Layout expected) throws Failure {
        JsonTable read = JsonRows.read(text, bounds);
        if (options.layout().isPresent() && read.layout() != expected) {
            notes.add(
                    "it was to be read as "
                            + expected.word()
                            + ", and was read as the "
                            + read.layout().word()
                            + " that it is");
        }
        List<List<String>> rows = read.rows();
        notes.addAll(read.notes(rows));
        return table(read.layout(), read.columns(), rows, read.lines());
    }

    private Table plain() throws Failure {
        StringBuilder whole = new StringBuilder();
        try (var reader = text.reader()) {
            char[] buffer = new char[1 << 16];
            for (int got = reader.read(buffer); got >= 0; got = reader.read(buffer)) {
                if (whole.length() + got > bounds.text()) {
                    throw Failure.of(
                            DataProblem.TOO_LARGE,
                            text.file(),
                            "the text has more than " + bounds.text() + " characters",
                            "Cut out the part that you need");
                }
                whole.append(buffer, 0, got);
            }
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("the text was decoded before", e);
        }
        return table(
                Layout.TEXT, List.of(Mapping.TEXT), List.of(List.of(whole.toString())), List.of(1));
    }

    private Table table(
            Layout layout, List<String> columns, List<List<String>> rows, List<Integer> lines)
            throws Failure {
        if (rows.isEmpty() || columns.isEmpty()) {
            throw noRows();
        }
        int repeated = rows.size() - distinct(rows);
        if (repeated > 0) {
            notes.add(
                    repeated + " of " + rows.size() + " rows repeat an earlier one; they are kept");
        }
        return new Table(
                text.file(),
                layout,
                text.charset(),
                columns,
                rows,
                lines,
                text.fingerprint(),
                notes);
    }

    private static int distinct(List<List<String>> rows) {
        // By a digest, as strings of the same hash are easily made and would take for ever.
        Set<UUID> seen = new HashSet<>();
        for (List<String> row : rows) {
            seen.add(
                    UUID.nameUUIDFromBytes(
                            String.join("\0", row).getBytes(StandardCharsets.UTF_8)));
        }
        return seen.size();
    }

    private Failure noRows() {
        return Failure.of(
                DataProblem.NO_ROWS, text.file(), "it has no row of data", "Choose another file");
    }
}
