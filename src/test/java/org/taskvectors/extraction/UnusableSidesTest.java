package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.file.Failure;

/// Sides of a pair that hold nothing to subtract, refused with the cause.
class UnusableSidesTest {
    private static final Path OBJECTS = Path.of("src/test/resources/golden/pytorch");

    @TempDir private Path folder;

    private Failure refusal(Path base, Path tuned) throws IOException {
        return PairChecker.check(Located.of(base), Located.of(tuned), Policies.DEFAULT)
                .refusal()
                .orElseThrow();
    }

    private Path file(String name, String dtype, String shape, int bytes) throws IOException {
        String header = Made.entry(dtype, shape, "[0," + bytes + "]");
        return Files.write(folder.resolve(name), Made.file("{\"a.weight\":" + header + "}", bytes));
    }

    @Test
    void placeholdersOfZero3AreRefusedOnEitherSide() throws IOException {
        Path whole = file("whole.safetensors", "F32", "[4]", 16);
        Path empty = file("empty.safetensors", "F32", "[0]", 0);

        for (Failure failure : new Failure[] {refusal(whole, empty), refusal(empty, whole)}) {
            assertThat(failure.problem()).isEqualTo(CheckpointProblem.PLACEHOLDERS);
            assertThat(failure.file()).isEqualTo(empty);
            assertThat(failure.getMessage()).contains("ZeRO-3").contains("zero_to_fp32.py");
        }
        try (Checkpoint checkpoint = Checkpoints.open(empty)) {
            assertThat(checkpoint.about().notes()).anyMatch(note -> note.contains("ZeRO-3"));
        }
        try (Checkpoint checkpoint = Checkpoints.open(whole)) {
            assertThat(checkpoint.about().notes()).isEmpty();
        }
    }

    @Test
    void wholeNumbersAloneAreNoModel() throws IOException {
        Path whole = file("whole.safetensors", "F32", "[4]", 16);
        Path integers = file("integers.safetensors", "I64", "[4]", 32);

        for (Failure failure : new Failure[] {refusal(whole, integers), refusal(integers, whole)}) {
            assertThat(failure.problem()).isEqualTo(CheckpointProblem.NO_FLOATING_POINT);
            assertThat(failure.file()).isEqualTo(integers);
            assertThat(failure.what()).contains("no floating-point tensors").contains("int64");
        }
    }

    @Test
    void aDictionaryThatWouldHelpIsNamed() throws IOException {
        Path base = folder.resolve("base.safetensors");
        Made.write(base, "layers.0.q_proj.weight", "layers.1.q_proj.weight");

        Failure failure = refusal(base, OBJECTS.resolve("student_teacher.pth"));

        assertThat(failure.problem()).isEqualTo(ExtractionProblem.NOTHING_MATCHED);
        assertThat(failure.advice()).contains("--under student or --under teacher");
    }
}
