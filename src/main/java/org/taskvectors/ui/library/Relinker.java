package org.taskvectors.ui.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.Background;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.MovedFiles;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// Finds the files of items again that are no longer where they were, by their content: by itself
/// around their old places, once, and wherever a person says. What is found again keeps its name,
/// role, pairing and tick. Lives on the window's thread; all reading happens in jobs.
final class Relinker {
    private final Background background;
    private final Workspace workspace;
    private final Presences presences;
    private final ObjectProperty<Optional<Notice>> notice =
            new SimpleObjectProperty<>(this, "notice", Optional.empty());
    private final Set<Path> searchedNearby = new HashSet<>();

    Relinker(Background background, Workspace workspace, Presences presences) {
        this.background = background;
        this.workspace = workspace;
        this.presences = presences;
        presences.onMissing(this::searchNearby);
    }

    /// What there is to say; empty most of the time.
    ObjectProperty<Optional<Notice>> noticeProperty() {
        return notice;
    }

    private void searchNearby(List<FileItem> missing) {
        for (FileItem item : missing) {
            Optional<Path> near = MovedFiles.nearby(item);
            if (item.content().isPresent() && near.isPresent() && searchedNearby.add(item.path())) {
                background.brief(
                        "Looking for " + item.name(),
                        (progress, cancellation) ->
                                search(
                                        near.get(),
                                        List.of(item),
                                        MovedFiles.Limits.NEARBY,
                                        progress,
                                        cancellation),
                        result -> {
                            if (!result.opened().isEmpty()) {
                                relink(result.opened());
                                say(Notice.of(foundAgain(item, result)));
                            }
                        });
            }
        }
    }

    private static String foundAgain(FileItem item, Result result) {
        return "“"
                + item.name()
                + "” was moved or renamed and was found again: "
                + HomePath.of(result.opened().values().iterator().next().path());
    }

    /// What a search found, opened.
    private record Result(Map<String, ReadItem> opened, MovedFiles.Found found) {}

    private Result search(
            Path root,
            List<FileItem> wanted,
            MovedFiles.Limits limits,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Set<Path> taken =
                workspace.state().files().stream()
                        .map(FileItem::path)
                        .filter(Files::exists)
                        .collect(Collectors.toSet());
        MovedFiles.Found found =
                MovedFiles.search(root, asOpened(wanted), taken, limits, progress, cancellation);
        Map<String, ReadItem> opened = new LinkedHashMap<>();
        for (Map.Entry<String, Path> place : found.places().entrySet()) {
            try {
                OpenOptions said = said(place.getKey());
                opened.put(place.getKey(), ReadItem.read(place.getValue(), said, true));
            } catch (Failure e) {
                // Its weights, without what they need to be opened: it is not found as a whole.
            }
        }
        return new Result(opened, found);
    }

    /// The items with all that they are opened with.
    private List<FileItem> asOpened(List<FileItem> items) {
        WorkspaceState state = workspace.state();
        return items.stream().map(item -> item.withSaid(state.said(item))).toList();
    }

    private OpenOptions said(String id) {
        WorkspaceState state = workspace.state();
        return state.file(id).map(state::said).orElse(OpenOptions.NONE);
    }

    private void relink(Map<String, ReadItem> opened) {
        workspace.update(
                state -> {
                    WorkspaceState changed = state;
                    for (Map.Entry<String, ReadItem> entry : opened.entrySet()) {
                        changed = relinked(changed, entry.getKey(), entry.getValue());
                    }
                    return changed;
                });
    }

    /// With an item where its files are now.
    static WorkspaceState relinked(WorkspaceState state, String id, ReadItem opened) {
        return state.relinked(id, opened.path())
                .changing(id, item -> item.withFacts(opened.facts()).withContent(opened.content()))
                .withRecent(opened.path());
    }

    /// Looks in a folder that a person chose, and below it, for everything that is missing.
    void search(Path folder) {
        List<FileItem> wanted = presences.missing();
        if (wanted.isEmpty()) {
            return;
        }
        List<FileItem> known = wanted.stream().filter(item -> item.content().isPresent()).toList();
        background.queue(
                "Looking for " + counted(wanted.size(), "missing item"),
                Needs.DISK,
                (progress, cancellation) ->
                        search(folder, known, MovedFiles.Limits.CHOSEN, progress, cancellation),
                result -> {
                    relink(result.opened());
                    say(outcome(folder, wanted, result));
                });
    }

    private static Notice outcome(Path folder, List<FileItem> wanted, Result result) {
        List<FileItem> left =
                wanted.stream().filter(item -> !result.opened().containsKey(item.id())).toList();
        String looked =
                Amounts.count(result.found().looked())
                        + " files and folders in "
                        + HomePath.of(folder)
                        + " were looked at"
                        + (result.found().wasCut() ? ", not all that are there" : "")
                        + ".";
        if (left.isEmpty()) {
            return Notice.of(
                    (wanted.size() == 1
                                    ? "“" + wanted.getFirst().name() + "” was"
                                    : "All " + wanted.size() + " missing items were")
                            + " found again. "
                            + looked);
        }
        String names =
                left.stream()
                        .map(item -> "“" + item.name() + "”")
                        .collect(Collectors.joining(", "));
        return Notice.warning(
                result.opened().isEmpty()
                        ? "Not found: " + names + ". " + looked
                        : counted(result.opened().size(), "item")
                                + " found again, not found: "
                                + names
                                + ". "
                                + looked);
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /// Takes what a person says an item's files are: its own content at once; another one only when
    /// asked again; a folder without weights is looked through.
    void locate(String id, Path path) {
        Optional<FileItem> item = workspace.state().file(id);
        if (item.isEmpty()) {
            return;
        }
        background.brief(
                "Opening " + path.getFileName(),
                (_, _) -> readOrLookThrough(path, said(id)),
                opened -> {
                    if (opened.isPresent()) {
                        located(item.get(), path, opened.get());
                    } else {
                        search(path);
                    }
                });
    }

    /// Nothing for a folder that is no checkpoint itself.
    private static Optional<ReadItem> readOrLookThrough(Path path, OpenOptions said)
            throws IOException {
        try {
            return Optional.of(ReadItem.read(Opener.wholeOf(path), said, true));
        } catch (Failure e) {
            if (Files.isDirectory(path)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void located(FileItem item, Path path, ReadItem opened) {
        boolean isSame =
                item.content().isPresent()
                        && opened.content().isPresent()
                        && item.content().get().isSameAs(opened.content().get());
        boolean looksAlike = item.content().isEmpty() && looksAlike(item, opened);
        Map<String, ReadItem> link = Map.of(item.id(), opened);
        if (isSame || looksAlike) {
            relink(link);
            say(Notice.of("“" + item.name() + "” was found again."));
            searchBeside(path);
            return;
        }
        say(
                Notice.warning(
                        "“"
                                + opened.name()
                                + "” is not what “"
                                + item.name()
                                + "” was: the contents differ. Its measurements and pairings were"
                                + " made with the other one.",
                        new Notice.Action(
                                "Use it anyway",
                                () -> {
                                    relink(link);
                                    notice.set(Optional.empty());
                                })));
    }

    /// One that was saved before contents were known is told by what its headers said.
    private static boolean looksAlike(FileItem item, ReadItem opened) {
        return item.facts()
                .filter(
                        facts ->
                                facts.bytes() == opened.facts().bytes()
                                        && facts.tensors() == opened.facts().tensors()
                                        && facts.parameters() == opened.facts().parameters())
                .isPresent();
    }

    /// Where one was found the others probably are, too.
    private void searchBeside(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        List<FileItem> others =
                presences.missing().stream().filter(item -> item.content().isPresent()).toList();
        if (folder == null || others.isEmpty()) {
            return;
        }
        background.brief(
                "Looking for moved files",
                (progress, cancellation) ->
                        search(folder, others, MovedFiles.Limits.NEARBY, progress, cancellation),
                result -> {
                    if (!result.opened().isEmpty()) {
                        relink(result.opened());
                        say(
                                Notice.of(
                                        counted(result.opened().size(), "other missing item")
                                                + " found again in the same place."));
                    }
                });
    }

    /// Takes what lies at an item's place now for the item.
    void accept(String id) {
        Optional<FileItem> item = workspace.state().file(id);
        item.ifPresent(
                known ->
                        background.brief(
                                "Opening " + known.name(),
                                (_, _) -> ReadItem.read(known.path(), said(id), true),
                                opened -> relink(Map.of(id, opened))));
    }

    /// Shows a notice in place of the one that is there.
    void say(Notice said) {
        notice.set(Optional.of(said));
    }
}
