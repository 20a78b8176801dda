package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.file.Failure;

/// Folders whose weights PyTorch saved.
class PytorchFolderTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch");
    private static final String SECOND = "pytorch_model-00002-of-00002.bin";
    private static final String INDEX = "pytorch_model.bin.index.json";

    @TempDir private Path folder;

    @BeforeEach
    void copyShards() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN.resolve("sharded"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void theIndexPutsShardsTogether() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors())
                    .extracting(Tensor::name)
                    .containsExactly("a", "b", "c");
            assertThat(checkpoint.about().format()).isEqualTo("Hugging Face folder");
            assertThat(checkpoint.about().files()).isEqualTo(2);
            assertThat(checkpoint.about().notes()).isEmpty();
        }
        assertThat(Checkpoints.recognise(folder).label())
                .isEqualTo("Hugging Face folder, 2 shards");
        try (Checkpoint byIndex = Checkpoints.open(folder.resolve(INDEX))) {
            assertThat(byIndex.tensors()).hasSize(3);
        }
    }

    @Test
    void anAbsentShardIsNamed() throws IOException {
        Files.delete(folder.resolve(SECOND));

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
        assertThat(failure.file()).isEqualTo(folder.resolve(SECOND));
        Files.delete(folder.resolve(INDEX));
        assertThat(catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder)).advice())
                .contains(INDEX);
    }

    @Test
    void withoutAnIndexAWholeSeriesIsPutTogether() throws IOException {
        Files.delete(folder.resolve(INDEX));
        Files.copy(GOLDEN.resolve("optimizer.pt"), folder.resolve("optimizer.pt"));
        Files.copy(GOLDEN.resolve("scheduler.pt"), folder.resolve("scheduler.pt"));

        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors()).hasSize(3);
        }
    }

    @Test
    void oneWholeFileGoesFirst() throws IOException {
        Files.delete(folder.resolve(INDEX));
        Files.copy(GOLDEN.resolve("two_parts.pth"), folder.resolve("pytorch_model.bin"));

        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors()).hasSize(2);
            assertThat(checkpoint.about().notes())
                    .anyMatch(
                            note -> note.contains("left aside: " + SECOND.replace("2-of", "1-of")));
        }
        try (Checkpoint alone = Checkpoints.open(folder.resolve("pytorch_model.bin"))) {
            assertThat(alone.name()).isEqualTo(folder.getFileName().toString());
        }
    }

    @Test
    void safetensorsFilesGoBeforePytorchs() throws IOException {
        Made.write(folder.resolve("model.safetensors"), "x");

        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors()).extracting(Tensor::name).containsExactly("x");
            assertThat(checkpoint.about().notes()).anyMatch(note -> note.contains(SECOND));
        }
    }

    @Test
    void filesThatAreOpenedTogetherAreOneCheckpoint() throws IOException {
        try (Checkpoint checkpoint =
                Checkpoints.open(
                        java.util.List.of(
                                folder.resolve(SECOND.replace("2-of", "1-of")),
                                folder.resolve(SECOND)))) {
            assertThat(checkpoint.about().format()).isEqualTo("2 PyTorch files");
        }
    }
}
