package org.taskvectors.device.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.file.Shown;

/// The devices that the system itself knows of, as its own tools tell: nothing of libtorch is
/// needed for it.
///
/// @param driver version of the NVIDIA driver; empty where there is none
/// @param devices in the order of their numbers
record SystemDevices(Optional<String> driver, List<Accelerator> devices) {
    private static final List<String> QUERY =
            List.of(
                    "nvidia-smi",
                    "--query-gpu=index,memory.total,driver_version,name",
                    "--format=csv,noheader,nounits");
    private static final long PATIENCE_SECONDS = 5;
    private static final int LONGEST = 1 << 16;
    private static final long MEBIBYTE = 1 << 20;

    SystemDevices {
        devices = List.copyOf(devices);
    }

    /// Asks the system.
    static SystemDevices ask() {
        return ask(QUERY);
    }

    static SystemDevices ask(List<String> query) {
        return answer(query)
                .map(SystemDevices::of)
                .orElseGet(() -> new SystemDevices(Optional.empty(), List.of()));
    }

    /// Returns the bytes of a GPU's memory that no process has; empty where the tool does not say.
    ///
    /// @param index its number
    static OptionalLong free(int index) {
        return free(
                List.of(
                        "nvidia-smi",
                        "--id=" + index,
                        "--query-gpu=memory.free",
                        "--format=csv,noheader,nounits"));
    }

    static OptionalLong free(List<String> query) {
        return answer(query)
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> OptionalLong.of(Long.parseLong(text) * MEBIBYTE))
                .orElseGet(OptionalLong::empty);
    }

    /// Returns what a tool prints; empty where it is not there, fails, or does not end.
    private static Optional<String> answer(List<String> query) {
        try {
            Process process =
                    new ProcessBuilder(query)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                process.getOutputStream().close();
                // It is waited for before it is read: a tool that hangs holds its output open.
                // What it has to say fits the pipe between the processes.
                if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        && process.exitValue() == 0) {
                    return Optional.of(
                            new String(
                                    process.getInputStream().readNBytes(LONGEST),
                                    StandardCharsets.UTF_8));
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            // There is no such tool, and so no driver.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /// Reads the tool's answer: `0, 143771, 570.86.15, NVIDIA H200`, a line a device.
    static SystemDevices of(String answer) {
        List<Accelerator> devices = new ArrayList<>();
        Optional<String> driver = Optional.empty();
        for (String line : answer.lines().toList()) {
            String[] parts = line.split(",", 4);
            if (parts.length == 4 && parts[0].strip().matches("\\d{1,3}")) {
                int index = Integer.parseInt(parts[0].strip());
                if (devices.stream().anyMatch(device -> device.index() == index)) {
                    continue;
                }
                String memory = parts[1].strip();
                devices.add(
                        new Accelerator(
                                Accelerator.Kind.CUDA,
                                index,
                                Shown.whole(parts[3].strip()),
                                memory.matches("\\d{1,9}")
                                        ? Long.parseLong(memory) * MEBIBYTE
                                        : 0));
                driver = Optional.of(Shown.whole(parts[2].strip()));
            }
        }
        return new SystemDevices(driver, devices);
    }

    /// Returns the GPU of a Mac with Apple's own processor; empty elsewhere.
    static Optional<Accelerator> apple(String os, String processor) {
        return os.toLowerCase(Locale.ROOT).contains("mac") && processor.equals("aarch64")
                ? Optional.of(new Accelerator(Accelerator.Kind.APPLE, 0, "the GPU of this Mac", 0))
                : Optional.empty();
    }
}
