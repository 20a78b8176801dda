package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.workspace.WorkspaceStore;

/// The workspace that the window shows, as a file, and the others that it can show instead. Called
/// on the window's thread; what takes time happens in jobs, and failures are shown.
public interface Workspaces {
    /// How the name of a workspace's file ends.
    String ENDING = WorkspaceStore.ENDING;

    /// The file that is open, where it really lies.
    Path file();

    /// The workspace that the program made by itself, in its data folder.
    Path own();

    /// What was open lately, newest first.
    List<Path> recent();

    /// Shows a workspace in the place of the open one, after asking where jobs run. One that
    /// another window has comes to the front there.
    void open(Path file);

    /// Makes an empty workspace, and shows it.
    void create(Path file);

    /// Writes the open workspace into another file as well, with the Sandbox's history, and goes on
    /// in that one.
    void saveAs(Path file);

    /// Writes the open workspace into another file, and stays in this one.
    void saveCopy(Path file);

    /// Reads the open file anew, and takes it for this window where that is possible now.
    void reopen();

    /// A file name without the ending.
    static String stem(Path file) {
        return WorkspaceStore.stem(file);
    }

    /// A path with the ending that a workspace's file has.
    static Path withEnding(Path file) {
        return String.valueOf(file.getFileName()).endsWith(ENDING)
                ? file
                : file.resolveSibling(stem(file) + ENDING);
    }
}
