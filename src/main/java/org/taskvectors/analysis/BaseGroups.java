package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;

/// Vectors of a comparison by the base that each one's own file records: only vectors of one base
/// can be laid side by side. One that records none stands with the first that it has tensors in
/// common with.
///
/// @param groups the vectors of each base by their indices, rising; the bases in the order of their
///   first vectors
/// @param names what each base is called; empty where no file says so
public record BaseGroups(List<List<Integer>> groups, List<String> names) {
    private static final String NOT_RECORDED = "";

    public BaseGroups {
        groups = groups.stream().map(List::copyOf).toList();
        names = List.copyOf(names);
    }

    public static BaseGroups of(Comparison comparison) {
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        Map<String, String> called = new LinkedHashMap<>();
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            Optional<Identity> base = home(comparison, vector);
            String key = base.map(Identity::fingerprint).orElse(NOT_RECORDED);
            members.computeIfAbsent(key, _ -> new ArrayList<>()).add(vector);
            called.putIfAbsent(key, base.map(Identity::name).orElse(""));
        }
        return new BaseGroups(
                List.copyOf(members.values()),
                members.keySet().stream().map(key -> called.getOrDefault(key, "")).toList());
    }

    private static Optional<Identity> home(Comparison comparison, int vector) {
        Optional<Identity> own = recorded(comparison, vector);
        for (int other = 0; own.isEmpty() && other < comparison.vectors().size(); other++) {
            boolean isShared =
                    other != vector
                            && comparison.hasPairs()
                            && !Double.isNaN(comparison.pair(vector, other, Group.ALL).dot());
            own = isShared ? recorded(comparison, other) : own;
        }
        return own;
    }

    private static Optional<Identity> recorded(Comparison comparison, int vector) {
        return comparison
                .vectors()
                .get(vector)
                .profile()
                .provenance()
                .map(Provenance::base)
                .filter(base -> !base.fingerprint().isEmpty());
    }

    /// Whether there are more bases than one, and more vectors than the two that a person meant to
    /// lay side by side.
    public boolean areSeparate() {
        return groups.size() > 1 && groups.stream().mapToInt(List::size).sum() > 2;
    }

    public boolean areOfOne(int a, int b) {
        return groups.stream().anyMatch(group -> group.contains(a) && group.contains(b));
    }
}
