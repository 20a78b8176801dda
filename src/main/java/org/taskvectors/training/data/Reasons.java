package org.taskvectors.training.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Counts why rows are left out.
final class Reasons {
    private static final int MOST_NAMED = 5;

    /// More are counted without their words, which files could make as many as their rows.
    private static final int MOST_KEPT = 1_000;

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int all;

    void add(String why) {
        all++;
        if (counts.size() < MOST_KEPT || counts.containsKey(why)) {
            counts.merge(why, 1, Integer::sum);
        }
    }

    int count() {
        return all;
    }

    /// Returns the reasons for people, the most frequent first.
    @Override
    public String toString() {
        Map<String, Integer> some =
                counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .limit(MOST_NAMED)
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        Map.Entry::getValue,
                                        (a, _) -> a,
                                        LinkedHashMap::new));
        String named =
                some.entrySet().stream()
                        .map(reason -> reason.getValue() + " (" + reason.getKey() + ")")
                        .collect(Collectors.joining(", "));
        int others = all - some.values().stream().mapToInt(Integer::intValue).sum();
        return others > 0 ? named + ", and " + others + " for other reasons" : named;
    }
}
