package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;

/// The start script, with a JDK of pretence that says what it was given.
@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {

    private static final String NAME = "task-vector-workbench";

    private static final String PRETENDED_JAVA =
            """
            #!/bin/sh
            echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
            echo 'something else' >&2
            for argument in "$@"; do echo "<$argument>"; done
            exit 7
            """;

    @TempDir Path folder;

    private Path script;
    private Path jdk;

    private record Outcome(int code, List<String> out, List<String> err) {}

    @BeforeEach
    void layOut() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("a place/with spaces/bin"));
        script =
                executable(bin.resolve(NAME), Files.readString(Path.of("src/main/launcher", NAME)));
        jdk = jdk("a jdk", "25.0.3");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), PRETENDED_JAVA);
        return home;
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome run(Path start, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(start.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile());
        builder.environment().remove("TASK_VECTOR_WORKBENCH_OPTS");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readAllLines(out), err.lines().toList());
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        return run(script, Map.of("JAVA_HOME", jdk.toString()), arguments);
    }

    @Test
    void argumentsAndExitCodePassUnchanged() throws Exception {
        Outcome outcome = run("a b", "", "*");

        assertThat(outcome.code()).isEqualTo(7);
        assertThat(outcome.out()).endsWith("<org.taskvectors.app.Main>", "<a b>", "<>", "<*>");
    }

    @Test
    void onlyTheWarningOfTheIncubatorIsLeftOut() throws Exception {
        assertThat(run().err()).containsExactly("something else");
    }

    @Test
    void aSubcommandGetsASmallHeap() throws Exception {
        assertThat(run("extract").out()).contains("<-Xmx192m>");
        assertThat(run("model.safetensors").out()).contains("<-Xmx1g>");
    }

    @Test
    void onlyTheWindowLooksForItsModules() throws Exception {
        assertThat(run("extract").out())
                .contains("<jdk.incubator.vector>", "<--enable-native-access=ALL-UNNAMED>")
                .doesNotContain("<--module-path>");
        assertThat(run().out()).contains("<--module-path>");
        assertThat(run("screenshot").out()).contains("<--module-path>");
    }

    /// An archive is of one Java, and a copy of that one's file says which.
    @Test
    void classesComeFromTheArchiveOfThisJava() throws Exception {
        assertThatArchiveIsUsed("commands.jsa", "extract", "model.safetensors");
    }

    @Test
    void aWindowHasAnArchiveOfItsOwn() throws Exception {
        assertThatArchiveIsUsed("window.jsa", "model.safetensors", "extract");
    }

    private void assertThatArchiveIsUsed(String archive, String by, String notBy) throws Exception {
        Path lib = Files.createDirectories(script.getParent().resolveSibling("lib")).toRealPath();
        Path release = lib.resolve(archive + ".release");
        assertThat(run(by).out()).noneMatch(line -> line.contains("SharedArchive"));
        Files.writeString(release, "JAVA_VERSION=\"25.0.2\"\n");
        assertThat(run(by).out()).noneMatch(line -> line.contains("SharedArchive"));
        Files.copy(jdk.resolve("release"), release, StandardCopyOption.REPLACE_EXISTING);
        assertThat(run(by).out()).contains("<-XX:SharedArchiveFile=" + lib.resolve(archive) + ">");
        assertThat(run(notBy).out()).noneMatch(line -> line.contains("SharedArchive"));
    }

    @Test
    void withoutALocaleFileNamesAreUtf8() throws Exception {
        Path home = jdk("a jdk that says its locale", "25.0.3");
        executable(home.resolve("bin/java"), "#!/bin/sh\necho \"$LC_ALL\"\n");

        Map<String, String> none =
                Map.of("JAVA_HOME", home.toString(), "LC_ALL", "", "LC_CTYPE", "", "LANG", "");
        Map<String, String> some = Map.of("JAVA_HOME", home.toString(), "LC_ALL", "de_DE.UTF-8");

        assertThat(run(script, none).out()).containsExactly("C.UTF-8");
        assertThat(run(script, some).out()).containsExactly("de_DE.UTF-8");
    }

    @Test
    void homeIsFoundThroughLinks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), script);
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));

        Outcome outcome = run(second, Map.of("JAVA_HOME", jdk.toString()));

        Path home = script.getParent().getParent().toRealPath();
        assertThat(link).exists();
        assertThat(outcome.out()).contains("<-Dtaskvectors.home=" + home + ">");
        assertThat(outcome.out()).contains("<" + home + "/lib/task-vector-workbench.jar>");
        assertThat(outcome.out()).contains("<-XX:CompileCommandFile=" + home + "/bin/kernels>");
    }

    @Test
    void javaOfAnotherReleaseIsPassedOver() throws Exception {
        Path old = jdk("old", "17.0.9");

        Outcome outcome =
                run(script, Map.of("JAVA_HOME", old.toString(), "JDK_HOME", jdk.toString()));

        assertThat(outcome.code()).isEqualTo(7);
    }

    @Test
    void optionsCanBeAdded() throws Exception {
        Map<String, String> environment =
                Map.of("JAVA_HOME", jdk.toString(), "TASK_VECTOR_WORKBENCH_OPTS", "-Done -Dtwo");

        assertThat(run(script, environment).out()).contains("<-Done>", "<-Dtwo>");
    }
}
