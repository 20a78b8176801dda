package org.taskvectors.cli;

import java.nio.file.Path;
import org.taskvectors.inference.gradient.GradientDevice;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
    @Spec private CommandSpec spec;

    /// The command line with all its commands.
    @SuppressWarnings("NullAway.Init")
    RootCommand() {}

    static CommandLine commands(
            Session session, ModelLoader loader, PlaceDrawer drawer, GradientDevice gradients) {
        CommandLine root = new CommandLine(new RootCommand());
        root.getCommandSpec().version(session.program());
        root.addSubcommand("inspect", new InspectCommand(session));
        root.addSubcommand("extract", new ExtractCommand(session));
        root.addSubcommand("profile", new ProfileCommand(session));
        root.addSubcommand("compare", new CompareCommand(session));
        root.addSubcommand("lora", new LoraCommand(session));
        root.addSubcommand("apply", new ApplyCommand(session));
        root.addSubcommand("merge", new MergeCommand(session));
        root.addSubcommand("join", new JoinCommand(session));
        root.addSubcommand("run", new RunCommand(session, loader));
        root.addSubcommand("evaluate", new EvaluateCommand(session, loader));
        root.addSubcommand("sweep", new SweepCommand(session, loader));
        root.addSubcommand("train", new TrainCommand(session, gradients));
        root.addSubcommand("devices", new DevicesCommand(session));
        root.addSubcommand(CommandLineMain.SCREENSHOT, new ScreenshotCommand(session, drawer));
        root.addSubcommand("help", new CommandLine.HelpCommand());
        root.registerConverter(Path.class, new Words.Paths());
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
