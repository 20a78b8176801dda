package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Locale;
import org.taskvectors.file.Failure;

/// Says what libtorch's errors mean.
final class TorchFailures {
    private static final List<String> OUT_OF_MEMORY =
            List.of("out of memory", "can't allocate memory", "not enough memory");

    private static final List<String> GONE =
            List.of(
                    "no cuda-capable device",
                    "device is lost",
                    "fallen off the bus",
                    "driver shutting down",
                    "unspecified launch failure",
                    "uncorrectable ecc error");

    private TorchFailures() {}

    /// Returns the failure of what libtorch threw.
    static Failure of(EngineException error, TorchPlace place) {
        String message = String.valueOf(error.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (OUT_OF_MEMORY.stream().anyMatch(lower::contains)) {
            return Failure.of(
                            TorchProblem.OUT_OF_DEVICE_MEMORY,
                            null,
                            "the memory of the device " + place.name() + " is full",
                            "Close what else uses it, or use the processor")
                    .causedBy(error);
        }
        if (GONE.stream().anyMatch(lower::contains)) {
            return Failure.of(
                            TorchProblem.DEVICE_GONE,
                            null,
                            "the device " + place.name() + " is there no more",
                            "Use the processor, or start the program again")
                    .causedBy(error);
        }
        return Failure.of(
                        TorchProblem.DEVICE_FAILED,
                        null,
                        "the device " + place.name() + " failed: " + firstLine(message),
                        "Use the processor")
                .causedBy(error);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
