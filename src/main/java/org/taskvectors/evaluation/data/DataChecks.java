package org.taskvectors.evaluation.data;

import java.util.Collection;
import java.util.stream.Collectors;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The failures of a table that does not fit a mapping.
record DataChecks(Table table) {
    private static final int MOST_NAMED = 20;

    /// @throws Failure [DataProblem#COLUMN_MISSING] if the table has no such column
    int column(String name) throws Failure {
        int column = table.columns().indexOf(name);
        if (column < 0) {
            throw Failure.of(
                    DataProblem.COLUMN_MISSING,
                    table.file(),
                    "it has no column '" + Shown.of(name) + "'; " + columns(),
                    "Name one of them");
        }
        return column;
    }

    Failure unmapped(String field) {
        return Failure.of(
                DataProblem.FIELD_UNMAPPED,
                table.file(),
                "no column was found for the field '" + Shown.of(field) + "'; " + columns(),
                "Name the column of the field");
    }

    /// Returns a clause that lists the columns.
    String columns() {
        return "its columns are " + names(table.columns());
    }

    static String names(Collection<String> names) {
        String some =
                names.stream()
                        .limit(MOST_NAMED)
                        .map(name -> "'" + Shown.of(name) + "'")
                        .collect(Collectors.joining(", "));
        return names.size() > MOST_NAMED
                ? some + " and " + (names.size() - MOST_NAMED) + " more"
                : some;
    }
}
