package org.taskvectors.device.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.ScratchFolder;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Loads a person's libraries in a process of its own, so that libraries that take a process down
/// take down that one.
///
/// @param unpacked where the program's own libraries may lie
/// @param cache where they are unpacked where no folder has any
record LibtorchTrial(List<Path> unpacked, Path cache) {
    private static final long PATIENCE_SECONDS = 180;
    private static final long TICK_MILLISECONDS = 50;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// What the process found.
    ///
    /// @param gpus how many NVIDIA GPUs the libraries compute with
    record Found(int gpus) {}

    /// Runs it, and waits.
    ///
    /// @throws Failure if they cannot be loaded, compute nothing right, or end the process
    /// @throws CancelledException if it was cancelled; the process is ended
    Found run(UserLibtorch libraries, Cancellation cancellation)
            throws Failure, CancelledException {
        try (ScratchFolder scratch = ScratchFolder.make("libtorch-trial")) {
            Path answer = scratch.path().resolve("answer.json");
            Process process =
                    new ProcessBuilder(command(libraries, answer))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                await(process, libraries, cancellation);
            } finally {
                process.destroyForcibly();
            }
            byte[] found = Files.exists(answer) ? Files.readAllBytes(answer) : new byte[0];
            return found(process, libraries, found);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw failed(libraries, "the process that tries them cannot be started: " + e)
                    .causedBy(e);
        }
    }

    private List<String> command(UserLibtorch libraries, Path answer) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.awt.headless=true",
                        "-XX:+SuppressFatalErrorMessage",
                        "-XX:-CreateCoredumpOnCrash",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LibtorchTrialMain.class.getName(),
                        answer.toString(),
                        libraries.folder().toString(),
                        cache.toString()));
        unpacked.forEach(folder -> command.add(folder.toString()));
        return command;
    }

    private static void await(Process process, UserLibtorch libraries, Cancellation cancellation)
            throws Failure, CancelledException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!process.waitFor(TICK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                cancellation.check();
                if (System.nanoTime() > end) {
                    throw failed(
                            libraries,
                            "a process that loads them does not answer within "
                                    + PATIENCE_SECONDS
                                    + " seconds");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private static Found found(Process process, UserLibtorch libraries, byte[] answer)
            throws IOException {
        JsonNode root = MAPPER.readTree(new String(answer, StandardCharsets.UTF_8));
        if (root != null && root.path("gpus").isInt() && process.exitValue() == 0) {
            return new Found(root.path("gpus").asInt());
        }
        if (process.exitValue() == LibtorchTrialMain.NO_ANSWER) {
            throw Failure.of(
                    FileProblem.WRITE_FAILED,
                    Path.of(System.getProperty("java.io.tmpdir", ".")),
                    "what the process that tried the libraries has to say cannot be written",
                    "Make room in the folder for temporary files");
        }
        String said = root == null ? "" : root.path("failure").asText();
        throw failed(
                libraries,
                said.isEmpty()
                        ? "they end the process that loads them (it ended with "
                                + process.exitValue()
                                + ")"
                        : said);
    }

    private static Failure failed(UserLibtorch libraries, String what) {
        String wanted = Binding.builtFor();
        boolean fits = libraries.version().isEmpty() || libraries.version().equals(wanted);
        return Failure.of(
                TorchProblem.NOT_LOADED,
                libraries.folder(),
                fits
                        ? what
                        : "these libraries are of version "
                                + libraries.version()
                                + ", and the program needs "
                                + wanted
                                + ": "
                                + what,
                fits
                        ? "The program goes on with the libraries that it has"
                        : "Install that version, for example with pip install torch==" + wanted);
    }
}
