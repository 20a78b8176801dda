package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.Pair;

/// Compared vectors of one base: only among them is there a pair to speak of.
///
/// @param key of the base
/// @param title what the base is called; empty where it is not known
/// @param vectors their indices among all compared vectors, rising
public record Block(String key, String title, List<Integer> vectors) {
    public Block {
        vectors = List.copyOf(vectors);
    }

    /// What the base is called, as a list of choices says it.
    String name() {
        return title.isEmpty() ? BaseOf.UNKNOWN.heading() : title;
    }

    /// Returns all pairs of its vectors, by their indices among all compared vectors.
    List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (Pair pair : Pair.all(vectors.size())) {
            pairs.add(new Pair(vectors.get(pair.a()), vectors.get(pair.b())));
        }
        return pairs;
    }

    boolean has(Pair pair) {
        return vectors.contains(pair.a()) && vectors.contains(pair.b());
    }

    /// Returns the blocks of compared vectors, in the order of their first vectors. One whose base
    /// is not sure stands with the first vectors that it has tensors in common with.
    static List<Block> of(List<BaseOf> bases, Comparison comparison) {
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        Map<String, String> titles = new LinkedHashMap<>();
        for (int vector = 0; vector < bases.size(); vector++) {
            BaseOf base = home(vector, bases, comparison);
            members.computeIfAbsent(base.key(), _ -> new ArrayList<>()).add(vector);
            titles.putIfAbsent(base.key(), base.title());
        }
        return members.entrySet().stream()
                .map(
                        entry ->
                                new Block(
                                        entry.getKey(),
                                        titles.getOrDefault(entry.getKey(), ""),
                                        entry.getValue()))
                .toList();
    }

    private static BaseOf home(int vector, List<BaseOf> bases, Comparison comparison) {
        BaseOf own = bases.get(vector);
        if (own.isKnown() || !comparison.hasPairs()) {
            return own;
        }
        for (int other = 0; other < bases.size(); other++) {
            boolean isShared =
                    other != vector
                            && bases.get(other).isKnown()
                            && !Double.isNaN(comparison.pair(vector, other, Group.ALL).dot());
            if (isShared) {
                return bases.get(other);
            }
        }
        return own;
    }

    /// Returns the one that a key names, else the first with a pair, else the first.
    static Optional<Block> shown(List<Block> blocks, String key) {
        return blocks.stream()
                .filter(block -> block.key().equals(key))
                .findFirst()
                .or(() -> blocks.stream().filter(b -> b.vectors().size() > 1).findFirst())
                .or(() -> blocks.stream().findFirst());
    }
}
