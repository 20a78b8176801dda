package org.taskvectors.checkpoint.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.naming.Prefixes;
import org.taskvectors.tensor.Shape;

/// Finds the names of one side among those of the other where neither names nor conversions agree:
/// by the longest common ending, where that is one name of the same shape. What stands in front of
/// the two endings is a rule, and decides for names whose own endings are not unique.
final class Endings {
    /// A module and its parameter: a shorter ending says nothing.
    private static final int FEWEST_PARTS = 2;

    /// No program nests modules deeper.
    private static final int MOST_PARTS = 64;

    /// Words for parts of a model that are never the same, however alike they are.
    private static final Map<String, Integer> STACKS = stacks();

    private Endings() {}

    private static Map<String, Integer> stacks() {
        Map<String, Integer> stacks = new HashMap<>();
        List<List<String>> groups =
                List.of(
                        List.of("encoder"),
                        List.of("decoder"),
                        List.of("vision", "visual", "image", "pixel", "vit"),
                        List.of("text", "language", "llm", "lm"),
                        List.of("audio", "speech"),
                        List.of("cls", "predictions"),
                        List.of("pooler"),
                        List.of("classifier", "classification"),
                        List.of("head"));
        for (int i = 0; i < groups.size(); i++) {
            for (String word : groups.get(i)) {
                stacks.put(word, i);
            }
        }
        return Map.copyOf(stacks);
    }

    /// What stands in front of the common ending of two names.
    record Fronts(String source, String target) {
        /// Returns the source's name with the target's front.
        String apply(String name) {
            return target + name.substring(source.length());
        }

        /// Returns the fronts of most of these matches; empty if there are none.
        static Optional<Fronts> most(Map<String, String> matches) {
            Map<Fronts, Integer> votes = new LinkedHashMap<>();
            matches.forEach((own, other) -> votes.merge(of(own, other), 1, Integer::sum));
            return votes.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey);
        }

        private static Fronts of(String own, String other) {
            return endings(own).stream()
                    .filter(ending -> other.equals(ending) || other.endsWith("." + ending))
                    .findFirst()
                    .map(ending -> new Fronts(front(own, ending), front(other, ending)))
                    .orElseGet(() -> new Fronts(own, other));
        }
    }

    /// Returns the target's names by the source's. No two of the source's names get the same.
    ///
    /// @param target atoms that were not found
    /// @param source atoms that are left over
    static Map<String, String> match(Collection<Atom> target, Collection<Atom> source) {
        Map<String, Atom> byName = new HashMap<>();
        Map<String, Map<Shape, List<Atom>>> byEnding = new HashMap<>();
        for (Atom atom : target) {
            byName.put(atom.name(), atom);
            for (String ending : endings(atom.name())) {
                byEnding.computeIfAbsent(ending, k -> new HashMap<>(2))
                        .computeIfAbsent(atom.shape(), k -> new ArrayList<>(1))
                        .add(atom);
            }
        }
        Map<String, String> matches = new LinkedHashMap<>();
        Map<Fronts, Integer> votes = new LinkedHashMap<>();
        Map<String, Fronts> of = new HashMap<>();
        for (Atom atom : source) {
            fronts(atom, byEnding)
                    .ifPresent(
                            fronts -> {
                                votes.merge(fronts, 1, Integer::sum);
                                of.put(atom.name(), fronts);
                                matches.put(atom.name(), fronts.apply(atom.name()));
                            });
        }
        Set<Fronts> doubtful = doubtful(votes);
        doubtful.addAll(weak(of));
        if (!doubtful.isEmpty()) {
            votes.keySet().removeAll(doubtful);
            matches.entrySet().removeIf(match -> doubtful.contains(of.get(match.getKey())));
        }
        outer(votes);
        for (Atom atom : source) {
            if (!matches.containsKey(atom.name())) {
                byRules(atom.name(), votes, byName)
                        .ifPresent(name -> matches.put(atom.name(), name));
            }
        }
        return unique(matches);
    }

    /// Returns rules with a number on one side alone, unless it is one and the same for several
    /// names: `0.auto_model.` is a wrapper's, and a layer's number may not get lost.
    private static Set<Fronts> doubtful(Map<Fronts, Integer> votes) {
        Set<Fronts> numbered = new HashSet<>(votes.keySet());
        numbered.removeIf(fronts -> numbers(fronts.source()).equals(numbers(fronts.target())));
        Set<List<String>> wrappers = new HashSet<>();
        numbered.forEach(
                fronts ->
                        wrappers.add(
                                List.of(upToNumber(fronts.source()), upToNumber(fronts.target()))));
        int names = numbered.stream().mapToInt(fronts -> votes.getOrDefault(fronts, 0)).sum();
        return wrappers.size() == 1 && names > 1 ? new HashSet<>() : numbered;
    }

    /// Adds rules for what stands beside a model: where `net.model.` is taken away, the target's
    /// names are without `model.`, and `net.final_logits_bias` has `net.` in front alone.
    private static void outer(Map<Fronts, Integer> votes) {
        Map<Fronts, Integer> outer = new LinkedHashMap<>();
        votes.forEach(
                (fronts, _) -> {
                    String source = Prefixes.withoutLast(fronts.source());
                    if (fronts.target().isEmpty() && !source.isEmpty()) {
                        outer.merge(new Fronts(source, ""), 0, Math::max);
                    }
                });
        outer.forEach(votes::putIfAbsent);
    }

    /// Returns rules that put one front in the place of another for a single module in no layer:
    /// `pooler.dense` is not `transform.dense`, though both have the shape.
    private static Set<Fronts> weak(Map<String, Fronts> of) {
        Map<Fronts, Set<String>> modules = new HashMap<>();
        of.forEach(
                (name, fronts) -> {
                    String ending = name.substring(fronts.source().length());
                    modules.computeIfAbsent(fronts, k -> new HashSet<>())
                            .add(ending.substring(0, Math.max(0, ending.lastIndexOf('.'))));
                });
        Set<Fronts> weak = new HashSet<>(modules.keySet());
        weak.removeIf(
                fronts -> {
                    Set<String> own = modules.getOrDefault(fronts, Set.of());
                    return fronts.source().isEmpty()
                            || fronts.target().isEmpty()
                            || own.size() > 1
                            || own.stream().anyMatch(module -> module.indexOf('.') >= 0)
                            || !numbers(fronts.source()).isEmpty();
                });
        return weak;
    }

    /// Returns a front up to its last number; empty if it has none.
    private static String upToNumber(String front) {
        int end = 0;
        int start = 0;
        for (int dot = front.indexOf('.'); dot >= 0; dot = front.indexOf('.', start)) {
            if (start < dot && front.substring(start, dot).chars().allMatch(Character::isDigit)) {
                end = dot + 1;
            }
            start = dot + 1;
        }
        return front.substring(0, end);
    }

    /// Returns the parts of a name that are numbers.
    static List<String> numbers(String front) {
        return Arrays.stream(front.split("\\."))
                .filter(part -> !part.isEmpty() && part.chars().allMatch(Character::isDigit))
                .toList();
    }

    /// Returns the one name that the rules of most names lead to.
    private static Optional<String> byRules(
            String name, Map<Fronts, Integer> votes, Map<String, Atom> target) {
        Map<String, Integer> found = new HashMap<>();
        votes.forEach(
                (fronts, count) -> {
                    if (name.startsWith(fronts.source())) {
                        String other = fronts.apply(name);
                        if (target.containsKey(other)) {
                            found.merge(other, count, Math::max);
                        }
                    }
                });
        int most = found.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<String> best =
                found.entrySet().stream()
                        .filter(entry -> entry.getValue() == most)
                        .map(Map.Entry::getKey)
                        .toList();
        return best.size() == 1 ? Optional.of(best.getFirst()) : Optional.empty();
    }

    /// Returns the matches without those names that several have been matched with.
    private static Map<String, String> unique(Map<String, String> matches) {
        Map<String, Integer> counts = new HashMap<>();
        matches.values().forEach(name -> counts.merge(name, 1, Integer::sum));
        matches.values().removeIf(name -> counts.getOrDefault(name, 0) > 1);
        return matches;
    }

    private static Optional<Fronts> fronts(
            Atom atom, Map<String, Map<Shape, List<Atom>>> byEnding) {
        for (String ending : endings(atom.name())) {
            Map<Shape, List<Atom>> candidates = byEnding.getOrDefault(ending, Map.of());
            if (candidates.isEmpty()) {
                continue;
            }
            List<Atom> alike = candidates.getOrDefault(atom.shape(), List.of());
            if (alike.size() != 1) {
                return Optional.empty();
            }
            String own = front(atom.name(), ending);
            String other = front(alike.getFirst().name(), ending);
            return contradict(own, other) ? Optional.empty() : Optional.of(new Fronts(own, other));
        }
        return Optional.empty();
    }

    private static String front(String name, String ending) {
        return name.substring(0, name.length() - ending.length());
    }

    /// Whether the two fronts name different parts of a model.
    private static boolean contradict(String one, String other) {
        List<String> own = numbers(one);
        List<String> others = numbers(other);
        if (!own.isEmpty() && !others.isEmpty() && !own.equals(others)) {
            return true;
        }
        Set<Integer> first = stacksOf(one);
        Set<Integer> second = stacksOf(other);
        return !first.isEmpty() && !second.isEmpty() && !first.equals(second);
    }

    private static Set<Integer> stacksOf(String front) {
        Set<Integer> found = new HashSet<>();
        for (String word : front.split("[._]")) {
            Integer stack = STACKS.get(word);
            if (stack != null) {
                found.add(stack);
            }
        }
        return found;
    }

    /// Returns the endings of a name in whole parts, the longest, which is the name, first.
    private static List<String> endings(String name) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            starts.add(dot + 1);
        }
        if (starts.size() > MOST_PARTS) {
            return List.of();
        }
        int last = Math.max(1, starts.size() - FEWEST_PARTS + 1);
        return starts.subList(0, last).stream().map(name::substring).toList();
    }
}
