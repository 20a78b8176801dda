package org.taskvectors.cli;

import java.util.Locale;
import java.util.Optional;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.DeviceProblem;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.file.Failure;

/// The words by which a command line names devices.
final class DeviceWord {
    static final String AUTO = "auto";
    static final String CPU = "cpu";

    /// The first GPU.
    static final String GPU = "gpu";

    private DeviceWord() {}

    /// Returns the choice that a word means; empty where it means none.
    static Optional<DeviceChoice> choice(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case AUTO -> Optional.of(DeviceChoice.AUTOMATIC);
            case CPU -> Optional.of(DeviceChoice.PROCESSOR);
            case GPU -> Optional.of(new DeviceChoice("cuda:0"));
            case "libtorch" -> Optional.of(DeviceChoice.of(Accelerator.OF_LIBTORCH));
            default ->
                    lower.matches("cuda:[0-9]{1,3}")
                            ? Optional.of(new DeviceChoice(lower))
                            : Optional.empty();
        };
    }

    /// Returns what is wrong with a word that means no choice.
    static String refusal(String word) {
        return word + " is none of auto, cpu, gpu, cuda:N and libtorch";
    }

    /// Returns the word that means a choice.
    static String of(DeviceChoice choice) {
        return choice.isAutomatic() ? AUTO : choice.isProcessor() ? CPU : choice.id();
    }

    /// Returns a choice whose device is there.
    ///
    /// @throws Failure if it is not, or jobs cannot run on it
    static DeviceChoice found(DeviceChoice choice, Devices devices) throws Failure {
        if (choice.isAutomatic() || choice.isProcessor() || devices.find(choice).isPresent()) {
            return choice;
        }
        Discovery found = devices.find();
        boolean isThere = found.devices().stream().anyMatch(one -> one.id().equals(choice.id()));
        if (isThere && found.problem().isPresent()) {
            throw found.problem().get();
        }
        throw Failure.of(
                DeviceProblem.NO_SUCH_DEVICE,
                null,
                choice.id() + " is not on this machine",
                "The command devices shows what is");
    }
}
