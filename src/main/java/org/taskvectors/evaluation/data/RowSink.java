package org.taskvectors.evaluation.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.file.Failure;

/// Gathers rows, within bounds.
final class RowSink {
    private final Path file;
    private final Bounds bounds;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();
    private long cells;

    RowSink(Path file, Bounds bounds) {
        this.file = file;
        this.bounds = bounds;
    }

    /// Takes a row that begins on line `line`.
    ///
    /// @throws Failure [DataProblem#TOO_LARGE] if it is one too many
    void add(List<String> row, long line) throws Failure {
        cells += row.size();
        check(rows.size(), bounds.rows(), "rows", line);
        check(row.size() - 1, bounds.columns(), "columns", line);
        check(cells - 1, bounds.cells(), "cells", line);
        rows.add(row);
        lines.add((int) Math.min(line, Integer.MAX_VALUE));
    }

    private void check(long before, long most, String what, long line) throws Failure {
        if (before >= most) {
            throw tooLarge("it has more than " + most + " " + what, line);
        }
    }

    /// Returns the failure of a row with more characters than are read.
    Failure rowTooLong(long line) {
        return tooLarge(
                "this row has more than "
                        + bounds.row()
                        + " characters; is there a quote or a bracket that never closes?",
                line);
    }

    /// Returns the failure of a file with more rows than are read.
    Failure tooMany(long line) {
        return tooLarge("it has more than " + bounds.rows() + " rows", line);
    }

    /// Returns the failure of a file with more cells than are read.
    Failure tooManyCells() {
        return tooLarge("it has more than " + bounds.cells() + " cells", 1);
    }

    private Failure tooLarge(String what, long line) {
        return Failure.of(DataProblem.TOO_LARGE, file, what, "Cut out the rows that you need")
                .at("line " + line);
    }

    List<List<String>> rows() {
        return rows;
    }

    List<Integer> lines() {
        return lines;
    }
}
