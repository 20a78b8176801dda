package org.taskvectors.ui.library;

import java.util.List;
import java.util.stream.Stream;
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

    /// Whether nothing of an item can be read before a person asks the hub.
    static boolean isResting(FileItem item) {
        return Stream.concat(Stream.of(item.path()), item.said().reach().named().values().stream())
                .flatMap(path -> FarFiles.of(path).stream())
                .anyMatch(FarFiles::isResting);
    }

    /// Lets these items be read from the hub, and reads their headers anew.
    ///
    /// @param then runs after each
    void ask(List<FileItem> items, Runnable then) {
        items.forEach(
                item -> {
                    if (FarFiles.isFar(item.path())) {
                        FarFiles.of(item.path()).ifPresent(FarFiles::wake);
                        refresher.refresh(item.id());
                        then.run();
                    } else {
                        askFor(item, then);
                    }
                });
    }

    private void askFor(FileItem recipe, Runnable then) {
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
                            then.run();
                        });
    }

    private static WorkspaceState with(WorkspaceState state, String id, Reach asked) {
        return state.changing(
                id, item -> item.withSaid(item.said().withReach(asked.and(item.said().reach()))));
    }
}
