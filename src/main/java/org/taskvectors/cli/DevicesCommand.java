package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Failure;
import org.taskvectors.job.CancelledException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Shows the devices of this machine, chooses among them, and tries them.
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description =
                "Shows which devices this machine has, with which libtorch they are used, and where"
                        + " jobs run. Choices hold for the window too.")
final class DevicesCommand implements Callable<Integer> {
    /// The word for the libraries that the program brought.
    private static final String OWN = "own";

    private final Session session;

    @Option(
            names = "--use",
            paramLabel = "WORD",
            description =
                    "Where jobs run from now on: auto, cpu, gpu, cuda:N, or libtorch (the processor"
                            + " by PyTorch's operators, for trials).")
    private @Nullable String use;

    @Option(
            names = "--libtorch",
            paramLabel = "FOLDER",
            description =
                    "Load libtorch from there: a Python's torch folder, or an unpacked libtorch;"
                            + " own for the program's. It is tried in a process of its own first,"
                            + " and holds from the next start on.")
    private @Nullable Path libtorch;

    @Option(
            names = "--test",
            description =
                    "Run a small extraction on the CPU and on each device that can be used, and"
                            + " compare the results bit for bit.")
    private boolean test;

    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DevicesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        Devices devices = session.devices();
        Optional<DeviceChoice> wanted = wanted();
        Discovery found = libtorch == null ? devices.find() : chooseLibtorch(devices);
        if (wanted.isPresent()) {
            devices.choose(DeviceWord.found(wanted.get(), devices));
        }
        List<Trial> trials = test ? trials(found) : List.of();
        if (output.isJson()) {
            Json.print(json(found, trials), session.out());
        } else {
            print(found, trials);
        }
        return trials.stream().allMatch(Trial::isSame) ? 0 : CommandLineMain.FAILED;
    }

    private Optional<DeviceChoice> wanted() {
        if (use == null) {
            return Optional.empty();
        }
        Optional<DeviceChoice> choice = DeviceWord.choice(use);
        if (choice.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--use: " + DeviceWord.refusal(use));
        }
        return choice;
    }

    private Discovery chooseLibtorch(Devices devices) throws IOException, CancelledException {
        Optional<Path> folder = Optional.ofNullable(libtorch).filter(path -> !isOwn(path));
        return session.run(
                "Trying libtorch",
                (progress, cancellation) -> devices.useLibtorch(folder, cancellation));
    }

    private static boolean isOwn(Path path) {
        return path.toString().equals(OWN);
    }

    private List<Trial> trials(Discovery found) throws IOException, CancelledException {
        List<Accelerator> tried =
                found.usable().isEmpty() ? List.of(Accelerator.OF_LIBTORCH) : found.usable();
        return session.run(
                "Trying devices",
                (progress, cancellation) -> {
                    List<Trial> trials = new ArrayList<>();
                    for (Accelerator one : tried) {
                        trials.add(session.devices().trial(one, cancellation));
                    }
                    return trials;
                });
    }

    private void print(Discovery found, List<Trial> trials) {
        PrintWriter out = session.out();
        Devices devices = session.devices();
        out.println("jobs run on: " + words(devices.choice()));
        out.println("NVIDIA driver: " + found.driver().orElse("none"));
        if (found.devices().isEmpty()) {
            out.println("no GPU was found");
        }
        for (Accelerator one : found.devices()) {
            out.println(
                    one.id()
                            + ": "
                            + one.name()
                            + (one.memory() > 0 ? ", " + Amounts.bytes(one.memory()) : "")
                            + (found.usable().contains(one) ? "" : ", cannot be used"));
        }
        found.libtorch()
                .ifPresentOrElse(
                        libraries -> out.println("libtorch: " + words(libraries)),
                        () -> out.println("libtorch: none"));
        found.problem().ifPresent(problem -> out.println("note: " + problem.getMessage()));
        trials.forEach(trial -> out.println(words(trial)));
        if (libtorch != null) {
            out.println("The libraries are loaded from the next start on.");
        }
    }

    private static String words(DeviceChoice choice) {
        return choice.isAutomatic()
                ? "auto (each where it is estimated to end sooner)"
                : DeviceWord.of(choice);
    }

    private static String words(Discovery.Libtorch libraries) {
        return (libraries.version().isEmpty() ? "unknown version" : libraries.version())
                + (libraries.flavor().isEmpty() ? "" : " for " + libraries.flavor())
                + (libraries.isOwn() ? ", the program's own" : ", " + libraries.folder())
                + (libraries.fits() ? "" : "; the program's binding is for " + libraries.jni());
    }

    private static String words(Trial trial) {
        return String.format(
                Locale.ROOT,
                "%s: %s read in %.3f s, CPU in %.3f s: %s",
                trial.accelerator().label(),
                Amounts.bytes(trial.bytes()),
                trial.acceleratorSeconds(),
                trial.processorSeconds(),
                trial.difference().orElse("the same, bit for bit"));
    }

    private ObjectNode json(Discovery found, List<Trial> trials) {
        ObjectNode root = Json.document("devices", session);
        root.put("use", DeviceWord.of(session.devices().choice()));
        root.put("driver", found.driver().orElse(null));
        ArrayNode all = root.putArray("devices");
        for (Accelerator one : found.devices()) {
            all.addObject()
                    .put("id", one.id())
                    .put("name", one.name())
                    .put("bytes", one.memory())
                    .put("usable", found.usable().contains(one));
        }
        ObjectNode libraries = root.putObject("libtorch");
        found.libtorch()
                .ifPresent(
                        one ->
                                libraries
                                        .put("folder", one.folder().toString())
                                        .put("version", one.version())
                                        .put("flavor", one.flavor())
                                        .put("own", one.isOwn())
                                        .put("fits", one.fits()));
        root.put("problem", found.problem().map(Failure::getMessage).orElse(null));
        ArrayNode tried = root.putArray("trials");
        for (Trial trial : trials) {
            ObjectNode node = tried.addObject();
            node.put("device", trial.accelerator().id());
            node.put("bytes", trial.bytes());
            node.put("seconds", trial.acceleratorSeconds());
            node.put("processor_seconds", trial.processorSeconds());
            node.put("same", trial.isSame());
            node.put("difference", trial.difference().orElse(null));
        }
        return root;
    }
}
