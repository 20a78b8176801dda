package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import java.util.Locale;
import org.taskvectors.file.Failure;

/// Makes typed failures of what libtorch throws while it computes.
final class TorchFailures {
    private TorchFailures() {}

    /// Returns what went wrong on a device.
    static Failure of(EngineException thrown, TorchPlace place) {
        String message = String.valueOf(thrown.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        TorchProblem problem =
                lower.contains("out of memory") || lower.contains("can't allocate memory")
                        ? TorchProblem.OUT_OF_DEVICE_MEMORY
                        : lower.contains("device lost") || lower.contains("no cuda gpus")
                                ? TorchProblem.DEVICE_GONE
                                : TorchProblem.DEVICE_FAILED;
        return Failure.of(
                        problem,
                        null,
                        "the device "
                                + place.name()
                                + " failed: "
                                + message.lines().findFirst().orElse(""),
                        "Go on without it, or choose the processor")
                .causedBy(thrown);
    }
}
