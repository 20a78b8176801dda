package org.taskvectors.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.DType;

/// A real GGUF file read by us and by transformers: run by hand with `-Dtaskvectors.gguf=FILE`,
/// where `FILE.tsv` is what `src/test/oracle/gguf/real_model.py` printed.
class RealGgufTest {

    /// Not a whole number of any type's blocks.
    private static final int PART = 16_384 - 7;

    @Test
    void everyNumberOfARealFileIsTheOneThatTransformersReads() throws Exception {
        String file = System.getProperty("taskvectors.gguf", "");
        assumeTrue(!file.isEmpty(), "no real file was named with -Dtaskvectors.gguf");
        Map<String, String> expected = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(file + ".tsv"))) {
            String[] cells = line.split("\t");
            expected.put(cells[0], cells[1] + " " + cells[2]);
        }
        Map<String, String> found = new LinkedHashMap<>();
        try (Checkpoint checkpoint = Checkpoints.open(Path.of(file));
                Arena arena = Arena.ofConfined()) {
            MemorySegment part = arena.allocate(4L * PART);
            for (Tensor tensor : checkpoint.tensors()) {
                assertThat(tensor.dtype()).isEqualTo(DType.F32);
                found.put(
                        tensor.name(),
                        tensor.shape().toString().replace(" × ", "x")
                                + " "
                                + sha256(checkpoint, tensor, part));
            }
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static String sha256(Checkpoint checkpoint, Tensor tensor, MemorySegment part)
            throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long first = 0; first < tensor.elements(); first += PART) {
            MemorySegment target = part.asSlice(0, 4 * Math.min(PART, tensor.elements() - first));
            checkpoint.read(tensor, first, target);
            digest.update(target.asByteBuffer());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
