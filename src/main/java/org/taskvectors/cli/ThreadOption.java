package org.taskvectors.cli;

import java.util.Optional;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.Compute;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// With how many threads a command works, and on which device.
final class ThreadOption {
    private static final int MOST = 1024;

    private Optional<DeviceChoice> device = Optional.empty();
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ThreadOption() {}

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads work; as many as there are cores by default.")
    void set(int wanted) {
        if (wanted < 1 || wanted > MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--threads: " + wanted + " is not between 1 and " + MOST);
        }
        threads = wanted;
    }

    @Option(
            names = "--device",
            paramLabel = "WORD",
            description =
                    "Where it computes: auto (where it is estimated to end sooner), cpu, gpu,"
                            + " cuda:N, or libtorch (the processor by PyTorch's operators, for"
                            + " trials). What was chosen with \"devices --use\" by default; the"
                            + " numbers are the same everywhere.")
    void setDevice(String word) {
        device =
                Optional.of(
                        DeviceWord.choice(word)
                                .orElseThrow(
                                        () ->
                                                new ParameterException(
                                                        spec.commandLine(),
                                                        "--device: " + DeviceWord.refusal(word))));
    }

    /// Returns what the command computes with.
    ///
    /// @throws Failure if the device is not on this machine, or jobs cannot run on it
    Compute compute(Session session) throws Failure {
        if (device.isPresent()) {
            session.devices().chooseForNow(DeviceWord.found(device.get(), session.devices()));
        }
        session.sayIfMissing();
        return session.compute(threads, device.isPresent());
    }
}
