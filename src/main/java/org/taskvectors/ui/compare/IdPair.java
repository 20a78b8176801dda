package org.taskvectors.ui.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Pair;

/// Two vectors by the ids of their items, as a workspace keeps a chosen pair.
record IdPair(String a, String b) {
    private static final String BETWEEN = "+";
    private static final String NEXT = ",";

    static List<IdPair> parse(String text) {
        return Arrays.stream(text.split(NEXT))
                .map(pair -> pair.split("\\" + BETWEEN))
                .filter(ids -> ids.length == 2)
                .map(ids -> new IdPair(ids[0], ids[1]))
                .toList();
    }

    static String write(List<IdPair> pairs) {
        return pairs.stream()
                .map(pair -> pair.a + BETWEEN + pair.b)
                .collect(Collectors.joining(NEXT));
    }

    /// Returns the pair by its indices in a list of ids; empty where one of them is not in it.
    Optional<Pair> in(List<String> ids) {
        int first = ids.indexOf(a);
        int second = ids.indexOf(b);
        return first < 0 || second < 0 || first == second
                ? Optional.empty()
                : Optional.of(new Pair(Math.min(first, second), Math.max(first, second)));
    }

    static IdPair of(Pair pair, List<String> ids) {
        return new IdPair(ids.get(pair.a()), ids.get(pair.b()));
    }
}
