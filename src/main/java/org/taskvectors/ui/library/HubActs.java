package org.taskvectors.ui.library;

import java.util.List;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.FarFiles;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// Lets a hub be asked for items of the library, because a person said so. Lives on the window's
/// thread.
final class HubActs {
    private final AppContext context;
    private final Refresher refresher;

    HubActs(AppContext context, Refresher refresher) {
        this.context = context;
        this.refresher = refresher;
    }

    /// Whether a hub can be asked for an item: it lies there, or a recipe that names models there.
    static boolean isOnHub(FileItem item) {
        return FarFiles.isFar(item.path()) || !item.said().reach().named().isEmpty();
    }

    /// Lets these items be read from the hub, and reads their headers anew.
    void ask(List<FileItem> items) {
        items.forEach(
                item -> {
                    if (FarFiles.isFar(item.path())) {
                        FarFiles.of(item.path()).ifPresent(FarFiles::wake);
                        refresher.refresh(item.id());
                    } else {
                        askFor(item);
                    }
                });
    }

    private void askFor(FileItem recipe) {
        WorkspaceState state = context.workspace().state();
        context.background()
                .brief(
                        "Asking the hub for what " + recipe.name() + " names",
                        (_, _) -> {
                            List<String> names =
                                    Formats.ALL.namedOnHub(recipe.path(), state.said(recipe));
                            context.named().ask(names);
                            return context.named().reach(names, Reach.NONE);
                        },
                        asked -> {
                            context.workspace().update(now -> with(now, recipe.id(), asked));
                            refresher.refresh(recipe.id());
                        });
    }

    private static WorkspaceState with(WorkspaceState state, String id, Reach asked) {
        return state.changing(
                id,
                item -> item.withSaid(item.said().withReach(asked.and(item.said().reach()))));
    }
}
