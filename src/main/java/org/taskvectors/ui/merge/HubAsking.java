package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.file.FarFiles;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// Lets the hub be asked for what is merged, because a person said so. Lives on the window's
/// thread.
final class HubAsking {
    private final AppContext context;
    private final MergeChoices choices;

    HubAsking(AppContext context, MergeChoices choices) {
        this.context = context;
        this.choices = choices;
    }

    /// @param then runs once the hub may be asked
    void ask(Runnable then) {
        WorkspaceState state = context.state().get();
        Asking asking = choices.askingProperty().get();
        if (asking.written().isEmpty()) {
            Stream.concat(choices.base().stream(), choices.items().stream())
                    .flatMap(item -> places(state, item))
                    .forEach(place -> FarFiles.of(place).ifPresent(FarFiles::wake));
            then.run();
            return;
        }
        WrittenRecipe recipe = asking.written().get();
        Reach reach = state.reach();
        context.background()
                .brief(
                        "Reading what the recipe names",
                        (_, _) -> {
                            List<String> names =
                                    RecipeMerge.namedOnHub(recipe.text(), recipe.place(), reach);
                            context.named().ask(names);
                            return names;
                        },
                        _ -> then.run());
    }

    /// Where an item lies, and what it names.
    private static Stream<Path> places(WorkspaceState state, FileItem item) {
        return Stream.concat(
                Stream.of(item.path()), state.said(item).reach().named().values().stream());
    }
}
