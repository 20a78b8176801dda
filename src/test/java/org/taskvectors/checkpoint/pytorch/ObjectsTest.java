package org.taskvectors.checkpoint.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// Objects of any class whose attributes hold tensors; the files are made by
/// `src/test/oracle/pytorch/objects.py`.
class ObjectsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch/objects");
    private static final String FIRST = "layers.0.q_proj.weight";
    private static final String SECOND = "layers.1.q_proj.weight";

    @TempDir private Path folder;

    private static float first(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(4);
            checkpoint.read(tensor, 0, bytes);
            return bytes.get(ValueLayout.JAVA_FLOAT, 0);
        }
    }

    private static List<String> names(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(Tensor::name).toList();
    }

    private static OpenOptions under(String key) {
        return OpenOptions.NONE.withUnder(Optional.of(key));
    }

    @ParameterizedTest
    @CsvSource({
        "vector,1,vector",
        "legacy,1,vector",
        "base_beside_it,2,vector",
        "state_dict,4,state_dict",
        "slots,5,vector",
        "tuple,6,0",
        "in_dictionary,7,vector",
        "beside_model,8,model"
    })
    void anObjectOpensAsFarAsItsTensorsGo(String file, float value, String key) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve(file + ".pt"))) {
            assertThat(names(checkpoint)).containsExactly(FIRST, SECOND);
            assertThat(first(checkpoint, FIRST)).isEqualTo(value);
            assertThat(first(checkpoint, SECOND)).isEqualTo(value + 0.5f);
            assertThat(checkpoint.about().notes())
                    .anyMatch(note -> note.contains("\"" + key + "\"") && note.contains("taken"))
                    .anyMatch(note -> note.contains("src_task_vectors."));
        }
    }

    @Test
    void anotherAttributeCanBeChosen() throws IOException {
        Path path = GOLDEN.resolve("base_beside_it.pt");
        try (Checkpoint base = Checkpoints.open(path, under("base"))) {
            assertThat(first(base, FIRST)).isEqualTo(3);
            assertThat(base.about().dictionaries().flatMap(Dictionaries::byDefault))
                    .contains("vector");
        }
        try (Checkpoint vector = Checkpoints.open(GOLDEN.resolve("beside_model.pt"), under("tv"))) {
            assertThat(first(vector, FIRST)).isEqualTo(9);
        }
    }

    @Test
    void tensorsThatAreAttributesAreTakenByTheirNames() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("attributes.pt"))) {
            assertThat(names(checkpoint)).containsExactly("weight", "bias");
        }
    }

    @Test
    void anObjectWithoutTensorsIsNamed() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> Checkpoints.open(GOLDEN.resolve("none.pt")));
        assertThat(failure.problem()).isEqualTo(PytorchProblem.NO_TENSORS);
        assertThat(failure.what()).contains("src_task_vectors.TaskVector");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(lp0\nVa\np1\na.",
                "(dp0\nVa\np1\nI1\ns.",
                "(I1\nI2\ntp0\n.",
                "ccollections\nOrderedDict\np0\n(tRp1\n.",
                "]q\0(K\1K\2e.",
                "}q\0.",
                "I5\n.",
                "Vtext\np0\n."
            })
    void picklesOfTheOldestProtocolsAreCalledPickles(String pickle) throws IOException {
        Path path = Files.writeString(folder.resolve("a.pkl"), pickle);

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));

        assertThat(failure.problem()).isEqualTo(PytorchKind.PICKLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(list of words)\nin a text.",
                "cats\ndogs\nand a full stop.",
                "Values\n1\n2\n.",
                "{\"a\": 1}."
            })
    void textsAreNoPickles(String text) throws IOException {
        Path path = Files.writeString(folder.resolve("a.pkl"), text);

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));

        assertThat(failure.problem()).isNotEqualTo(PytorchKind.PICKLE);
    }
}
