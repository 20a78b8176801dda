package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;

/// Where messages go, in a process of its own, with standard error as descriptor 3 as the start
/// script leaves it.
@DisabledOnOs(OS.WINDOWS)
class StandardErrorTest {
    @TempDir Path folder;

    @Test
    void aLogThatOthersWriteTooKeepsEveryLine() throws Exception {
        String java =
                "'%s/bin/java' --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dtaskvectors.errors=/dev/fd/3 -cp '%s' org.taskvectors.app.Main inspect absent 2>/dev/null\n"
                        .formatted(
                                System.getProperty("java.home"),
                                System.getProperty("java.class.path"));
        String script = "exec 3>log; echo first >&3\n" + java + "echo last >&3\n";
        Process process =
                new ProcessBuilder("sh", "-c", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        List<String> log = Files.readAllLines(folder.resolve("log"));
        assertThat(log).as(said).hasSize(3);
        assertThat(log.getFirst()).isEqualTo("first");
        assertThat(log.get(1)).startsWith("absent: ");
        assertThat(log.getLast()).isEqualTo("last");
    }
}
