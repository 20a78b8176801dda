package org.taskvectors.checkpoint.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

class SafetensorsLayoutTest {

    private static final Tensor A = new Tensor("z", DType.U8, Shape.of(3));
    private static final Tensor B = new Tensor("a", DType.F32, Shape.of(2, 1));

    @TempDir private Path folder;

    @Test
    void theHeaderIsCompactSortedAndPadded() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("k2", "ü\"\n\ud83d\ude00");
        metadata.put("k1", "");

        byte[] header = SafetensorsLayout.of(List.of(A, B), metadata).header();

        assertThat(header.length % 8).isZero();
        assertThat((header[0] & 0xff) + 256 * header[1]).isEqualTo(header.length - 8);
        assertThat(new String(header, 8, header.length - 8, StandardCharsets.UTF_8).stripTrailing())
                .isEqualTo(
                        "{\"__metadata__\":{\"k1\":\"\",\"k2\":\"ü\\\"\\n"
                            + "\ud83d\ude00\"},"
                            + "\"z\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[3,11]}}");
    }

    @Test
    void whatIsWrittenByItIsReadBack() throws IOException {
        SafetensorsLayout layout = SafetensorsLayout.of(List.of(A, B), Map.of("k", "v"));
        byte[] bytes = Arrays.copyOf(layout.header(), (int) layout.fileSize());
        bytes[(int) layout.offset(0) + 2] = 7;
        bytes[(int) layout.offset(1) + 4] = 9;
        Path path = Files.write(folder.resolve("a.safetensors"), bytes);

        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(1);
            checkpoint.read(A, 2, one);
            MemorySegment four = arena.allocate(4);
            checkpoint.read(B, 1, four);

            assertThat(checkpoint.tensors()).containsExactly(A, B);
            assertThat(checkpoint.about().metadata()).containsExactly(Map.entry("k", "v"));
            assertThat(one.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
            assertThat(four.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 9);
        }
    }

    @Test
    void namesThatCannotStandAreRefused() {
        Tensor metadata = new Tensor("__metadata__", DType.F32, Shape.of(1));
        Tensor broken = new Tensor("b", DType.F4, Shape.of(1));

        for (List<Tensor> tensors : List.of(List.of(A, A), List.of(metadata), List.of(broken))) {
            assertThatThrownBy(() -> SafetensorsLayout.of(tensors, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
