package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.instance.HandOver;

/// What a start of the window asks for.
///
/// @param workspace the file of the workspace
/// @param asked what to open in it
record Start(Path workspace, HandOver asked) {
    /// Opens the sample workspace.
    static final String SAMPLE = "--sample";

    /// @param arguments paths, and `--sample`
    /// @throws java.nio.file.InvalidPathException where one is no path
    static Start of(List<String> arguments, DataFolder data) {
        List<Path> paths =
                arguments.stream()
                        .filter(argument -> !argument.equals(SAMPLE))
                        .map(Path::of)
                        .toList();
        return new Start(data.workspaceFile(), new HandOver(paths, arguments.contains(SAMPLE)));
    }

    /// What a start says on standard output whose window is open already.
    String handedOver() {
        int count = asked.paths().size();
        String what =
                count == 0
                        ? ""
                        : count == 1 ? ", and opens the path" : ", and opens " + count + " paths";
        return "The window is open already: it came to the front"
                + what
                + (asked.sample()
                        ? (count == 0 ? ", and opens the sample." : " and the sample.")
                        : ".");
    }
}
