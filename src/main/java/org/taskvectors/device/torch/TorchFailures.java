package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.file.Failure;

/// Says what libtorch's errors mean: DJL has one exception for all of them.
///
/// @param accelerator the device on which it computed
record TorchFailures(Accelerator accelerator) {
    /// What libtorch writes where memory cannot be had, of a GPU or of the processor.
    private static final List<String> FULL =
            List.of(
                    "out of memory",
                    "can't allocate memory",
                    "not enough memory",
                    "CUBLAS_STATUS_ALLOC_FAILED");

    /// What it writes where a GPU does not answer as it should; nothing more can be computed on it.
    private static final List<String> GONE =
            List.of(
                    "CUDA error",
                    "CUDA driver error",
                    "cudaError",
                    "CUBLAS_STATUS_",
                    "No CUDA GPUs are available",
                    "no CUDA-capable device");

    /// Longer lines of libtorch's list its parts.
    private static final int MOST_CHARACTERS = 200;

    private static final String PREAMBLE = "The following operation failed";

    /// Returns what such an error means, where what would fit is not known.
    static Failure of(EngineException error, TorchPlace place) {
        return new TorchFailures(place.accelerator())
                .of(error, "Close other programs that use it, or work on the CPU");
    }

    /// Returns what such an error means.
    ///
    /// @param fits what to do where the memory is full: a sentence without its full stop that says
    ///   what would fit
    Failure of(EngineException error, String fits) {
        String message = String.valueOf(error.getMessage());
        String line = line(message);
        if (FULL.stream().anyMatch(message::contains)) {
            return full(line, fits).causedBy(error);
        }
        if (GONE.stream().anyMatch(message::contains)) {
            return Failure.of(
                            TorchProblem.DEVICE_GONE,
                            null,
                            accelerator.label() + " does not answer any more: " + line,
                            "Start the program again to use it, or work on the CPU")
                    .causedBy(error);
        }
        return Failure.of(
                        TorchProblem.DEVICE_FAILED,
                        null,
                        accelerator.label() + " could not do it: " + line,
                        "Work on the CPU, which gives the same numbers")
                .causedBy(error);
    }

    /// Returns the failure of a device whose memory is full.
    ///
    /// @param what how that was found, a sentence without its full stop
    /// @param fits what would fit, likewise
    Failure full(String what, String fits) {
        return Failure.of(
                TorchProblem.OUT_OF_DEVICE_MEMORY,
                null,
                "the memory of " + accelerator.label() + " is full: " + what,
                fits);
    }

    /// Returns the line that says what is wrong: behind the traceback of a script, if there is one.
    private static String line(String message) {
        List<String> lines = message.lines().map(String::strip).toList();
        String found =
                Stream.concat(
                                lines.stream().filter(line -> line.startsWith("RuntimeError: ")),
                                lines.stream()
                                        .filter(line -> !line.isEmpty())
                                        .filter(line -> !line.startsWith(PREAMBLE)))
                        .findFirst()
                        .orElse("libtorch gave no reason")
                        .replaceFirst("^RuntimeError: ", "");
        return found.length() <= MOST_CHARACTERS
                ? withoutStop(found)
                : found.substring(0, MOST_CHARACTERS) + "…";
    }

    private static String withoutStop(String line) {
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
