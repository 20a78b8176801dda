package org.taskvectors.checkpoint.safetensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// What the real safetensors library wrote and what it says of right and wrong files; made by
/// `src/test/oracle/safetensors_files.py`.
class SafetensorsOracleTest {

    private static final Path ORACLE = Path.of("src", "test", "oracle", "safetensors");

    /// What the library takes and we do not, and which rule it breaks.
    private static final Map<String, SafetensorsProblem> STRICTER =
            Map.of(
                    "leading space", SafetensorsProblem.HEADER_NOT_AN_OBJECT,
                    "metadata key twice", SafetensorsProblem.DUPLICATE_KEY,
                    "name twice", SafetensorsProblem.DUPLICATE_KEY,
                    "name twice, once escaped", SafetensorsProblem.DUPLICATE_KEY,
                    "entry a list", SafetensorsProblem.ENTRY_NOT_AN_OBJECT);

    @TempDir private Path folder;

    @Test
    void everyDtypeHasTheBytesThatTheLibraryReads() throws IOException {
        List<String> lines = Files.readAllLines(ORACLE.resolve("dtypes.tsv"));
        try (Checkpoint checkpoint = Checkpoints.open(ORACLE.resolve("dtypes.safetensors"))) {
            assertThat(checkpoint.tensors()).hasSameSizeAs(lines);
            for (String line : lines) {
                String[] cells = line.split("\t", -1);
                Tensor tensor = checkpoint.tensor(cells[0]).orElseThrow();
                assertThat(tensor.dtype()).isEqualTo(DType.ofCode(cells[1]).orElseThrow());
                assertThat(tensor.shape()).isEqualTo(shape(cells[2]));
                assertThat(bytes(checkpoint, tensor)).asHexString().isEqualToIgnoringCase(cells[3]);
            }
        }
    }

    @Test
    void metadataAreRead() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(ORACLE.resolve("dtypes.safetensors"))) {
            assertThat(checkpoint.about().metadata())
                    .containsOnly(
                            Map.entry("format", "pt"),
                            Map.entry("\u00fcber", "line\nbreak \"and\" more \ud83d\ude00"),
                            Map.entry("", ""));
        }
    }

    @Test
    void theSameTensorsAreLaidOutInTheSameBytes() throws IOException {
        Path path = ORACLE.resolve("dtypes.safetensors");
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            SafetensorsLayout layout =
                    SafetensorsLayout.of(checkpoint.tensors(), checkpoint.about().metadata());

            // The library keeps no order among the metadata; all that stands behind them is equal.
            String ours = new String(layout.header(), ISO_8859_1);
            String theirs = Files.readString(path, ISO_8859_1).substring(0, ours.length());
            int tensors = ours.indexOf("\"uint64\"");
            assertThat(ours.substring(tensors)).isEqualTo(theirs.substring(tensors));
            assertThat(ours.substring(0, 8)).isEqualTo(theirs.substring(0, 8));
            assertThat(layout.fileSize()).isEqualTo(Files.size(path));
        }
    }

    @TestFactory
    Stream<DynamicTest> theLibraryAndWeAgree() throws IOException {
        return Files.readAllLines(ORACLE.resolve("corpus.tsv")).stream()
                .map(line -> line.split("\t"))
                .map(cells -> DynamicTest.dynamicTest(cells[0], () -> agree(cells)));
    }

    private void agree(String[] cells) throws IOException {
        byte[] bytes = cells.length < 3 ? new byte[0] : Base64.getDecoder().decode(cells[2]);
        Path path = Files.write(folder.resolve("case.safetensors"), bytes);
        boolean theirs = cells[1].equals("ok");
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(theirs).as("taken by us, by the library: %s", cells[1]).isTrue();
            for (Tensor tensor : checkpoint.tensors()) {
                assertThat(bytes(checkpoint, tensor)).hasSize((int) tensor.bytes());
            }
        } catch (Failure e) {
            assertThat(e.file()).isEqualTo(path);
            if (theirs) {
                assertThat(e.problem()).as(e.getMessage()).isEqualTo(STRICTER.get(cells[0]));
            }
        }
    }

    private static Shape shape(String sizes) {
        return sizes.isEmpty()
                ? Shape.of()
                : Shape.of(Arrays.stream(sizes.split(",")).mapToLong(Long::parseLong).toArray());
    }

    private static byte[] bytes(Checkpoint checkpoint, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(tensor.bytes());
            checkpoint.read(tensor, 0, target);
            return target.toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
