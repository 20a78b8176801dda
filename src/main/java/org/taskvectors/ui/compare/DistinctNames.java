package org.taskvectors.ui.compare;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.taskvectors.workspace.Item;

/// Names under which vectors stand side by side in figures and tables. Items of the library may be
/// called the same: an adapter, and the vector that was extracted from it.
final class DistinctNames {
    private DistinctNames() {}

    /// A name for each item by its id, no two alike: the item's own where no other has it, else
    /// with what tells it apart, its role, or its folder, or a number.
    static Map<String, String> of(List<Item> items) {
        Map<String, List<Item>> byName = items.stream().collect(Collectors.groupingBy(Item::name));
        Map<String, String> names = new HashMap<>();
        Set<String> taken = new HashSet<>(byName.keySet());
        for (Item item : items) {
            List<Item> alike = byName.getOrDefault(item.name(), List.of());
            String name = alike.size() < 2 ? item.name() : unused(qualified(item, alike), taken);
            taken.add(name);
            names.put(item.id(), name);
        }
        return names;
    }

    private static String qualified(Item item, List<Item> alike) {
        Function<Item, String> qualifier =
                differ(alike, DistinctNames::role) ? DistinctNames::role : DistinctNames::folder;
        return item.name() + " (" + qualifier.apply(item) + ")";
    }

    private static boolean differ(List<Item> items, Function<Item, String> by) {
        return items.stream().map(by).distinct().count() == items.size();
    }

    private static String role(Item item) {
        return item.role().label();
    }

    private static String folder(Item item) {
        Path folder = item.path().toAbsolutePath().getParent();
        return folder == null || folder.getFileName() == null
                ? item.path().toString()
                : folder.getFileName().toString();
    }

    private static String unused(String name, Set<String> taken) {
        String free = name;
        for (int number = 2; taken.contains(free); number++) {
            free = name + " " + number;
        }
        return free;
    }
}
