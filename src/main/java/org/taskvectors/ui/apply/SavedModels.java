package org.taskvectors.ui.apply;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// Models that were saved and are not in the library yet: as soon as they are, they are fine-tuned
/// models of their bases.
final class SavedModels {
    private final AppContext context;

    /// Ids of their bases, by where they lie.
    private final Map<Path, String> expected = new HashMap<>();

    SavedModels(AppContext context) {
        this.context = context;
    }

    void expect(Path model, String baseId) {
        expected.put(model, baseId);
    }

    /// Pairs those that are in the library now.
    void pair(WorkspaceState now) {
        for (Path path : List.copyOf(expected.keySet())) {
            Optional<FileItem> item = now.fileAt(path);
            String of = expected.get(path);
            if (item.isPresent() && of != null) {
                expected.remove(path);
                context.workspace()
                        .update(
                                state ->
                                        state.changing(
                                                item.get().id(),
                                                model ->
                                                        model.withRole(Role.TUNED)
                                                                .withBase(Optional.of(of))));
            }
        }
    }
}
