package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.workspace.DataFolder;

/// Parts that processes of their own make at the same time, as machines do.
class PartsInProcessesTest {
    private static final Path PAIR =
            Path.of("src/test/resources/golden/extraction").toAbsolutePath();

    @TempDir private Path folder;

    @Test
    void processesSideBySideGiveTheBytesAndNumbersOfOne() throws Exception {
        List<String> extract =
                List.of(
                        "extract",
                        "--base",
                        PAIR.resolve("base.safetensors").toString(),
                        "--tuned",
                        PAIR.resolve("tuned.safetensors").toString());
        List<Process> running = new ArrayList<>();
        running.add(start("one", extract, "-o", at("one.safetensors")));
        for (int i = 1; i <= 3; i++) {
            running.add(start("part" + i, extract, "-o", at("parts"), "--part", i + "/3"));
        }
        requireEnded(running);
        requireEnded(
                List.of(start("join", List.of("join", at("parts"), "-o", at("two.safetensors")))));

        assertThat(folder.resolve("two.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("one.safetensors"));

        // A comparison of the two, which are equal, by processes that know nothing of each other.
        List<String> compare = List.of("compare", at("one.safetensors"), at("two.safetensors"));
        List<Process> parts = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            parts.add(start("pair" + i, compare, "-o", at("pairs"), "--part", i + "/2"));
        }
        requireEnded(parts);
        requireEnded(List.of(start("joined", List.of("join", at("pairs"), "--json"))));
        assertThat(folder.resolve("one+two.pairs")).exists();
        requireEnded(List.of(start("whole", compare, "--json")));
        assertThat(Files.readString(folder.resolve("joined")))
                .isEqualTo(Files.readString(folder.resolve("whole")));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private Process start(String said, List<String> arguments, String... more) throws Exception {
        List<String> command =
                Stream.of(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx192m",
                                        "--add-modules",
                                        "jdk.incubator.vector",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-D" + DataFolder.PROPERTY + "=" + folder.resolve("data"),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Main.class.getName()),
                                arguments.stream(),
                                Stream.of(more))
                        .flatMap(each -> each)
                        .toList();
        Process process =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve(said + ".err").toFile())
                        .redirectOutput(folder.resolve(said).toFile())
                        .start();
        process.getOutputStream().close();
        return process;
    }

    private void requireEnded(List<Process> processes) throws Exception {
        try {
            for (Process process : processes) {
                assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }
}
