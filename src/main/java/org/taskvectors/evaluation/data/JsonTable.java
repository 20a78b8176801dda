package org.taskvectors.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Gathers the rows of JSON, whose columns are known only when all have been read: the keys of all
/// objects, in the order in which they appear.
final class JsonTable {
    private static final int MOST_NAMED = 8;

    private final Path file;
    private final Bounds bounds;
    private final RowSink sink;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();
    private JsonForm form = new JsonForm(JsonForm.Kind.LINES, "");

    JsonTable(Path file, Bounds bounds) {
        this.file = file;
        this.bounds = bounds;
        sink = new RowSink(file, bounds);
    }

    void form(JsonForm found) {
        form = found;
    }

    Layout layout() {
        return form.kind() == JsonForm.Kind.LINES ? Layout.JSON_LINES : Layout.JSON;
    }

    /// Takes an object as a row.
    void add(JsonNode object, int line) throws Failure {
        for (String name : (Iterable<String>) object::fieldNames) {
            column(name, line);
        }
        String[] cells = new String[columns.size()];
        Arrays.fill(cells, "");
        for (var member : object.properties()) {
            cells[columns.getOrDefault(member.getKey(), 0)] = text(member.getValue());
        }
        sink.add(List.of(cells), line);
    }

    /// Takes a member of the object of rows.
    void addKeyed(String key, JsonNode object, int line) throws Failure {
        boolean isNumbered = !object.isEmpty();
        for (String name : (Iterable<String>) object::fieldNames) {
            isNumbered &= name.chars().allMatch(Character::isDigit);
        }
        if (isNumbered && !key.chars().allMatch(Character::isDigit)) {
            throw malformed(
                            "the object '"
                                    + Shown.of(key)
                                    + "' has numbers for keys: it is a column, not a row",
                            "Write rows: with pandas, to_json(…, orient='records', lines=True)")
                    .at("line " + line);
        }
        keys.add(key);
        add(object, line);
    }

    /// Takes a member of the object of columns.
    void addColumn(String name, List<JsonNode> cells, List<Integer> lines, int line)
            throws Failure {
        int column = column(name, line);
        List<List<String>> rows = sink.rows();
        if (column > 0 && rows.size() != cells.size()) {
            throw malformed(
                            "the column '"
                                    + Shown.of(name)
                                    + "' has "
                                    + cells.size()
                                    + " cells, the first "
                                    + rows.size(),
                            "Write as many for each column")
                    .at("line " + line);
        }
        for (int row = 0; row < cells.size(); row++) {
            if (column == 0) {
                sink.add(List.of(text(cells.get(row))), lines.get(row));
            } else {
                List<String> longer = new ArrayList<>(rows.get(row));
                longer.add(text(cells.get(row)));
                rows.set(row, List.copyOf(longer));
            }
        }
    }

    private int column(String name, int line) throws Failure {
        Integer known = columns.putIfAbsent(name, columns.size());
        if (columns.size() > bounds.columns()) {
            throw Failure.of(
                            DataProblem.TOO_LARGE,
                            file,
                            "its objects have more than " + bounds.columns() + " keys together",
                            "Write rows of the same keys")
                    .at("line " + line);
        }
        return known == null ? columns.size() - 1 : known;
    }

    Failure rowTooLong(int line) {
        return sink.rowTooLong(line);
    }

    private Failure malformed(String what, String advice) {
        return Failure.of(DataProblem.MALFORMED, file, what, advice);
    }

    /// Returns the names of the columns, that of the rows' own keys last.
    List<String> columns() {
        List<String> names = new ArrayList<>(columns.keySet());
        if (!keys.isEmpty()) {
            String free = "id";
            while (columns.containsKey(free)) {
                free = "key of " + free;
            }
            names.add(free);
        }
        return names;
    }

    List<Integer> lines() {
        return sink.lines();
    }

    /// Returns the rows, each with all columns.
    List<List<String>> rows() throws Failure {
        int width = columns.size() + (keys.isEmpty() ? 0 : 1);
        if ((long) width * sink.rows().size() > bounds.cells()) {
            throw sink.tooManyCells();
        }
        List<List<String>> rows = sink.rows();
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row).size() < width) {
                String[] cells = rows.get(row).toArray(new String[width]);
                Arrays.fill(cells, rows.get(row).size(), width, "");
                if (!keys.isEmpty()) {
                    cells[width - 1] = keys.get(row);
                }
                rows.set(row, List.of(cells));
            }
        }
        return rows;
    }

    /// Returns what a person should know: which columns have holes.
    List<String> notes(List<List<String>> rows) {
        List<String> notes = new ArrayList<>();
        if (form.kind() == JsonForm.Kind.MEMBER) {
            notes.add("the rows are those of '" + Shown.of(form.member()) + "'");
        }
        int holed = 0;
        for (var column : columns.entrySet()) {
            long holes = rows.stream().filter(row -> row.get(column.getValue()).isEmpty()).count();
            if (holes > 0 && ++holed <= MOST_NAMED) {
                notes.add(
                        "'"
                                + Shown.of(column.getKey())
                                + "' is absent, null or empty in "
                                + holes
                                + " of "
                                + rows.size()
                                + " rows");
            }
        }
        if (holed > MOST_NAMED) {
            notes.add("so are cells of " + (holed - MOST_NAMED) + " more columns");
        }
        return notes;
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }
}
