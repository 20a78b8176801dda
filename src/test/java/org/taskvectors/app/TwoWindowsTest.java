package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceStore;

/// Two real processes on one data folder, the first of them killed: nothing of the workspace is
/// lost, and there is always one window that saves.
class TwoWindowsTest {
    private static final int ITEMS = 11;

    @TempDir private Path folder;
    private DataFolder data;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void elevenItems() throws IOException {
        data = new DataFolder(folder.resolve("data"));
        try (WorkspaceStore store = WorkspaceStore.open(data.workspaceFile())) {
            for (int i = 0; i < ITEMS; i++) {
                FileItem item =
                        new FileItem(
                                "id" + i,
                                folder.resolve("models").resolve("m" + i),
                                "m" + i,
                                Role.BASE,
                                Optional.empty(),
                                Optional.empty());
                store.workspace().update(state -> state.withItem(item));
            }
        }
        assertThat(items()).hasSize(ITEMS);
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(Path said, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--add-modules",
                                "jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dglass.platform=Headless",
                                "-Dprism.order=sw",
                                "-D" + DataFolder.PROPERTY + "=" + data.root(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(said.toFile())
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        processes.add(process);
        return process;
    }

    private List<String> items() throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode item :
                new ObjectMapper().readTree(data.workspaceFile().toFile()).path("items")) {
            names.add(item.path("name").asText());
        }
        return names;
    }

    /// What open windows say of themselves; changes with each first window.
    private Optional<String> address() throws IOException {
        try (Stream<Path> files = Files.list(data.windows())) {
            Optional<Path> file = files.filter(f -> f.toString().endsWith(".json")).findFirst();
            return file.isPresent() ? Optional.of(Files.readString(file.get())) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("it never came to that").isLessThan(end);
            Patience.pause();
        }
    }

    private int handOver(Path said, String... arguments) throws Exception {
        Process second = start(said, arguments);
        assertThat(second.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return second.exitValue();
    }

    @Test
    void aSecondStartHandsOverAndAKilledFirstIsReplaced() throws Exception {
        Path said = folder.resolve("said");
        Process first = start(folder.resolve("first"));
        until(() -> address().isPresent());
        Path model = TestCheckpoint.llama(folder.resolve("twelfth.safetensors"), 1);
        assertThat(handOver(said, model.toString())).isZero();
        assertThat(said)
                .hasContent(
                        "The window is open already: it came to the front, and opens the path.");
        until(() -> items().size() == ITEMS + 1);
        assertThat(items()).contains("twelfth", "m0", "m10");
        assertThat(first.isAlive()).isTrue();

        String before = address().orElseThrow();
        first.destroyForcibly().waitFor();
        assertThat(address()).as("what the killed one left").contains(before);
        Process third = start(folder.resolve("third"));
        until(() -> address().filter(now -> !now.equals(before)).isPresent());
        Path another = TestCheckpoint.llama(folder.resolve("thirteenth.safetensors"), 2);
        assertThat(handOver(said, another.toString())).isZero();
        until(() -> items().size() == ITEMS + 2);
        assertThat(items()).contains("twelfth", "thirteenth", "m0", "m10");
        assertThat(third.isAlive()).isTrue();
    }
}
