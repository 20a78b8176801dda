package org.taskvectors.evaluation.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the columns of choices: one that holds a list, or one for each: `A`, `B`, `C`; `choice1`,
/// `choice2`; `ending0`, `ending1`; `option_a`, `option_b`; `sol1`, `sol2`.
final class ChoiceColumns {
    private static final Pattern ONE_OF_SEVERAL =
            Pattern.compile("(|choice|option|opt|ending|answer|sol)[ _-]?([0-9]|[a-j])");

    private ChoiceColumns() {}

    /// Returns the columns; empty where there are none.
    static List<String> in(List<String> columns) {
        Optional<String> list =
                ColumnNames.CHOICES.stream()
                        .flatMap(name -> ColumnNames.named(name, columns).stream())
                        .findFirst();
        return list.map(List::of).orElseGet(() -> series(columns));
    }

    private static List<String> series(List<String> columns) {
        Map<String, NavigableMap<Character, String>> found = new TreeMap<>();
        for (String column : columns) {
            Matcher matcher = ONE_OF_SEVERAL.matcher(ColumnNames.plain(column));
            boolean isOne =
                    matcher.matches()
                            && (!matcher.group(1).isEmpty()
                                    || Character.isLetter(matcher.group(2).charAt(0)));
            if (isOne) {
                found.computeIfAbsent(matcher.group(1), name -> new TreeMap<>())
                        .put(matcher.group(2).charAt(0), column);
            }
        }
        return found.values().stream()
                .filter(ChoiceColumns::isWhole)
                .findFirst()
                .map(series -> (List<String>) new ArrayList<>(series.values()))
                .orElse(List.of());
    }

    /// Two or more, from the first on, without a gap.
    private static boolean isWhole(NavigableMap<Character, String> series) {
        char first = series.firstKey();
        return series.size() > 1
                && (first == '0' || first == '1' || first == 'a')
                && series.lastKey() - first == series.size() - 1;
    }
}
