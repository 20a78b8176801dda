package org.taskvectors.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.taskvectors.file.Failure;
import org.taskvectors.file.PathReader;
import org.taskvectors.workspace.WorkspaceStore;

/// The names that a workspace holds, as paths, while it is opened: whether a model lies whole in
/// the hub's cache takes many looks at the disk, which are made in the background, and the window's
/// thread finds what came of them. For one opening alone, since models come and go.
final class NamesRead implements PathReader {
    private final PathReader names;
    private final Map<String, Path> known = new HashMap<>();

    /// @param names reads the names
    NamesRead(PathReader names) {
        this.names = names;
    }

    @Override
    public synchronized Path path(String text) throws Failure {
        Path path = known.get(text);
        if (path == null) {
            path = names.path(text);
            known.put(text, path);
        }
        return path;
    }

    /// Reads all names of a workspace's file. Opening the workspace reports what is wrong with it.
    void readAll(Path workspace) {
        try {
            if (Files.exists(workspace)) {
                WorkspaceStore.read(workspace, this);
            }
        } catch (IOException e) {
            // Opening the workspace reads it once more, and reports this.
        }
    }
}
