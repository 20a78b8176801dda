package org.taskvectors.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.PathReader;
import org.taskvectors.hub.cache.HubModels;
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
    private final HubModels models;

    @Spec private CommandSpec spec;

    /// The command line with all its commands.
    @SuppressWarnings("NullAway.Init")
    RootCommand(HubModels models) {
        this.models = models;
    }

    /// Returns the path that a part of an argument of some command means.
    ///
    /// @throws ParameterException where it is none
    static Path path(String text, CommandLine command) {
        PathReader reader =
                models(command).<PathReader>map(known -> known).orElseGet(PathReader::ofDisks);
        try {
            return new Words.Paths(reader).convert(text);
        } catch (TypeConversionException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
    }

    /// Returns what a command reads names of models on a hub with; empty of a command on its own.
    static Optional<HubModels> models(CommandLine command) {
        return command.getCommandSpec().root().userObject() instanceof RootCommand root
                ? Optional.of(root.models)
                : Optional.empty();
    }

    /// Returns the command line for some arguments. Where they begin with a command, it has that
    /// one only: to lay out the options of all of them takes longer than most of them run.
    static CommandLine commands(
            Session session,
            ModelLoader loader,
            PlaceDrawer drawer,
            GradientDevice gradients,
            List<String> arguments) {
        Optional<CommandName> asked = arguments.stream().findFirst().flatMap(CommandName::of);
        CommandLine root = new CommandLine(new RootCommand(session.models()));
        root.getCommandSpec().version(session.program());
        for (CommandName name :
                asked.map(List::of).orElseGet(() -> List.of(CommandName.values()))) {
            Object command =
                    switch (name) {
                        case INSPECT -> new InspectCommand(session);
                        case EXTRACT -> new ExtractCommand(session);
                        case PROFILE -> new ProfileCommand(session);
                        case COMPARE -> new CompareCommand(session);
                        case LORA -> new LoraCommand(session);
                        case APPLY -> new ApplyCommand(session);
                        case MERGE -> new MergeCommand(session);
                        case JOIN -> new JoinCommand(session);
                        case RUN -> new RunCommand(session, loader);
                        case EVALUATE -> new EvaluateCommand(session, loader);
                        case SWEEP -> new SweepCommand(session, loader);
                        case TRAIN -> new TrainCommand(session, gradients);
                        case FETCH -> new FetchCommand(session, session.models()::settings);
                        case DEVICES -> new DevicesCommand(session);
                        case SCREENSHOT -> new ScreenshotCommand(session, drawer);
                    };
            root.addSubcommand(name.word(), command);
        }
        if (asked.isEmpty()) {
            root.addSubcommand(CommandLineMain.HELP, new CommandLine.HelpCommand());
        }
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
