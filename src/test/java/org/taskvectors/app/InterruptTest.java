package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.StagedFolder;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.workspace.DataFolder;

/// Ctrl-C in a real process of the command line, early and late. The models are sparse files of 100
/// MB, and of 16 where the whole of the result is written. No moment is waited for by the clock:
/// each is seen from outside, and where a process was done before the signal came, which a busy
/// machine makes possible, another one is started.
@DisabledOnOs(OS.WINDOWS)
class InterruptTest {
    private static final int INTERRUPTED = 130;
    private static final int TRIES = 8;
    private static final int WIDTH = 100;
    private static final long ROWS = 125_000;
    private static final long FEW_ROWS = 20_000;

    @TempDir private Path folder;

    private Path base;
    private Path tuned;
    private Path place;
    private Path vector;

    /// When the signal is sent.
    enum Moment {
        /// As soon as the process is there: Java itself has hardly begun.
        START,
        /// When it has opened the base.
        OPENING,
        /// When the temporary file is there: some of the weights may be written, some are not.
        PASS,
        /// When the temporary file has its whole length, so that little but the rename is left.
        RENAME
    }

    /// @param code how the process ended
    /// @param said what it wrote to either stream
    private record Ended(int code, String said) {}

    @BeforeEach
    void place() throws IOException {
        place = Files.createDirectories(folder.resolve("place"));
        vector = place.resolve("vector.safetensors");
        Files.writeString(vector, "precious");
    }

    private void models(long rows) throws IOException {
        base = sparse("base.safetensors", model(rows));
        tuned = sparse("tuned.safetensors", model(rows));
    }

    private static List<Tensor> model(long rows) {
        List<Tensor> tensors = new ArrayList<>();
        for (int layer = 0; layer < 4; layer++) {
            tensors.add(
                    new Tensor(
                            "model.layers." + layer + ".self_attn.q_proj.weight",
                            DType.BF16,
                            Shape.of(rows, WIDTH)));
        }
        return tensors;
    }

    private Path sparse(String name, List<Tensor> tensors) throws IOException {
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of("format", "pt"));
        Path path = Files.write(folder.resolve(name), layout.header());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(layout.fileSize());
        }
        return path;
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void extractLeavesNothingAndTouchesNothing(Moment moment) throws Exception {
        models(moment == Moment.RENAME ? FEW_ROWS : ROWS);
        interrupt(moment, vector, extract(vector));
    }

    @Test
    void extractTakesTheFoldersBackThatItMade() throws Exception {
        models(ROWS);
        Path output = place.resolve("made").resolve("for it").resolve("vector.safetensors");
        interrupt(Moment.PASS, output, extract(output));
    }

    private List<String> extract(Path output) {
        return List.of(
                "extract",
                "--base",
                base.toString(),
                "--tuned",
                tuned.toString(),
                "-o",
                output.toString(),
                "--force");
    }

    @Test
    void applyTakesItsFolderBack() throws Exception {
        models(ROWS);
        Path adapter = adapter();
        Path output = place.resolve("made").resolve("model");
        interrupt(
                Moment.PASS,
                output.resolve("model.safetensors"),
                List.of(
                        "apply",
                        adapter.toString(),
                        "--base",
                        base.toString(),
                        "-o",
                        output.toString()));
    }

    private Path adapter() throws IOException {
        Path lies = Files.createDirectories(folder.resolve("adapter"));
        String module = "base_model.model.model.layers.0.self_attn.q_proj.";
        List<Tensor> factors =
                List.of(
                        new Tensor(module + "lora_A.weight", DType.F32, Shape.of(1, WIDTH)),
                        new Tensor(module + "lora_B.weight", DType.F32, Shape.of(ROWS, 1)));
        sparse("adapter/adapter_model.safetensors", factors);
        Files.writeString(
                lies.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":1,\"target_modules\":[\"q_proj\"]}");
        return lies;
    }

    /// Runs the command until a signal came before its end. However it ended, the place is what it
    /// was, or holds the whole result.
    ///
    /// @param target the file whose temporary twin shows how far the command is
    private void interrupt(Moment moment, Path target, List<String> arguments) throws Exception {
        Map<String, Long> before = files(place);
        for (int i = 0; i < TRIES; i++) {
            Ended ended = run(moment, target, arguments);
            Map<String, Long> after = files(place);
            assertThat(after.keySet()).noneMatch(name -> name.endsWith(AtomicFile.SUFFIX));
            if (after.equals(before)) {
                assertThat(ended.code()).as(ended.said()).isEqualTo(INTERRUPTED);
                assertThat(vector).hasContent("precious");
                return;
            }
            assertThat(ended.code()).as(ended.said()).isIn(0, INTERRUPTED);
            assertWhole(target);
            if (ended.code() == INTERRUPTED && moment == Moment.RENAME) {
                // The signal came when the file had its name already.
                return;
            }
            putBack(before);
        }
        fail("the command was over before the signal in all of " + TRIES + " tries");
    }

    private void assertWhole(Path target) throws IOException {
        try (Checkpoint written = Checkpoints.open(target)) {
            assertThat(written.tensors()).hasSize(4);
        }
    }

    private void putBack(Map<String, Long> before) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                if (!path.equals(place)) {
                    Files.delete(path);
                }
            }
        }
        Files.writeString(vector, "precious");
        assertThat(files(place)).isEqualTo(before);
    }

    /// Everything below a folder, and the sizes of files.
    private static Map<String, Long> files(Path folder) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                files.put(
                        folder.relativize(path).toString(),
                        Files.isDirectory(path) ? -1 : Files.size(path));
            }
        }
        return files;
    }

    private Ended run(Moment moment, Path target, List<String> arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx192m",
                                "--add-modules",
                                "jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-D" + DataFolder.PROPERTY + "=" + folder.resolve("data"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(arguments);
        Path said = folder.resolve("said");
        Process process =
                Signals.start(
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(said.toFile()));
        try {
            process.getOutputStream().close();
            await(process, reached(moment, target));
            if (process.isAlive()) {
                Signals.send(process, Signals.INT);
            }
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(said));
        } finally {
            process.destroyForcibly();
        }
    }

    private Predicate<Process> reached(Moment moment, Path target) throws IOException {
        Path real = base.toRealPath();
        return switch (moment) {
            case START -> _ -> true;
            case OPENING -> process -> hasOpened(process, real) || temporarySize(target) >= 0;
            case PASS -> _ -> temporarySize(target) >= 0;
            case RENAME -> _ -> temporarySize(target) >= 8 * FEW_ROWS * WIDTH;
        };
    }

    /// Waits until that moment, or until the process is over.
    private static void await(Process process, Predicate<Process> reached) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
        while (process.isAlive() && !reached.test(process)) {
            assertThat(System.nanoTime()).as("it never came to that").isLessThan(end);
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
    }

    /// Of the file that will become `target`; −1 while there is none. A model's folder is made
    /// beside its place.
    private static long temporarySize(Path target) {
        Path parent = Objects.requireNonNull(target.getParent());
        return Math.max(
                largestIn(parent),
                largestIn(parent.resolveSibling(parent.getFileName() + StagedFolder.ENDING)));
    }

    private static long largestIn(Path parent) {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(parent, "*" + AtomicFile.SUFFIX)) {
            for (Path temporary : found) {
                return Files.size(temporary);
            }
            return -1;
        } catch (IOException e) {
            // Not made yet, or renamed between the two looks.
            return -1;
        }
    }

    /// Where the system shows no open files, the temporary file is what is waited for.
    private static boolean hasOpened(Process process, Path file) {
        Path open = Path.of("/proc", Long.toString(process.pid()), "fd");
        try (DirectoryStream<Path> handles = Files.newDirectoryStream(open)) {
            for (Path handle : handles) {
                if (leadsTo(handle, file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean leadsTo(Path handle, Path file) throws IOException {
        try {
            return Files.readSymbolicLink(handle).equals(file);
        } catch (NoSuchFileException e) {
            // Closed meanwhile.
            return false;
        }
    }
}
