package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Recognition;
import org.taskvectors.workspace.WorkspaceStore;

/// Takes files in: checkpoints into the library; a workspace that is among them is shown instead.
///
/// @param library takes checkpoints
/// @param workspaces the ways to another workspace; empty where there are none
public record WorkspaceOpening(Opening library, Optional<Workspaces> workspaces)
        implements Opening {
    /// What a file is, told from its first bytes, or for a workspace from its name.
    static Recognition recognise(Path path) {
        return isWorkspace(path)
                ? new Recognition(path, true, "workspace", "", Optional.empty())
                : Checkpoints.recognise(path);
    }

    private static boolean isWorkspace(Path path) {
        return String.valueOf(path.getFileName()).endsWith(WorkspaceStore.ENDING);
    }

    @Override
    public void open(List<Path> paths) {
        List<Path> checkpoints = checkpoints(paths);
        if (!checkpoints.isEmpty()) {
            library.open(checkpoints);
        }
        show(paths);
    }

    @Override
    public void add(List<Path> paths) {
        List<Path> checkpoints = checkpoints(paths);
        if (!checkpoints.isEmpty()) {
            library.add(checkpoints);
        }
        show(paths);
    }

    private List<Path> checkpoints(List<Path> paths) {
        return paths.stream().filter(path -> workspaces.isEmpty() || !isWorkspace(path)).toList();
    }

    private void show(List<Path> paths) {
        workspaces.ifPresent(
                ways ->
                        paths.stream()
                                .filter(WorkspaceOpening::isWorkspace)
                                .findFirst()
                                .ifPresent(ways::open));
    }
}
