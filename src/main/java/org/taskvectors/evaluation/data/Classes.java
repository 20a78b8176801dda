package org.taskvectors.evaluation.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.taskvectors.prompt.Label;

/// Which label a value in a file means: one with its name, with its word, or with its number, in
/// this order, in any case and whatever blanks are around it.
final class Classes {
    /// A number as it stands, or as a table that has holes writes it: `1.0`.
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9})(\\.0)?");

    /// More values than this are no classes.
    private static final int MOST = 1_000;

    private Classes() {}

    static Optional<Label> label(String value, List<Label> labels) {
        String plain = ColumnNames.plain(value);
        return first(labels, label -> ColumnNames.plain(label.name()).equals(plain))
                .or(() -> first(labels, label -> ColumnNames.plain(label.word()).equals(plain)))
                .or(() -> numbered(plain, labels));
    }

    private static Optional<Label> numbered(String plain, List<Label> labels) {
        Matcher number = NUMBER.matcher(plain);
        return number.matches()
                ? first(labels, label -> label.value() == Integer.parseInt(number.group(1)))
                : Optional.empty();
    }

    static boolean isNumber(String value) {
        return NUMBER.matcher(value.strip()).matches();
    }

    private static Optional<Label> first(List<Label> labels, Function<Label, Boolean> is) {
        return labels.stream().filter(is::apply).findFirst();
    }

    /// Returns the name of the label that each value of a column means, where it means one.
    static Map<String, String> of(List<String> cells, List<Label> labels) {
        Map<String, String> classes = new LinkedHashMap<>();
        for (String cell : cells) {
            if (classes.size() < MOST && !classes.containsKey(cell)) {
                label(cell, labels).ifPresent(label -> classes.put(cell, label.name()));
            }
        }
        return classes;
    }

    /// Returns how many cells mean a label.
    static long known(List<String> cells, List<Label> labels) {
        Map<String, String> classes = of(cells, labels);
        return cells.stream().filter(classes::containsKey).count();
    }

    /// Whether the cells are the numbers from 1 to as many as there are labels, and the labels' own
    /// numbers begin with 0: some of them would mean another label than they say.
    static boolean areShifted(List<String> cells, List<Label> labels) {
        Set<Integer> found = new TreeSet<>();
        for (String cell : cells) {
            Matcher number = NUMBER.matcher(ColumnNames.plain(cell));
            if (!cell.isBlank() && !number.matches()) {
                return false;
            }
            if (number.matches() && found.size() <= labels.size()) {
                found.add(Integer.parseInt(number.group(1)));
            }
        }
        Set<Integer> own = new TreeSet<>();
        labels.forEach(label -> own.add(label.value()));
        List<Integer> counted = IntStream.rangeClosed(1, labels.size()).boxed().toList();
        return List.copyOf(found).equals(counted) && own.contains(0);
    }
}
