package org.taskvectors.checkpoint.pytorch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.taskvectors.checkpoint.pytorch.MadePth.tensor;
import static org.taskvectors.checkpoint.pytorch.MadePth.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// One test for each rule of a file from before PyTorch 1.6.
class LegacyRulesTest {
    private static final String MAGIC = "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";
    private static final String VERSION = "\u0080\2M\u00e9\3.";
    private static final String SYSTEM = "\u0080\2}" + text("little_endian") + "\u0088s.";
    private static final String OBJECT =
            "\u0080\2}" + text("w") + tensor("7", 4, 0, "K\2K\2\u0086", "K\2K\1\u0086") + "s.";
    private static final String KEYS = "\u0080\2]" + text("7") + "a.";

    @TempDir private Path folder;

    private static String storage(long count, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(8 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new String(buffer.putLong(count).array(), ISO_8859_1);
    }

    private Path write(String... parts) throws IOException {
        return Files.write(folder.resolve("old.pth"), String.join("", parts).getBytes(ISO_8859_1));
    }

    private PytorchProblem problem(String... parts) throws IOException {
        Path path = write(parts);
        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());
        assertThat(failure).isNotNull();
        assertThat(failure.file()).isEqualTo(path);
        assertThat(failure.place()).isNotBlank();
        return (PytorchProblem) failure.problem();
    }

    @Test
    void whatIsRightOpens() throws IOException {
        Path path = write(MAGIC, VERSION, SYSTEM, OBJECT, KEYS, storage(4, 16));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.tensors()).hasSize(1);
            assertThat(checkpoint.about().format()).isEqualTo("PyTorch file from before 1.6");
        }
    }

    @Test
    void theVersionIsTheOneThereWas() throws IOException {
        assertThat(problem(MAGIC, "\u0080\2K\1.", SYSTEM, OBJECT, KEYS, storage(4, 16)))
                .isEqualTo(PytorchProblem.LEGACY_MALFORMED);
    }

    @Test
    void theMachineIsDescribedAndItsByteOrderChangesNothing() throws IOException {
        String big = "\u0080\2}" + text("little_endian") + "\u0089s.";
        Checkpoints.open(write(MAGIC, VERSION, big, OBJECT, KEYS, storage(4, 16))).close();
        assertThat(problem(MAGIC, VERSION, "\u0080\2N.", OBJECT, KEYS, storage(4, 16)))
                .isEqualTo(PytorchProblem.LEGACY_MALFORMED);
    }

    @Test
    void theKeysAreAListOfTexts() throws IOException {
        assertThat(problem(MAGIC, VERSION, SYSTEM, OBJECT, "\u0080\2]K\1a.", storage(4, 16)))
                .isEqualTo(PytorchProblem.LEGACY_MALFORMED);
    }

    @Test
    void storagesAreDescribedOnceAndListedOnce() throws IOException {
        String other = "\u0080\2](" + text("7") + text("8") + "e.";
        assertThat(problem(MAGIC, VERSION, SYSTEM, OBJECT, other, storage(4, 16), storage(4, 16)))
                .isEqualTo(PytorchProblem.STORAGE_MALFORMED);
        String twice = "\u0080\2](" + text("7") + text("7") + "e.";
        assertThat(problem(MAGIC, VERSION, SYSTEM, OBJECT, twice, storage(4, 16), storage(4, 16)))
                .isEqualTo(PytorchProblem.STORAGE_MALFORMED);
        String two =
                "\u0080\2}("
                        + text("w")
                        + tensor("7", 4, 0, "K\2\u0085", "K\1\u0085")
                        + text("v")
                        + tensor("7", 5, 0, "K\2\u0085", "K\1\u0085")
                        + "u.";
        assertThat(problem(MAGIC, VERSION, SYSTEM, two, KEYS, storage(4, 16)))
                .isEqualTo(PytorchProblem.STORAGE_MALFORMED);
    }

    @Test
    void aStorageHasTheSizeThatThePickleSaysAndLiesInTheFile() throws IOException {
        assertThat(problem(MAGIC, VERSION, SYSTEM, OBJECT, KEYS, storage(5, 16)))
                .isEqualTo(PytorchProblem.STORAGE_SIZE);
        assertThat(problem(MAGIC, VERSION, SYSTEM, OBJECT, KEYS, storage(4, 15)))
                .isEqualTo(PytorchProblem.STORAGE_SIZE);
        assertThat(problem(MAGIC, VERSION, SYSTEM, OBJECT, KEYS))
                .isEqualTo(PytorchProblem.STORAGE_SIZE);
    }

    @Test
    void everyStorageIsListed() throws IOException {
        assertThat(problem(MAGIC, VERSION, SYSTEM, OBJECT, "\u0080\2]."))
                .isEqualTo(PytorchProblem.STORAGE_ABSENT);
    }

    @Test
    void nothingFollowsTheLastStorage() throws IOException {
        assertThat(problem(MAGIC, VERSION, SYSTEM, OBJECT, KEYS, storage(4, 17)))
                .isEqualTo(PytorchProblem.LEGACY_MALFORMED);
    }

    @Test
    void aViewLiesInItsStorage() throws IOException {
        String view =
                "((" + text("storage") + "ctorch\nFloatStorage\n" + text("7") + text("cpu") + "K\4";
        String rest = "tQK\0K\2\u0085K\1\u0085\u0089" + MadePth.DICT + "tR.";
        String head = "\u0080\2ctorch._utils\n_rebuild_tensor_v2\n";
        String right = head + view + text("8") + "K\2K\2\u0087" + rest;
        try (Checkpoint checkpoint =
                Checkpoints.open(write(MAGIC, VERSION, SYSTEM, right, KEYS, storage(4, 16)))) {
            assertThat(checkpoint.tensors()).hasSize(1);
        }
        String wrong = head + view + text("8") + "K\2K\3\u0087" + rest;
        assertThat(problem(MAGIC, VERSION, SYSTEM, wrong, KEYS, storage(4, 16)))
                .isEqualTo(PytorchProblem.STORAGE_MALFORMED);
    }
}
