package org.taskvectors.ui.library;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.file.FarFiles;
import org.taskvectors.ui.common.Background;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Presence;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// Knows whether the files of the library's items are still where they were and what they were.
/// Lives on the window's thread; all reading happens in jobs.
final class Presences {
    /// What was found out about an item as long as it lies at that path.
    private record Checked(Path path, Presence presence) {}

    private final Background background;
    private final Workspace workspace;
    private final List<Runnable> listeners = new ArrayList<>();
    private final List<Consumer<List<FileItem>>> seekers = new ArrayList<>();
    private final Map<String, Checked> checked = new HashMap<>();
    private boolean checking;
    private boolean checkAgain;

    Presences(Background background, Workspace workspace) {
        this.background = background;
        this.workspace = workspace;
    }

    /// Told when something about any item has become otherwise.
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// Told after every look which items' files are missing.
    void onMissing(Consumer<List<FileItem>> seeker) {
        seekers.add(seeker);
    }

    /// What is known of an item's files; empty while nobody looked.
    Optional<Presence> of(FileItem item) {
        return Optional.ofNullable(checked.get(item.id()))
                .filter(known -> known.path().equals(item.path()))
                .map(Checked::presence);
    }

    /// Looks at all items' files; whoever seeks what is missing is told then.
    void check() {
        WorkspaceState state = workspace.state();
        // What lies on another machine is looked at when somebody wants it.
        List<FileItem> items =
                state.files().stream()
                        .filter(item -> !FarFiles.isFar(item.path()) && !HubActs.isResting(item))
                        .toList();
        if (items.isEmpty()) {
            return;
        }
        if (checking) {
            checkAgain = true;
            return;
        }
        checking = true;
        Map<String, Optional<Presence>> before =
                items.stream().collect(Collectors.toMap(FileItem::id, this::of, (one, _) -> one));
        background.brief(
                "Looking for moved files",
                (_, cancellation) -> {
                    Map<FileItem, Presence> found = new LinkedHashMap<>();
                    for (FileItem item : items) {
                        cancellation.check();
                        found.put(
                                item,
                                Presence.of(
                                        item.withSaid(state.said(item)),
                                        before.getOrDefault(item.id(), Optional.empty())));
                    }
                    return found;
                },
                this::looked,
                failure -> {
                    checking = false;
                    background.errors().show("Looking for moved files", failure);
                });
    }

    private void looked(Map<FileItem, Presence> found) {
        checking = false;
        boolean changed = false;
        for (Map.Entry<FileItem, Presence> entry : found.entrySet()) {
            FileItem item = entry.getKey();
            Checked now = new Checked(item.path(), entry.getValue());
            changed |= !now.equals(checked.put(item.id(), now));
        }
        workspace.update(state -> withContents(state, found));
        if (changed) {
            listeners.forEach(Runnable::run);
        }
        List<FileItem> missing =
                found.entrySet().stream()
                        .filter(entry -> entry.getValue().isMissing())
                        .map(Map.Entry::getKey)
                        .toList();
        seekers.forEach(seeker -> seeker.accept(missing));
        if (checkAgain) {
            checkAgain = false;
            check();
        }
    }

    private static WorkspaceState withContents(
            WorkspaceState state, Map<FileItem, Presence> found) {
        WorkspaceState changed = state;
        for (Map.Entry<FileItem, Presence> entry : found.entrySet()) {
            if (entry.getValue() instanceof Presence.There there) {
                FileItem item = entry.getKey();
                // What changed since this look began is left for the next one.
                changed =
                        changed.changing(
                                item.id(),
                                now ->
                                        now.path().equals(item.path())
                                                        && now.content().equals(item.content())
                                                ? now.withContent(Optional.of(there.content()))
                                                : now);
            }
        }
        return changed;
    }

    /// The items whose files are missing, as far as anybody looked.
    List<FileItem> missing() {
        return workspace.state().files().stream()
                .filter(item -> of(item).filter(Presence::isMissing).isPresent())
                .toList();
    }

    /// Which missing item has this content.
    static Optional<FileItem> missingWith(WorkspaceState state, ContentId content) {
        return state.files().stream()
                .filter(item -> item.content().filter(content::isSameAs).isPresent())
                .filter(item -> isGone(item.path()))
                .findFirst();
    }

    /// Whether the files of any item are gone; looks at the disk.
    static boolean anyMissing(WorkspaceState state) {
        return state.files().stream()
                .anyMatch(item -> item.content().isPresent() && isGone(item.path()));
    }

    private static boolean isGone(Path path) {
        return !FarFiles.isFar(path) && !Files.exists(path);
    }
}
