package org.taskvectors.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.cli.CommandLineMain;
import org.taskvectors.workspace.DataFolder;

/// Starts the program: a window, or with a subcommand the command line. It does not extend
/// `Application`, so that it also starts where JavaFX lies on the class path.
public final class Main {
    /// Opens the window on the sample workspace.
    static final String SAMPLE = "--sample";

    private Main() {}

    /// @param arguments none, or paths: the window, with those opened in it; `--sample`: the window
    ///   on the sample workspace; a subcommand or another option: the command line
    public static void main(String[] arguments) {
        StandardError.takeBack();
        List<String> given = Arrays.asList(arguments);
        String program = "Task Vector Workbench " + Version.current();
        boolean withSample = given.contains(SAMPLE);
        if (!withSample && CommandLineMain.isFor(given)) {
            ProfileStore store = new ProfileStore(DataFolder.ofSystem().cache());
            System.exit(new CommandLineMain(program, store).run(given));
        }
        List<Path> paths =
                given.stream().filter(argument -> !argument.startsWith("-")).map(Path::of).toList();
        try {
            Desktop.run(program, paths, withSample);
        } catch (NoDisplayException e) {
            System.err.println("There is no display to open the window on.");
        }
    }
}
