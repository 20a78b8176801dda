package org.taskvectors.evaluation.data;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Whether the first row of a table holds the names of its columns.
final class Header {
    private static final int LONGEST_NAME = 60;
    private static final int MOST_BLANKS = 3;
    private static final int LOOKED_AT = 500;
    private static final int MOST_CLASSES = 20;

    /// Classes that no column is named after.
    private static final Set<String> CLASSES =
            Set.of(
                    "entailment",
                    "neutral",
                    "contradiction",
                    "not_entailment",
                    "positive",
                    "negative",
                    "true",
                    "false",
                    "yes",
                    "no");

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.,][0-9]+)?");

    private Header() {}

    /// Returns whether they are names: a name that tables of examples have, or else short words
    /// that are no numbers, differ from each other, and are no classes of the rows below.
    static boolean isIn(List<List<String>> rows) {
        List<String> first = rows.getFirst();
        if (first.stream().anyMatch(ColumnNames::isKnown)) {
            return true;
        }
        // A column of row numbers has no name.
        List<String> names = first.getFirst().isBlank() ? first.subList(1, first.size()) : first;
        Set<String> distinct =
                names.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        return !names.isEmpty()
                && distinct.size() == names.size()
                && names.stream().allMatch(Header::mayBeAName)
                && !holdsAClass(rows);
    }

    private static boolean mayBeAName(String cell) {
        return !cell.isBlank()
                && cell.length() <= LONGEST_NAME
                && cell.strip().chars().filter(Character::isWhitespace).count() <= MOST_BLANKS
                && !NUMBER.matcher(cell.strip()).matches();
    }

    private static boolean holdsAClass(List<List<String>> rows) {
        if (rows.getFirst().stream().map(ColumnNames::plain).anyMatch(CLASSES::contains)) {
            return true;
        }
        List<List<String>> below = rows.subList(1, Math.min(rows.size(), LOOKED_AT));
        for (int column = 0; column < rows.getFirst().size(); column++) {
            Set<String> values = new HashSet<>();
            for (List<String> row : below) {
                values.add(row.get(column));
            }
            if (values.size() <= MOST_CLASSES && values.contains(rows.getFirst().get(column))) {
                return true;
            }
        }
        return false;
    }
}
