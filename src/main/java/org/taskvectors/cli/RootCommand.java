package org.taskvectors.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.taskvectors.file.PathReader;
import org.taskvectors.inference.gradient.GradientDevice;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The command that stands before all others.
@Command(
        name = "task-vector-workbench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Extracts task vectors, measures and compares them, makes adapters of them, lets"
                    + " models answer with vectors on them, and trains adapters. Without arguments,"
                    + " or with paths, it opens its window.",
        footer = {
            "",
            "Exit codes: 0 success, 1 bad input or failure, 2 wrong usage, 130 interrupted."
        })
final class RootCommand implements Runnable {
    private final PathReader paths;

    @Spec private CommandSpec spec;

    /// The command line with all its commands.
    @SuppressWarnings("NullAway.Init")
    RootCommand(PathReader paths) {
        this.paths = paths;
    }

    /// Whether a file or folder of this machine has that name; asks no network.
    static boolean isThere(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /// Returns the path that a part of an argument of some command means.
    ///
    /// @throws ParameterException where it is none
    static Path path(String text, CommandLine command) {
        PathReader reader =
                command.getCommandSpec().root().userObject() instanceof RootCommand root
                        ? root.paths
                        : PathReader.ofDisks();
        try {
            return new Words.Paths(reader).convert(text);
        } catch (TypeConversionException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
    }

    /// Returns the command line for some arguments. Where they begin with a command, it has that
    /// one only: to lay out the options of all of them takes longer than most of them run.
    static CommandLine commands(
            Session session,
            ModelLoader loader,
            PlaceDrawer drawer,
            GradientDevice gradients,
            List<String> arguments) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("inspect", () -> new InspectCommand(session));
        commands.put("extract", () -> new ExtractCommand(session));
        commands.put("profile", () -> new ProfileCommand(session));
        commands.put("compare", () -> new CompareCommand(session));
        commands.put("lora", () -> new LoraCommand(session));
        commands.put("apply", () -> new ApplyCommand(session));
        commands.put("merge", () -> new MergeCommand(session));
        commands.put("join", () -> new JoinCommand(session));
        commands.put("run", () -> new RunCommand(session, loader));
        commands.put("evaluate", () -> new EvaluateCommand(session, loader));
        commands.put("sweep", () -> new SweepCommand(session, loader));
        commands.put("train", () -> new TrainCommand(session, gradients));
        commands.put("fetch", () -> new FetchCommand(session, session.models()::settings));
        commands.put("devices", () -> new DevicesCommand(session));
        commands.put(CommandLineMain.SCREENSHOT, () -> new ScreenshotCommand(session, drawer));
        if (!arguments.isEmpty() && commands.containsKey(arguments.getFirst())) {
            commands.keySet().retainAll(Set.of(arguments.getFirst()));
        } else {
            commands.put("help", CommandLine.HelpCommand::new);
        }
        CommandLine root = new CommandLine(new RootCommand(session.models()));
        root.getCommandSpec().version(session.program());
        commands.forEach((name, command) -> root.addSubcommand(name, command.get()));
        root.registerConverter(Path.class, new Words.Paths(session.models()));
        root.setUsageHelpAutoWidth(true);
        // A path may begin with @; it does not name a file of arguments.
        root.setExpandAtFiles(false);
        return root;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
