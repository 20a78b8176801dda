package org.taskvectors.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names of tensors that are one and the same weight.
///
/// @param sets each of at least two names, the one that counts first; no name is in two of them
public record Tied(List<Set<String>> sets) {
    public static final Tied NONE = new Tied(List.of());

    public Tied {
        sets = List.copyOf(sets);
    }

    /// Of sets in any order and with any overlap; those of one name say nothing. Where sets meet
    /// they are one, in the order of the earlier.
    public static Tied of(Stream<? extends Set<String>> sets) {
        List<Set<String>> joined = new ArrayList<>();
        sets.forEach(
                names -> {
                    Set<String> whole = new LinkedHashSet<>();
                    List<Set<String>> met =
                            joined.stream()
                                    .filter(known -> !Collections.disjoint(known, names))
                                    .toList();
                    int place = met.isEmpty() ? joined.size() : joined.indexOf(met.getFirst());
                    joined.removeAll(met);
                    met.forEach(whole::addAll);
                    whole.addAll(names);
                    joined.add(place, whole);
                });
        return new Tied(
                joined.stream()
                        .filter(names -> names.size() > 1)
                        .map(Collections::unmodifiableSet)
                        .toList());
    }

    /// The same without the names that `kept` refuses.
    public Tied only(Predicate<String> kept) {
        return of(
                sets.stream()
                        .map(
                                names ->
                                        names.stream()
                                                .filter(kept)
                                                .collect(
                                                        Collectors.toCollection(
                                                                LinkedHashSet::new))));
    }

    /// Whether these two are one weight.
    public boolean areOne(String name, String other) {
        return sets.stream().anyMatch(names -> names.contains(name) && names.contains(other));
    }

    /// All names but the first of each set: another tensor's weights once more.
    public Set<String> repeated() {
        return sets.stream()
                .flatMap(names -> names.stream().skip(1))
                .collect(Collectors.toUnmodifiableSet());
    }
}
