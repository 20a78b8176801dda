package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.Placement;

/// Which tensors are in which group: found once, looked up by number afterwards.
final class Members {
    private final List<Placement> rows;
    private final Map<Grouping, List<Group>> groups = new EnumMap<>(Grouping.class);
    private final Map<Group, int[]> members = new HashMap<>();

    /// @param rows the tensors, in the order in which they are shown
    Members(List<Placement> rows) {
        this.rows = List.copyOf(rows);
        for (Grouping grouping : Grouping.values()) {
            groups.put(grouping, sort(grouping));
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            all.add(i);
        }
        members.put(Group.ALL, numbers(all));
    }

    List<Group> groups(Grouping grouping) {
        return groups.getOrDefault(grouping, List.of());
    }

    /// The numbers of the group's tensors; none for a group that is not one of ours.
    int[] of(Group group) {
        return members.getOrDefault(group, new int[0]);
    }

    private List<Group> sort(Grouping grouping) {
        Map<Group, List<Integer>> found =
                grouping == Grouping.TENSOR
                        ? new LinkedHashMap<>()
                        : new TreeMap<>(order(grouping));
        for (int i = 0; i < rows.size(); i++) {
            found.computeIfAbsent(group(grouping, rows.get(i)), key -> new ArrayList<>()).add(i);
        }
        found.forEach((group, numbers) -> members.put(group, numbers(numbers)));
        return List.copyOf(found.keySet());
    }

    private static int[] numbers(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Group group(Grouping grouping, Placement row) {
        return switch (grouping) {
            case LAYER -> row.layer().isPresent() ? layer(row.layer().getAsInt()) : outside(row);
            case MODULE -> kind(row.kind());
            case CELL ->
                    row.layer().isPresent()
                            ? cell(row.layer().getAsInt(), row.kind())
                            : outside(row);
            case TENSOR ->
                    new Group(
                            row.stripped(),
                            row.layer(),
                            Optional.of(row.kind()),
                            Optional.of(row.stripped()));
        };
    }

    static Group layer(int layer) {
        return new Group(
                Integer.toString(layer), OptionalInt.of(layer), Optional.empty(), Optional.empty());
    }

    static Group kind(ModuleKind kind) {
        return new Group(kind.id(), OptionalInt.empty(), Optional.of(kind), Optional.empty());
    }

    static Group cell(int layer, ModuleKind kind) {
        return new Group(
                layer + " · " + kind.id(),
                OptionalInt.of(layer),
                Optional.of(kind),
                Optional.empty());
    }

    /// The group of a tensor that belongs to no layer: embedding, final norm, head.
    static Group outside(Placement row) {
        return new Group(
                outsideLabel(row), OptionalInt.empty(), Optional.of(row.kind()), Optional.empty());
    }

    private static String outsideLabel(Placement row) {
        if (row.kind().family() != ModuleFamily.NORM) {
            return row.kind().id();
        }
        // BERT and its like have a norm of the embeddings and none behind the last layer.
        return row.stripped().toLowerCase(Locale.ROOT).contains("emb")
                ? "embedding norm"
                : "final norm";
    }

    private static Comparator<Group> order(Grouping grouping) {
        Comparator<Group> byKind =
                Comparator.comparing(
                        group -> group.kind().orElse(null),
                        Comparator.nullsFirst(Comparator.<ModuleKind>naturalOrder()));
        if (grouping == Grouping.MODULE) {
            return byKind;
        }
        Comparator<Group> byLayer =
                Comparator.comparingInt(group -> group.layer().orElse(Integer.MAX_VALUE));
        Comparator<Group> byRank =
                Comparator.comparingInt(group -> group.layer().isPresent() ? 0 : rank(group));
        return byLayer.thenComparing(byRank).thenComparing(byKind).thenComparing(Group::label);
    }

    /// Embedding, final norm, head, then whatever else lies outside the layers.
    private static int rank(Group group) {
        return switch (group.kind().map(ModuleKind::family).orElse(ModuleFamily.OTHER)) {
            case EMBEDDING -> 0;
            case NORM -> group.label().equals("final norm") ? 2 : 1;
            case HEAD -> 3;
            default -> 4;
        };
    }
}
