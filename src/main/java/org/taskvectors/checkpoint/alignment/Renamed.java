package org.taskvectors.checkpoint.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Prefixes;

/// Tensors of a source that were found in the target under other names, or laid out otherwise.
///
/// @param how what the difference is: `net. taken away`, `gamma → weight`, `stacked experts`
/// @param targets the target's tensors, at least one
public record Renamed(String how, List<Tensor> targets) {
    public Renamed {
        targets = List.copyOf(targets);
    }

    static List<Renamed> of(Map<Tensor, View> views) {
        Map<String, List<Tensor>> byDifference = new LinkedHashMap<>();
        views.forEach(
                (target, view) -> {
                    String how = difference(target, view);
                    if (!how.isEmpty()) {
                        byDifference.computeIfAbsent(how, h -> new ArrayList<>()).add(target);
                    }
                });
        return byDifference.entrySet().stream()
                .map(entry -> new Renamed(entry.getKey(), entry.getValue()))
                .toList();
    }

    /// Returns how the two differ; empty if they do not.
    private static String difference(Tensor target, View view) {
        if (view.pieces().size() > 1) {
            return "put together of several tensors";
        }
        Piece piece = view.pieces().getFirst();
        boolean isTurned = !piece.isStraight();
        if (view.whole().isEmpty() && !isTurned) {
            return "rows of one tensor";
        }
        String own = Prefixes.unwrapped(piece.source().name());
        String other = Prefixes.unwrapped(target.name());
        if (Prefixes.strip(own).equals(Prefixes.strip(other))) {
            return "";
        }
        String name = name(own.split("\\.", -1), other.split("\\.", -1));
        return isTurned ? name + ", rows turned" : name;
    }

    private static String name(String[] own, String[] other) {
        int most = Math.min(own.length, other.length);
        int behind = 0;
        while (behind < most
                && own[own.length - 1 - behind].equals(other[other.length - 1 - behind])) {
            behind++;
        }
        int before = 0;
        while (before < most - behind && own[before].equals(other[before])) {
            before++;
        }
        String from = middle(own, before, behind);
        String to = middle(other, before, behind);
        if (to.isEmpty()) {
            return from + " taken away";
        }
        return from.isEmpty() ? to + " put in" : from + " → " + to;
    }

    private static String middle(String[] parts, int before, int behind) {
        return String.join(
                ".",
                Arrays.stream(parts, before, parts.length - behind)
                        .map(part -> part.matches("\\d+") ? "N" : part)
                        .toList());
    }
}
