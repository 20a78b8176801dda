package org.taskvectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a class of the tests in a Java of its own, for what is settled when Java starts: how wide
/// its vectors are, or what the processor can do.
public final class ChildJvm {
    /// Widths in bytes that vectors are tried at; a processor that has no such width takes the
    /// widest that it has.
    public static final List<Integer> VECTOR_BYTES = List.of(16, 32, 64);

    private ChildJvm() {}

    /// Returns what it printed, once it has ended well.
    ///
    /// @param options of Java, such as `-XX:MaxVectorSize=16`
    /// @param main has a main method
    public static String run(List<String> options, Class<?> main, String... arguments)
            throws Exception {
        Process process = start(options, main, arguments);
        try {
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /// Starts it, for a test that ends it.
    ///
    /// @param options of Java
    /// @param main has a main method
    public static Process start(List<String> options, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
