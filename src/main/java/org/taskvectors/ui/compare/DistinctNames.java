package org.taskvectors.ui.compare;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.taskvectors.workspace.FileItem;

/// Names under which vectors stand side by side in figures and tables. Items of the library may be
/// called the same: an adapter, and the vector that was extracted from it.
final class DistinctNames {
    private DistinctNames() {}

    /// A name for each item by its id, no two alike: the item's own where no other has it, else
    /// with what tells it apart, its role, or its folder, or a number.
    static Map<String, String> of(List<FileItem> items) {
        Map<String, List<FileItem>> byName =
                items.stream().collect(Collectors.groupingBy(FileItem::name));
        Map<String, String> names = new HashMap<>();
        Set<String> taken = new HashSet<>(byName.keySet());
        for (FileItem item : items) {
            List<FileItem> alike = byName.getOrDefault(item.name(), List.of());
            String name = alike.size() < 2 ? item.name() : unused(qualified(item, alike), taken);
            taken.add(name);
            names.put(item.id(), name);
        }
        return names;
    }

    private static String qualified(FileItem item, List<FileItem> alike) {
        Function<FileItem, String> qualifier =
                differ(alike, DistinctNames::role) ? DistinctNames::role : DistinctNames::folder;
        return item.name() + " (" + qualifier.apply(item) + ")";
    }

    private static boolean differ(List<FileItem> items, Function<FileItem, String> by) {
        return items.stream().map(by).distinct().count() == items.size();
    }

    private static String role(FileItem item) {
        return item.role().label();
    }

    private static String folder(FileItem item) {
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
