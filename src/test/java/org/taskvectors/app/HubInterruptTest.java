package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.Patience;
import org.taskvectors.hub.TestHub;
import org.taskvectors.workspace.DataFolder;

/// Ctrl-C in a real process that waits for a hub, which never answers.
@DisabledOnOs(OS.WINDOWS)
class HubInterruptTest {
    /// A process that waits for its work in vain ends after 5 seconds.
    private static final long SECONDS = 4;

    @TempDir private Path folder;
    private TestHub hub;

    @BeforeEach
    void serve() throws IOException {
        hub = TestHub.start();
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        hub.serve("org/model", model);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 130, 'inspect hf:org/model'",
        "2, 130, 'profile hf:org/model --base hf:org/model'",
        "2, 130, 'extract --base hf:org/model --tuned hf:org/model -o FOLDER/v.safetensors'",
        "2, 130, 'fetch hf:org/model'",
        "15, 143, 'inspect hf:org/model'",
    })
    void whatWaitsForAHubEndsAtOnceAndSaysSo(int signal, int code, String arguments)
            throws Exception {
        hub.fallSilent();
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(command(arguments))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().put("HF_ENDPOINT", hub.endpoint());
        builder.environment().put("HF_HOME", folder.resolve("home").toString());
        builder.environment().remove("HF_HUB_OFFLINE");
        builder.environment().remove("TRANSFORMERS_OFFLINE");
        Process process = Signals.start(builder);
        try {
            process.getOutputStream().close();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
            while (hub.asked() == 0 && process.isAlive()) {
                assertThat(System.nanoTime()).as("it asks the hub").isLessThan(end);
                process.waitFor(5, TimeUnit.MILLISECONDS);
            }
            Signals.send(process, signal);
            long begun = System.nanoTime();
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            long took = System.nanoTime() - begun;

            assertThat(Files.readAllLines(said))
                    .filteredOn(line -> !line.startsWith("WARNING: "))
                    .containsExactly("cancelled");
            assertThat(process.exitValue()).isEqualTo(code);
            assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(SECONDS));
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(String arguments) {
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
        for (String argument : arguments.split(" ", -1)) {
            command.add(argument.replace("FOLDER", folder.toString()));
        }
        return command;
    }
}
