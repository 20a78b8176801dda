package org.taskvectors.app;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.cli.CommandLineMain;
import org.taskvectors.cli.ModelLoader;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Rehearsal;
import org.taskvectors.tokenizer.Tokenizers;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.instance.Claim;
import org.taskvectors.workspace.instance.Instance;

/// Starts the program: a window, or with a subcommand the command line. It does not extend
/// `Application`, so that it also starts where JavaFX lies on the class path, and it does not touch
/// JavaFX unless a window is wanted.
public final class Main {
    private final String program = "Task Vector Workbench " + Version.current();
    private final DataFolder data = DataFolder.ofSystem();

    private Main() {}

    /// @param arguments none, or paths: the window, with those opened in it; `--sample`: the window
    ///   on the sample workspace, or without a display its extraction and comparison; a subcommand
    ///   or another option: the command line
    public static void main(String[] arguments) {
        StandardError.takeBack();
        // The figures' fonts come through AWT, which would otherwise look for a display of its own.
        System.setProperty("java.awt.headless", "true");
        Main main = new Main();
        Tokenizers.prepare(main.data.cache());
        int code = main.run(List.of(arguments));
        System.exit(code);
    }

    private int run(List<String> arguments) {
        List<String> rest = arguments.stream().filter(a -> !a.equals(Start.SAMPLE)).toList();
        if (CommandLineMain.isFor(rest)) {
            if (rest.getFirst().equals(CommandLineMain.SCREENSHOT)) {
                log(Level.OFF);
            }
            rehearse(rest);
            return commands().run(arguments);
        }
        logOneLineEach();
        try {
            HubModels models = models();
            return window(Start.of(arguments, data), models);
        } catch (InvalidPathException e) {
            System.err.println("This is no path: " + e.getInput());
            return CommandLineMain.USAGE;
        } catch (Failure e) {
            System.err.println(e.getMessage());
            return CommandLineMain.USAGE;
        }
    }

    /// While the command's options are read and its files opened, the processor has a core to
    /// spare.
    private static void rehearse(List<String> arguments) {
        switch (arguments.getFirst()) {
            case "extract" ->
                    Rehearsal.begin(Rehearsal.Piece.DIFFERENCE, NamedWeights.bytes(arguments));
            case "apply", "merge", "profile" ->
                    Rehearsal.begin(Rehearsal.Piece.SUM, NamedWeights.bytes(arguments));
            default -> {
                // Reads no weights, or runs them, which has kernels of its own.
            }
        }
    }

    private int window(Start start, HubModels models) {
        if (Desktop.hasNoDisplay(System.getProperties(), System.getenv())) {
            return withoutDisplay(start.asked().sample());
        }
        Claim claim = Instance.claim(start.workspace(), data.windows(), start.asked());
        if (claim instanceof Claim.HandedOver) {
            System.out.println(start.handedOver());
            return 0;
        }
        try {
            Desktop.run(program, data, start, claim, models);
            return 0;
        } catch (NoDisplayException e) {
            if (claim instanceof Claim.Ours(Instance instance)) {
                instance.close();
            }
            return withoutDisplay(start.asked().sample());
        }
    }

    private int withoutDisplay(boolean withSample) {
        if (!withSample) {
            System.err.println(
                    "There is no display to open the window on. The subcommands inspect, extract,"
                        + " profile, compare, lora, apply, merge, join, run, evaluate, sweep, train, fetch,"
                        + " devices and screenshot work without one (--help tells more).");
            return CommandLineMain.FAILED;
        }
        System.out.println(
                "There is no display to open the window on, so the sample's extraction and"
                        + " comparison are done here without it.");
        try {
            return new SampleRun(program, data, commands(), System.out).run();
        } catch (Failure e) {
            System.err.println(e.getMessage());
        } catch (IOException e) {
            System.err.println("reading or writing failed: " + e.getMessage());
        } catch (CancelledException e) {
            System.err.println("cancelled");
            return CommandLineMain.INTERRUPTED;
        }
        return CommandLineMain.FAILED;
    }

    private HubModels models() {
        return HubModels.of(
                System.getenv(),
                Path.of(System.getProperty("user.home", "")),
                new OfflineSwitch(data.offline()));
    }

    private CommandLineMain commands() {
        // Costs nothing until a prompt is long enough for what is handed in here.
        ThisMachine machine = ThisMachine.of(program, data);
        return new CommandLineMain(
                program,
                new ProfileStore(data.cache()),
                new CommandModels(machine.models()),
                // Nor does this, and JavaFX stays away with it.
                (request, cancellation) ->
                        new PlacePictures(program, data, models()).draw(request, cancellation),
                machine.devices(),
                machine.gradients(),
                models());
    }

    /// Loads the models of commands.
    private record CommandModels(LiveModels models) implements ModelLoader {
        @Override
        public LiveModel load(LiveRequest request, Progress progress, Cancellation cancellation)
                throws IOException, CancelledException {
            return models.load(request, progress, cancellation);
        }

        @Override
        public void prepare() {
            models.prepare();
        }
    }

    /// What is logged goes to standard error, a line each and the trace of an error after it; what
    /// JavaFX says below a warning is not for people.
    private static void logOneLineEach() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format", "%1$tF %1$tT %4$s %5$s%6$s%n");
        log(Level.WARNING);
    }

    private static void log(Level level) {
        Logger root = LogManager.getLogManager().getLogger("");
        if (root != null) {
            root.setLevel(level);
        }
    }
}
