package org.taskvectors.checkpoint.alignment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.Tensor;

/// Some layers of two large sides: of names that differ in their numbers alone the first layers
/// that both sides have, whole, with all their experts.
final class Sample {
    /// A side with fewer tensors is laid out at once.
    private static final int MOST_TENSORS = 1500;

    private static final int LAYERS = 2;

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private Sample() {}

    /// Returns a part of both sides; both sides themselves if they are small.
    static Attempt.Given of(Attempt.Given given) {
        if (given.target().size() <= MOST_TENSORS && given.source().size() <= MOST_TENSORS) {
            return given;
        }
        Set<String> shared = layers(given.target());
        shared.retainAll(layers(given.source()));
        return new Attempt.Given(
                some(given.target(), shared), some(given.source(), shared), given.head());
    }

    private static List<Tensor> some(List<Tensor> side, Set<String> shared) {
        Map<String, NavigableSet<String>> first = new HashMap<>();
        for (Tensor tensor : side) {
            String layer = layer(tensor.name());
            if (shared.isEmpty() || shared.contains(layer)) {
                NavigableSet<String> kept =
                        first.computeIfAbsent(template(tensor.name()), k -> new TreeSet<>());
                kept.add(layer);
                if (kept.size() > LAYERS) {
                    kept.pollLast();
                }
            }
        }
        return side.stream()
                .filter(
                        tensor ->
                                first.getOrDefault(template(tensor.name()), new TreeSet<>())
                                        .contains(layer(tensor.name())))
                .toList();
    }

    private static Set<String> layers(List<Tensor> side) {
        Set<String> layers = new HashSet<>();
        side.forEach(tensor -> layers.add(layer(tensor.name())));
        return layers;
    }

    /// Returns the first number of a name; empty if it has none.
    private static String layer(String name) {
        Matcher number = NUMBER.matcher(name);
        return number.find() ? number.group() : "";
    }

    private static String template(String name) {
        return NUMBER.matcher(name).replaceAll("0");
    }
}
