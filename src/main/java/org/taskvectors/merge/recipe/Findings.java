package org.taskvectors.merge.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// What a reader finds in a recipe beside its meaning: where its parts stand, and what is wrong
/// although the rest can be read.
final class Findings {
    private final @Nullable Path file;
    private final List<Failure> failures = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private final Map<String, Span> places = new HashMap<>();

    Findings(@Nullable Path file) {
        this.file = file;
    }

    /// Returns a failure that says its line.
    Failure failure(RecipeProblem problem, Span at, String what, String advice) {
        return Failure.of(problem, file, what, advice).at(at.words());
    }

    /// Keeps a failure after which the rest can still be read.
    void keep(RecipeProblem problem, Span at, String what, String advice) {
        failures.add(failure(problem, at, what, advice));
        spans.add(at);
    }

    void place(String path, Span span) {
        places.put(path, span);
    }

    Map<String, Span> places() {
        return Map.copyOf(places);
    }

    /// Returns what was kept, by lines.
    List<Failure> inOrder() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> Integer.compare(spans.get(a).begin(), spans.get(b).begin()));
        return order.stream().map(failures::get).toList();
    }
}
