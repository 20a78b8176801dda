package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.hub.TestHub;
import org.taskvectors.workspace.DataFolder;

/// `fetch` of a model with files whose names this machine cannot have, in a real process: what they
/// are is the language of the system's to say.
@DisabledOnOs(OS.WINDOWS)
class OddNamesTest {
    @TempDir private Path folder;
    private TestHub hub;

    /// @param out what it wrote to standard output
    private record Ended(int code, String out) {}

    @BeforeEach
    void serve() throws IOException {
        hub = TestHub.start();
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        Files.writeString(model.resolve("model.safetensors"), "weights");
        hub.serve("org/model", model);
        hub.pretend(
                7,
                "a\\ud800.json",
                "über.json",
                "a:config.json",
                "n".repeat(300) + ".json",
                "\\u202egnp.exe",
                "a\\u001b[2J.json");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void whatCannotBeHeldIsLeftOutAndSaid() throws Exception {
        Ended ended = fetch("C.UTF-8", "hf:org/model");

        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains("2 files, 9 bytes; fetched 9 bytes")
                .contains("note: left out: “a\\ud800.json”, “a\\u001b[2J.json”: no folder can hold")
                .contains("note: left out: “a:config.json”: not every system allows : in names")
                .contains(": a part of a name has at most 255 bytes")
                .doesNotContain("über", "\u202e", "\u001b");
    }

    @Test
    void whereTheSystemKnowsFewLettersToo() throws Exception {
        Ended ended = fetch("C", "hf:org/model");

        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains("2 files, 9 bytes; fetched 9 bytes")
                .contains("which has no such letters; LC_ALL=C.UTF-8 has them");

        Ended named = fetch("C", "hf:org/model", "--file", "*gnp*");
        assertThat(named.code()).as(named.out()).isEqualTo(1);
        assertThat(named.out()).contains("no file of the repository is called *gnp*");
    }

    @Test
    void whatIsShownChangesNoTerminal() throws Exception {
        Ended ended = fetch("C.UTF-8", "hf:org/model", "--dry-run");

        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("\\u202egnp.exe").doesNotContain("\u202e", "\u001b");
    }

    private Ended fetch(String language, String... arguments) throws Exception {
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
                                Main.class.getName(),
                                "fetch"));
        command.addAll(Stream.of(arguments).toList());
        Path out = folder.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("LC_ALL", language);
        builder.environment().put("HF_ENDPOINT", hub.endpoint());
        builder.environment().put("HF_HOME", folder.resolve("home").toString());
        builder.environment().remove("HF_HUB_CACHE");
        builder.environment().remove("HF_HUB_OFFLINE");
        builder.environment().remove("TRANSFORMERS_OFFLINE");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(out));
        } finally {
            process.destroyForcibly();
        }
    }
}
