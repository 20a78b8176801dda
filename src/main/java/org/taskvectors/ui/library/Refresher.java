package org.taskvectors.ui.library;

import org.taskvectors.ui.common.Background;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// Reads anew what cards say, as when a person has said something or a base has come.
final class Refresher {
    private final Background background;
    private final Workspace workspace;

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
        boolean isOtherFile = !was.said().under().equals(now.said().under());
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
                .ifPresent(
                        item ->
                                background.brief(
                                        "Opening " + item.name(),
                                        (_, _) -> ReadItem.read(item, state),
                                        opened ->
                                                workspace.update(
                                                        now ->
                                                                now.changing(
                                                                        id,
                                                                        one ->
                                                                                one.withFacts(
                                                                                        opened
                                                                                                .facts())))));
    }
}
