package org.taskvectors.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names of tensors that are one weight.
///
/// @param sets sets of at least two names, the name that counts first; no name is in two sets
public record Tied(List<Set<String>> sets) {
    public static final Tied NONE = new Tied(List.of());

    public Tied {
        sets = List.copyOf(sets);
    }

    /// Joins sets in any order and with any overlap; sets of one name are left out. Sets that share
    /// a name become one, in the order of the earlier set.
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

    /// Returns the sets without the names that `kept` refuses.
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

    /// Whether the two names are one weight.
    public boolean areOne(String name, String other) {
        return sets.stream().anyMatch(names -> names.contains(name) && names.contains(other));
    }

    /// Returns all names but the first of each set; these repeat another tensor's weights.
    public Set<String> repeated() {
        return sets.stream()
                .flatMap(names -> names.stream().skip(1))
                .collect(Collectors.toUnmodifiableSet());
    }
}
