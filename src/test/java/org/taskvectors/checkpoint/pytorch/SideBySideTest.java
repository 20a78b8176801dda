package org.taskvectors.checkpoint.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// Files that hold several dictionaries of tensors, saved by PyTorch
/// (`src/test/oracle/pytorch/side_by_side.py`).
class SideBySideTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch");
    private static final String FIRST = "layers.0.q_proj.weight";

    private static OpenOptions under(String key) {
        return OpenOptions.NONE.withUnder(Optional.of(key));
    }

    private static float first(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, values);
            return values.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"side_by_side.pth", "side_by_side_legacy.pth"})
    void theModelIsTakenUntilSomebodySaysAnother(String file) throws IOException {
        Path path = GOLDEN.resolve(file);
        Dictionaries both = new Dictionaries(List.of("model", "ema"), Optional.of("model"));
        try (Checkpoint model = Checkpoints.open(path)) {
            assertThat(first(model, FIRST)).isEqualTo(1);
            assertThat(model.about().dictionaries()).contains(both);
            assertThat(model.about().said()).isEqualTo(OpenOptions.NONE);
        }
        try (Checkpoint ema = Checkpoints.open(path, under("ema"))) {
            assertThat(ema.tensors()).hasSize(2);
            assertThat(first(ema, FIRST)).isEqualTo(2);
            assertThat(ema.about().dictionaries()).contains(both);
            assertThat(ema.about().said()).isEqualTo(under("ema"));
            assertThat(ema.about().notes())
                    .anyMatch(note -> note.contains("\"ema\", \"module\" were taken"))
                    .anyMatch(note -> note.contains("left aside in the file: epoch, model"));
        }
    }

    @Test
    void twoThatAreAlikeAreJoinedUntilSomebodySaysOne() throws IOException {
        Path path = GOLDEN.resolve("student_teacher.pth");
        try (Checkpoint all = Checkpoints.open(path)) {
            assertThat(all.tensors()).hasSize(4);
            assertThat(all.about().dictionaries())
                    .contains(new Dictionaries(List.of("student", "teacher"), Optional.empty()));
        }
        try (Checkpoint teacher = Checkpoints.open(path, under("teacher"))) {
            assertThat(teacher.tensors()).hasSize(2);
            assertThat(first(teacher, FIRST)).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"optimizer", "epoch", "nothing"})
    void aKeyWithoutAModelIsRefusedByName(String key) {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> Checkpoints.open(GOLDEN.resolve("side_by_side.pth"), under(key)));
        assertThat(failure.problem()).isEqualTo(PytorchProblem.NO_SUCH_DICTIONARY);
        assertThat(failure.what()).contains("\"" + key + "\"").contains("only under model, ema");
    }

    @Test
    void aFileWithOneDictionaryOffersNoChoice() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("training.ckpt"))) {
            assertThat(checkpoint.about().dictionaries()).isEmpty();
        }
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("modern.pth"))) {
            assertThat(checkpoint.about().dictionaries()).isEmpty();
        }
    }
}
