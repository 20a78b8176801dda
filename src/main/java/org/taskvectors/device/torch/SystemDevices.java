package org.taskvectors.device.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.taskvectors.accelerator.Accelerator;

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
    private static final long PATIENCE_SECONDS = 10;
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
        try {
            Process process =
                    new ProcessBuilder(query)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                process.getOutputStream().close();
                byte[] answer = process.getInputStream().readNBytes(LONGEST);
                if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        && process.exitValue() == 0) {
                    return of(new String(answer, StandardCharsets.UTF_8));
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            // There is no such tool, and so no driver.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new SystemDevices(Optional.empty(), List.of());
    }

    /// Reads the tool's answer: `0, 143771, 570.86.15, NVIDIA H200`, a line a device.
    static SystemDevices of(String answer) {
        List<Accelerator> devices = new ArrayList<>();
        Optional<String> driver = Optional.empty();
        for (String line : answer.lines().toList()) {
            String[] parts = line.split(",", 4);
            if (parts.length == 4 && parts[0].strip().matches("\\d{1,3}")) {
                String memory = parts[1].strip();
                devices.add(
                        new Accelerator(
                                Accelerator.Kind.CUDA,
                                Integer.parseInt(parts[0].strip()),
                                parts[3].strip(),
                                memory.matches("\\d{1,9}")
                                        ? Long.parseLong(memory) * MEBIBYTE
                                        : 0));
                driver = Optional.of(parts[2].strip());
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
