package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// Cards that stand together: all of them, or a base with what belongs to it.
///
/// @param title the base's name; empty where cards are not grouped
/// @param cards in their order
public record Shelf(String title, List<CardData> cards) {
    private static final String WITHOUT_BASE = "";

    public Shelf {
        cards = List.copyOf(cards);
    }

    /// Puts items in groups by base, each base before what belongs to it.
    ///
    /// @param items in the order in which they are shown
    static Map<String, List<FileItem>> byBase(List<FileItem> items, WorkspaceState state) {
        Map<String, List<FileItem>> groups = new LinkedHashMap<>();
        for (FileItem item : items) {
            List<FileItem> group =
                    groups.computeIfAbsent(baseOf(item, state), _ -> new ArrayList<>());
            if (item.role() == Role.BASE) {
                group.addFirst(item);
            } else {
                group.add(item);
            }
        }
        List<FileItem> rest = groups.remove(WITHOUT_BASE);
        if (rest != null) {
            groups.put(WITHOUT_BASE, rest);
        }
        return groups;
    }

    /// What a group is called.
    static String title(String base, WorkspaceState state) {
        return state.file(base).map(FileItem::name).orElse("Without a base in the library");
    }

    private static String baseOf(FileItem item, WorkspaceState state) {
        Optional<String> base = item.role() == Role.BASE ? Optional.of(item.id()) : item.base();
        return base.filter(id -> state.file(id).isPresent()).orElse(WITHOUT_BASE);
    }
}
