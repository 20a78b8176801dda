package org.taskvectors.extraction;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.extraction.Finding.Category;

/// Collects the tensors of a pair by what was found about them.
final class Findings {
    private final Map<Category, List<String>> found = new EnumMap<>(Category.class);
    private final Map<Category, String> details = new EnumMap<>(Category.class);
    private final Map<Category, Long> sizes = new EnumMap<>(Category.class);

    /// Adds a tensor; of each category the first tensor's detail is kept.
    ///
    /// @param weights how many weights it has
    void note(Category category, String name, String detail, long weights) {
        List<String> names = found.computeIfAbsent(category, c -> new ArrayList<>());
        if (names.isEmpty()) {
            details.put(category, detail);
        }
        names.add(name);
        sizes.merge(category, weights, Long::sum);
    }

    /// Returns how many weights the tensors of a category have.
    long weights(Category category) {
        return sizes.getOrDefault(category, 0L);
    }

    List<String> names(Category category) {
        return found.getOrDefault(category, List.of());
    }

    /// Returns what is special about the first tensor of a category; empty where nothing is.
    String detail(Category category) {
        return details.getOrDefault(category, "");
    }

    /// Returns the lines that a person reads, most important first.
    List<Finding> lines(PairVerdict verdict, List<QuantizedSide> quantized) {
        List<Finding> lines = new ArrayList<>();
        found.forEach(
                (category, names) ->
                        lines.add(
                                new Finding(
                                        category,
                                        names,
                                        detail(category),
                                        verdict.action(category, quantized),
                                        verdict.isBlocking(category))));
        return lines;
    }
}
