package org.taskvectors.cli;

import java.io.BufferedWriter;
import java.io.Console;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.file.StandardOutput;
import org.taskvectors.hub.HubEnvironment;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.ShutdownHook;
import picocli.CommandLine;

/// The command line as a whole: what an argument list does, and with which exit code it ends. 0 is
/// success, 2 wrong usage, 1 bad input or another failure, 130 an interrupt.
public final class CommandLineMain {
    /// Exit code of a failure.
    public static final int FAILED = 1;

    /// Exit code of wrong usage.
    public static final int USAGE = 2;

    /// Exit code after Ctrl-C.
    public static final int INTERRUPTED = 130;

    /// The command that tells of the others.
    static final String HELP = "help";

    /// How long the process waits, after Ctrl-C, for the work to put its things away.
    private static final long PATIENCE_SECONDS = 5;

    private final String program;
    private final ProfileStore store;
    private final ModelLoader loader;
    private final PlaceDrawer drawer;
    private final Devices devices;
    private final GradientDevice gradients;
    private final HubModels models;

    /// Models run on own kernels alone.
    ///
    /// @param program name and version: `Task Vector Workbench 0.1.0`
    /// @param store where measurements are kept
    public CommandLineMain(String program, ProfileStore store) {
        this(program, store, new LiveModels(Optional.empty())::load);
    }

    /// Places of the window are not drawn.
    ///
    /// @param program name and version: `Task Vector Workbench 0.1.0`
    /// @param store where measurements are kept
    /// @param loader loads the models that run
    public CommandLineMain(String program, ProfileStore store, ModelLoader loader) {
        this(
                program,
                store,
                loader,
                (_, _) -> {
                    throw Failure.of(
                            PlaceDrawer.DrawProblem.NO_WINDOW,
                            null,
                            "there is no window here to draw",
                            "");
                });
    }

    /// @param program name and version: `Task Vector Workbench 0.1.0`
    /// @param store where measurements are kept
    /// @param loader loads the models that run
    /// @param drawer draws places of the window
    public CommandLineMain(
            String program, ProfileStore store, ModelLoader loader, PlaceDrawer drawer) {
        this(
                program,
                store,
                loader,
                drawer,
                MachineDevices.processorOnly(Runtime.getRuntime().availableProcessors()));
    }

    /// Models are not trained.
    ///
    /// @param program name and version: `Task Vector Workbench 0.1.0`
    /// @param store where measurements are kept
    /// @param loader loads the models that run
    /// @param drawer draws places of the window
    /// @param devices that commands may run on
    public CommandLineMain(
            String program,
            ProfileStore store,
            ModelLoader loader,
            PlaceDrawer drawer,
            Devices devices) {
        this(
                program,
                store,
                loader,
                drawer,
                devices,
                new NoGradients(),
                new HubModels(() -> new HubEnvironment(Map.of(), Path.of("")).settings()));
    }

    /// @param program name and version: `Task Vector Workbench 0.1.0`
    /// @param store where measurements are kept
    /// @param loader loads the models that run
    /// @param drawer draws places of the window
    /// @param devices that commands may run on
    /// @param gradients trains
    /// @param models reads names of models on a hub
    public CommandLineMain(
            String program,
            ProfileStore store,
            ModelLoader loader,
            PlaceDrawer drawer,
            Devices devices,
            GradientDevice gradients,
            HubModels models) {
        this.models = models;
        this.gradients = gradients;
        this.devices = devices;
        this.program = program;
        this.store = store;
        this.loader = loader;
        this.drawer = drawer;
    }

    /// Whether these arguments are for the command line, and not paths for the window to open.
    public static boolean isFor(List<String> arguments) {
        if (arguments.isEmpty()) {
            return false;
        }
        String first = arguments.getFirst();
        return first.startsWith("-") || first.equals(HELP) || CommandName.of(first).isPresent();
    }

    /// Runs with the process's own streams, and cancels when the process is interrupted. Returns
    /// the exit code.
    public int run(List<String> arguments) {
        StandardOutput bytes = new StandardOutput();
        // What programs read is UTF-8 whatever the terminal speaks.
        boolean isForPrograms =
                arguments.stream().anyMatch(a -> a.equals("--json") || a.startsWith("--table"));
        Charset charset = isForPrograms ? StandardCharsets.UTF_8 : charset();
        PrintWriter out =
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(bytes, charset)));
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, charset()), true);
        Session session =
                new Session(
                        program,
                        store,
                        devices,
                        models,
                        out,
                        err,
                        isTerminal("taskvectors.terminal"),
                        isTerminal("taskvectors.output-terminal"));
        CountDownLatch over = new CountDownLatch(1);
        try (ShutdownHook _ = ShutdownHook.of(() -> stop(session, over))) {
            int code = run(arguments, session);
            out.flush();
            @Nullable IOException lost = bytes.failure();
            if (lost != null && code == 0) {
                err.println("standard output: writing failed: " + lost.getMessage());
                return FAILED;
            }
            return code;
        } finally {
            err.flush();
            over.countDown();
        }
    }

    /// Runs with other streams.
    ///
    /// @param terminal whether `err` is a terminal that shows progress, and `out` one too
    public int run(List<String> arguments, PrintWriter out, PrintWriter err, boolean terminal) {
        int code =
                run(
                        arguments,
                        new Session(program, store, devices, models, out, err, terminal, terminal));
        out.flush();
        err.flush();
        return code;
    }

    private static void stop(Session session, CountDownLatch over) {
        session.cancel();
        try {
            over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int run(List<String> arguments, Session session) {
        boolean debug = arguments.contains("--debug");
        CommandLine commands = RootCommand.commands(session, loader, drawer, gradients, arguments);
        commands.setOut(session.out());
        commands.setErr(session.err());
        commands.setParameterExceptionHandler(
                (e, given) -> {
                    String command = e.getCommandLine().getCommandSpec().qualifiedName();
                    session.err()
                            .println(
                                    Shown.whole(String.valueOf(e.getMessage()))
                                            + " (see "
                                            + command
                                            + " --help)");
                    trace(e, debug, session);
                    return USAGE;
                });
        commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e, debug, session));
        try {
            return commands.execute(arguments.toArray(String[]::new));
        } catch (OutOfMemoryError | StackOverflowError e) {
            return failed(e, debug, session);
        }
    }

    private static int failed(Throwable e, boolean debug, Session session) {
        PrintWriter err = session.err();
        int code = FAILED;
        Throwable what = session.isBrokenOff(e) ? new CancelledException() : Failure.carriedBy(e);
        switch (what) {
            case CancelledException cancelled -> {
                err.println("cancelled");
                code = INTERRUPTED;
            }
            case Failure failure -> err.println(failure.getMessage());
            case IOException io ->
                    err.println(
                            "reading or writing failed: "
                                    + Shown.whole(String.valueOf(io.getMessage())));
            case OutOfMemoryError memory ->
                    err.println(
                            "there is not enough memory; give the program more with"
                                    + " TASK_VECTOR_WORKBENCH_OPTS=-Xmx1g");
            default ->
                    err.println(
                            "this is a defect of the program: "
                                    + e
                                    + (debug ? "" : "; --debug shows more"));
        }
        trace(e, debug, session);
        return code;
    }

    private static void trace(Throwable e, boolean debug, Session session) {
        if (debug) {
            e.printStackTrace(session.err());
        }
    }

    /// What the terminal speaks; UTF-8 where that is unknown or has no letters beyond ASCII.
    private static Charset charset() {
        String name = System.getProperty("stdout.encoding", "UTF-8");
        boolean plain =
                Arrays.asList("US-ASCII", "ANSI_X3.4-1968", "ASCII").contains(name)
                        || !Charset.isSupported(name);
        return plain ? StandardCharsets.UTF_8 : Charset.forName(name);
    }

    /// Whether a stream is a terminal. The start script knows; without it Java only knows of input
    /// and output together.
    ///
    /// @param property in which the start script says it
    private static boolean isTerminal(String property) {
        String told = System.getProperty(property);
        return told == null ? hasConsole() : Boolean.parseBoolean(told);
    }

    private static boolean hasConsole() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
