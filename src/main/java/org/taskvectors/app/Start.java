package org.taskvectors.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.PathReader;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.RecentWorkspaces;
import org.taskvectors.workspace.WorkspaceStore;
import org.taskvectors.workspace.instance.HandOver;

/// What a start of the window asks for.
///
/// @param workspace the file of the workspace
/// @param asked what to open in it
/// @param notice what the person should know; empty mostly
record Start(Path workspace, HandOver asked, Optional<Failure> notice) {
    /// Opens the sample workspace.
    static final String SAMPLE = "--sample";

    /// A workspace among the paths is opened, else the one that was open last.
    ///
    /// @param arguments paths, and `--sample`
    /// @param reader reads the paths
    /// @throws java.nio.file.InvalidPathException where one is no path
    /// @throws Failure where more than one of them is a workspace
    static Start of(List<String> arguments, DataFolder data, PathReader reader) throws Failure {
        List<Path> paths = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.equals(SAMPLE)) {
                paths.add(reader.path(argument));
            }
        }
        List<Path> workspaces = paths.stream().filter(path -> isWorkspace(path, data)).toList();
        if (workspaces.size() > 1) {
            throw Failure.of(
                    FileProblem.EXISTS,
                    workspaces.get(1),
                    "a window shows one workspace",
                    "Name one workspace at a time");
        }
        HandOver asked =
                new HandOver(
                        paths.stream().filter(path -> !isWorkspace(path, data)).toList(),
                        arguments.contains(SAMPLE));
        return workspaces.isEmpty()
                ? last(data, asked)
                : new Start(workspaces.getFirst().toAbsolutePath(), asked, Optional.empty());
    }

    private static boolean isWorkspace(Path path, DataFolder data) {
        return !FarFiles.isFar(path)
                && !Files.isDirectory(path)
                && (String.valueOf(path.getFileName()).endsWith(WorkspaceStore.ENDING)
                        || path.toAbsolutePath().normalize().equals(data.workspaceFile()));
    }

    private static Start last(DataFolder data, HandOver asked) {
        Path own = data.workspaceFile();
        Path last =
                new RecentWorkspaces(data.recentWorkspaces())
                        .list().stream().findFirst().orElse(own);
        if (Files.exists(last)) {
            return new Start(last, asked, Optional.empty());
        }
        return new Start(
                own,
                asked,
                last.getFileName().equals(own.getFileName())
                        ? Optional.empty()
                        : Optional.of(
                                Failure.of(
                                        FileProblem.NOT_FOUND,
                                        last,
                                        "the workspace that was open last is not there",
                                        "The program’s own is shown. If the other one was moved,"
                                                + " open it from where it lies now")));
    }

    /// What a start says on standard output whose window is open already.
    String handedOver() {
        int count = asked.paths().size();
        String paths = count == 1 ? "the path" : count + " paths";
        String what =
                asked.sample()
                        ? count == 0
                                ? ", and opens the sample"
                                : ", and opens " + paths + " and the sample"
                        : count == 0 ? "" : ", and opens " + paths;
        return "The window is open already: it came to the front" + what + ".";
    }
}
