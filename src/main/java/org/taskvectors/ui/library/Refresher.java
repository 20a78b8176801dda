package org.taskvectors.ui.library;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.FarFiles;
import org.taskvectors.ui.common.Background;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Pairing;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// Reads anew what cards say, as when a person has said something or a base has come.
final class Refresher {
    private final Background background;
    private final Workspace workspace;
    private final Set<String> readAnew = new HashSet<>();

    Refresher(Background background, Workspace workspace) {
        this.background = background;
        this.workspace = workspace;
    }

    /// Reads anew what cards say that depends on what has become otherwise: the scale, the base or
    /// the dictionary that a person said, now or by taking it back.
    void follow(WorkspaceState before, WorkspaceState now) {
        now.files().forEach(file -> before.file(file.id()).ifPresent(was -> changed(was, file)));
    }

    private void changed(FileItem was, FileItem now) {
        // A recipe is a change of its base, or the model, as its role says.
        boolean isOtherKind =
                was.role().isVector() != now.role().isVector()
                        && Formats.ALL.isComputed(now.path());
        boolean isOtherFile = isOtherKind || !was.said().under().equals(now.said().under());
        boolean isAdapter = now.facts().flatMap(Facts::adapter).isPresent();
        boolean isOtherAdapter =
                isAdapter && !(was.said().equals(now.said()) && was.base().equals(now.base()));
        if (isOtherFile || isOtherAdapter) {
            refresh(now.id());
        }
        if (isOtherFile || (was.role() != Role.BASE && now.role() == Role.BASE)) {
            refreshIncomplete();
        }
    }

    /// Reads incomplete adapters anew that have a base: it makes more of them readable.
    void refreshIncomplete() {
        workspace.state().files().stream()
                .filter(item -> item.base().isPresent())
                .filter(
                        item ->
                                item.facts()
                                        .flatMap(Facts::adapter)
                                        .filter(adapter -> !adapter.incomplete().isEmpty())
                                        .isPresent())
                .map(FileItem::id)
                .forEach(this::refresh);
    }

    /// Reads anew what an item's card says, as when its scale or its base has become another.
    void refresh(String id) {
        WorkspaceState state = workspace.state();
        state.file(id)
                // That one rests is no failure, and its card says so.
                .filter(item -> !HubActs.isResting(item))
                .ifPresent(
                        item ->
                                background.brief(
                                        "Opening " + item.name(),
                                        (_, _) -> ReadItem.read(item, state),
                                        opened ->
                                                workspace.update(
                                                        now -> with(now, id, opened.facts()))));
    }

    private static WorkspaceState with(WorkspaceState state, String id, Facts facts) {
        return Pairing.again(state.changing(id, one -> one.withFacts(facts)), id);
    }

    /// Reads cards anew, once, that an older version kept without names and shapes: by these a base
    /// is known.
    void refreshUnknown() {
        workspace.state().files().stream()
                .filter(item -> item.facts().filter(f -> !f.layout().isKnown()).isPresent())
                .filter(item -> !FarFiles.isFar(item.path()) && Files.exists(item.path()))
                .map(FileItem::id)
                .filter(readAnew::add)
                .forEach(this::refresh);
    }
}
