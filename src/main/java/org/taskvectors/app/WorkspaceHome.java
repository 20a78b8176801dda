package org.taskvectors.app;

import java.nio.file.Path;
import org.taskvectors.sandbox.HistoryFile;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.WorkspaceStore;
import org.taskvectors.workspace.instance.Instance;

/// A workspace's file, and the files of its own beside it.
///
/// @param file where it really lies, whatever links lead there
/// @param history the Sandbox's runs
/// @param evaluations the folder of the records
/// @param trainings the folder of the runs
record WorkspaceHome(Path file, Path history, Path evaluations, Path trainings) {
    /// Of a workspace anywhere; the one of the data folder keeps its files under their old names.
    static WorkspaceHome of(Path workspace, DataFolder data) {
        Path file = Instance.real(workspace);
        if (file.equals(Instance.real(data.workspaceFile()))) {
            return new WorkspaceHome(
                    file,
                    data.root().resolve(HistoryFile.NAME),
                    data.evaluations(),
                    data.trainings());
        }
        String stem = WorkspaceStore.stem(file);
        return new WorkspaceHome(
                file,
                file.resolveSibling(stem + "." + HistoryFile.NAME),
                file.resolveSibling(stem + ".evaluations"),
                file.resolveSibling(stem + ".trainings"));
    }
}
