package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ChildJvm;
import org.taskvectors.analysis.ProfileStore;

/// The same inputs give the same bytes and the same sums at any width of vectors and any number of
/// threads. The files are just large enough for the vector code.
class SameDigitsTest {
    private static final String HEADER =
            """
            {"a":{"dtype":"F32","shape":[5243999],"data_offsets":[0,20975996]},
             "b":{"dtype":"BF16","shape":[3001,2000],"data_offsets":[20975996,32979996]},
             "c":{"dtype":"F64","shape":[70000],"data_offsets":[32979996,33539996]},
             "d":{"dtype":"F16","shape":[70000],"data_offsets":[33539996,33679996]}}\
            """;

    @TempDir Path folder;

    @Test
    void widthAndThreadsChangeNoDigit() throws Exception {
        write("base", 1);
        write("tuned", 2);

        String narrow = digits(16, 1);

        assertThat(narrow).contains("\"dot\"", "\"relative_norm\"");
        assertThat(digits(32, 2)).isEqualTo(narrow);
        assertThat(digits(64, 3)).isEqualTo(narrow);
        Path first = folder.resolve("16").resolve("v.safetensors");
        for (String other : List.of("32", "64")) {
            assertThat(folder.resolve(other).resolve("v.safetensors"))
                    .hasSameBinaryContentAs(first);
        }
    }

    private String digits(int vectorBytes, int threads) throws Exception {
        Path own = Files.createDirectory(folder.resolve(Integer.toString(vectorBytes)));
        return ChildJvm.run(
                        List.of("-XX:MaxVectorSize=" + vectorBytes),
                        Commands.class,
                        folder.toString(),
                        own.toString(),
                        Integer.toString(threads))
                .replace(own.toString(), "OWN");
    }

    /// Weights of the size that models have, each drawn by its position.
    private void write(String name, long seed) throws Exception {
        byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length + 33_679_996)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header);
        for (int i = 0; i < 5_243_999; i++) {
            bytes.putFloat((float) weight(i, seed));
        }
        for (int i = 0; i < 3001 * 2000; i++) {
            bytes.putShort((short) (Float.floatToRawIntBits((float) weight(i, seed)) >>> 16));
        }
        for (int i = 0; i < 70_000; i++) {
            bytes.putDouble(weight(i, seed));
        }
        for (int i = 0; i < 70_000; i++) {
            bytes.putShort(Float.floatToFloat16((float) weight(i, seed)));
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".safetensors"))) {
            out.write(bytes.array());
        }
    }

    private static double weight(long index, long seed) {
        long mixed = (index + 1) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 31)) * 0xbf58476d1ce4e5b9L;
        long little = (mixed ^ seed * 0x94d049bb133111ebL) * 0x9e3779b97f4a7c15L;
        return (mixed >> 40) * 0x1p-30 + (little >> 44) * 0x1p-32;
    }

    /// Extracts, profiles and compares, and prints the numbers.
    static final class Commands {
        private Commands() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            Path own = Path.of(arguments[1]);
            String base = folder.resolve("base.safetensors").toString();
            String tuned = folder.resolve("tuned.safetensors").toString();
            String vector = own.resolve("v.safetensors").toString();
            PrintWriter errors = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            PrintWriter numbers = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            CommandLineMain program =
                    new CommandLineMain("Program 1", new ProfileStore(own.resolve("cache")));
            List<String> threads = List.of("--json", "--threads", arguments[2]);
            for (List<String> command :
                    List.of(
                            List.of("extract", "--base", base, "--tuned", tuned, "-o", vector),
                            List.of("profile", vector, "--base", base),
                            List.of("compare", vector, tuned))) {
                List<String> all = new ArrayList<>(command);
                all.addAll(threads);
                boolean isTimed = command.getFirst().equals("extract");
                PrintWriter to = isTimed ? new PrintWriter(Writer.nullWriter()) : numbers;
                int code = program.run(all, to, errors, false);
                if (code != 0) {
                    System.exit(code);
                }
            }
        }
    }
}
