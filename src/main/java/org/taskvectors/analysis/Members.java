package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.PlaceOrder;
import org.taskvectors.checkpoint.naming.Placement;

/// Which tensors are in which group: found once, looked up by number afterwards.
final class Members {
    private static final String EMBEDDING_NORM = "embedding norm";

    /// By stack, layer and module kind, then by name with numbers as numbers; in each stack what
    /// belongs to no layer comes last.
    private static final Comparator<Group> TENSORS =
            Comparator.comparing(Group::stack, PlaceOrder.STACKS)
                    .thenComparingInt(group -> group.layer().orElse(Integer.MAX_VALUE))
                    .thenComparingInt(Members::rank)
                    .thenComparing(group -> group.kind().orElseThrow())
                    .thenComparing(Group::label, PlaceOrder.NAMES);

    private final List<Placement> rows;
    private final boolean severalStacks;
    private final Map<Grouping, List<Group>> groups = new EnumMap<>(Grouping.class);
    private final Map<Group, int[]> members = new HashMap<>();

    /// @param rows the tensors by their numbers
    Members(List<Placement> rows) {
        this.rows = List.copyOf(rows);
        severalStacks = rows.stream().anyMatch(row -> !row.stack().isEmpty());
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

    /// The tensors of a group, each as a group of its own.
    List<Group> tensors(Group group) {
        List<Group> found = new ArrayList<>();
        for (int row : of(group)) {
            found.add(tensor(rows.get(row)));
        }
        found.sort(TENSORS);
        return found;
    }

    private List<Group> sort(Grouping grouping) {
        Map<Group, List<Integer>> found = new TreeMap<>(order(grouping));
        for (int i = 0; i < rows.size(); i++) {
            found.computeIfAbsent(group(grouping, rows.get(i)), key -> new ArrayList<>()).add(i);
        }
        found.forEach((group, numbers) -> members.put(group, numbers(numbers)));
        return List.copyOf(found.keySet());
    }

    private static int[] numbers(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private Group group(Grouping grouping, Placement row) {
        return switch (grouping) {
            case LAYER -> row.layer().isPresent() ? layer(row) : outside(row);
            case MODULE -> kind(row.kind());
            case CELL -> row.layer().isPresent() ? cell(layer(row), row.kind()) : outside(row);
            case TENSOR -> tensor(row);
        };
    }

    private static Group tensor(Placement row) {
        return new Group(
                row.stripped(),
                row.stack(),
                row.layer(),
                Optional.of(row.kind()),
                Optional.of(row.stripped()));
    }

    private static Group layer(Placement row) {
        return new Group(
                row.layerLabel().orElseThrow(),
                row.stack(),
                row.layer(),
                Optional.empty(),
                Optional.empty());
    }

    private static Group kind(ModuleKind kind) {
        return new Group(kind.id(), "", OptionalInt.empty(), Optional.of(kind), Optional.empty());
    }

    /// The cell of a layer and a module kind.
    static Group cell(Group layer, ModuleKind kind) {
        return new Group(
                layer.label() + " · " + kind.id(),
                layer.stack(),
                layer.layer(),
                Optional.of(kind),
                Optional.empty());
    }

    /// The group of a tensor that belongs to no layer: embedding, final norm, head.
    private Group outside(Placement row) {
        return new Group(
                row.inStack(outsideLabel(row)),
                row.stack(),
                OptionalInt.empty(),
                Optional.of(row.kind()),
                Optional.empty());
    }

    private String outsideLabel(Placement row) {
        if (row.kind().family() != ModuleFamily.NORM) {
            return row.kind().id();
        }
        String name = row.stripped().toLowerCase(Locale.ROOT);
        if (severalStacks) {
            String module = name.replaceFirst("\\.[^.]*$", "");
            boolean first = module.contains("emb") || module.matches("(?:.*[._])?pre(?:_.*)?");
            return row.kind().id().equals("norm") && first ? EMBEDDING_NORM : row.kind().id();
        }
        // BERT and its like have a norm of the embeddings and none behind the last layer.
        return name.contains("emb") ? EMBEDDING_NORM : "final norm";
    }

    private static Comparator<Group> order(Grouping grouping) {
        if (grouping == Grouping.TENSOR) {
            return TENSORS;
        }
        Comparator<Group> byKind =
                Comparator.comparing(
                        group -> group.kind().orElse(null),
                        Comparator.nullsFirst(Comparator.<ModuleKind>naturalOrder()));
        if (grouping == Grouping.MODULE) {
            return byKind;
        }
        // All layers come before what belongs to none, as figures need them.
        return Comparator.comparing((Group group) -> group.layer().isEmpty())
                .thenComparing(Group::stack, PlaceOrder.STACKS)
                .thenComparingInt(group -> group.layer().orElse(Integer.MAX_VALUE))
                .thenComparingInt(Members::rank)
                .thenComparing(byKind)
                .thenComparing(Group::label);
    }

    /// Embedding, final norm, head, then whatever else lies outside the layers.
    private static int rank(Group group) {
        if (group.layer().isPresent()) {
            return 0;
        }
        return switch (group.kind().map(ModuleKind::family).orElse(ModuleFamily.OTHER)) {
            case EMBEDDING -> 0;
            case NORM -> isLast(group) ? 2 : 1;
            case HEAD -> 3;
            default -> 4;
        };
    }

    private static boolean isLast(Group group) {
        return !group.label().endsWith(EMBEDDING_NORM)
                && !group.label().toLowerCase(Locale.ROOT).contains("emb");
    }
}
