package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.TensorCount;
import org.taskvectors.checkpoint.gguf.GgufProblem;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.file.Failure;

/// Headers of more tensors than any model has.
class TooManyTensorsTest {
    @TempDir private Path folder;

    private Path safetensors(int tensors, String key) throws IOException {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < tensors; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"t")
                    .append(i)
                    .append("\":{\"dtype\":\"F32\",\"shape\":[0],\"")
                    .append(key)
                    .append("\":[0,0]}");
        }
        byte[] bytes = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        return Files.write(folder.resolve("a.safetensors"), Made.file(bytes, 0));
    }

    private Failure failure(Path path) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));
        assertThat(failure.file()).isEqualTo(path);
        return failure;
    }

    @Test
    void asManyAsThereMayBeOpen() throws IOException {
        Path path = safetensors(TensorCount.MOST, "data_offsets");

        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.tensors()).hasSize(TensorCount.MOST);
        }
    }

    @Test
    void aSafetensorsHeaderIsCountedBeforeItIsParsed() throws IOException {
        Failure failure = failure(safetensors(TensorCount.MOST + 5, "data_offsets"));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.TOO_MANY_TENSORS);
        assertThat(failure.what()).contains("200,005");
    }

    @Test
    void aKeyThatIsWrittenInAnotherWayIsCountedToo() throws IOException {
        Failure failure = failure(safetensors(TensorCount.MOST + 5, "data\\u005foffsets"));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.TOO_MANY_TENSORS);
    }

    @Test
    void aGgufCountIsRefused() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(1 << 23).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x46554747).putInt(3).putLong(TensorCount.MOST + 1).putLong(0);
        Failure failure = failure(Files.write(folder.resolve("a.gguf"), file.array()));

        assertThat(failure.problem()).isEqualTo(GgufProblem.COUNT_TOO_LARGE);
    }

    @Test
    void anIndexIsCounted() throws IOException {
        StringBuilder map = new StringBuilder();
        for (int i = 0; i <= TensorCount.MOST; i++) {
            map.append(i == 0 ? "" : ",").append("\"t").append(i).append("\":\"a.safetensors\"");
        }
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\":{" + map + "}}");

        assertThat(failure(index).problem()).isEqualTo(CheckpointProblem.TOO_MANY_TENSORS);
    }
}
