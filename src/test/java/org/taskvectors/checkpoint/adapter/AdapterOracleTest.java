package org.taskvectors.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.vector.EditedModel;

/// Adapters that PEFT saved, and the changes of the weights by NumPy and by PEFT
/// (`src/test/oracle/adapter/make_golden.py`).
class AdapterOracleTest {
    static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "adapter");

    /// What the reads are cut into, so that blocks begin and end anywhere.
    private static final int[] CUTS = {1, 7, 64, 333, 100_000};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "bf16",
                "rslora",
                "patterns",
                "layers",
                "embedding",
                "convolution",
                "lora-bias",
                "conv1d",
                "grouped"
            })
    void productsAreThoseOfNumPyBitForBit(String name) throws IOException {
        try (AdapterCheckpoint adapter = open(name);
                Checkpoint expected = expected(name)) {
            assertThat(adapter.incomplete()).isEmpty();
            assertThat(names(adapter)).isEqualTo(names(expected));
            for (Tensor tensor : adapter.tensors()) {
                Tensor theirs = expected.tensor(tensor.name()).orElseThrow();
                assertThat(tensor).isEqualTo(theirs);
                for (int cut : CUTS) {
                    assertThat(read(adapter, tensor, cut))
                            .as(tensor.name())
                            .containsExactly(read(expected, theirs, 1 << 20));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dora, llama",
        "dora-embedding, llama",
        "dora-conv1d, gpt",
        "modules-to-save, llama",
        "bias-all, llama"
    })
    void whatNeedsTheBaseIsReadWithIt(String name, String kind) throws IOException {
        try (AdapterCheckpoint alone = open(name);
                Checkpoint base = base(kind);
                Vector adapter = alone.on(base);
                Checkpoint expected = expected(name)) {
            assertThat(alone.needsBase()).isTrue();
            assertThat(alone.about().notes()).anyMatch(note -> note.startsWith("incomplete: "));
            assertThat(adapter.incomplete()).isEmpty();
            assertThat(names(adapter)).isEqualTo(names(expected));
            for (Tensor tensor : adapter.tensors()) {
                Tensor theirs = expected.tensor(tensor.name()).orElseThrow();
                assertThat(tensor).isEqualTo(theirs);
                for (int cut : CUTS) {
                    assertClose(
                            read(adapter, tensor, cut),
                            read(expected, theirs, 1 << 20),
                            tensor.name());
                }
            }
        }
    }

    @Test
    void withoutTheBaseOnlyFactorsAreRead() throws IOException {
        try (AdapterCheckpoint adapter = open("modules-to-save");
                Checkpoint expected = expected("plain")) {
            assertThat(adapter.tensors()).hasSize(6);
            assertThat(adapter.incomplete())
                    .extracting(Incomplete::name)
                    .containsExactlyInAnyOrder("classifier.weight", "classifier.bias");
            assertThat(names(adapter)).isEqualTo(names(expected));
        }
        try (AdapterCheckpoint adapter = open("dora")) {
            assertThat(adapter.tensors()).isEmpty();
            assertThat(adapter.incomplete()).hasSize(6);
            assertThat(adapter.about().adapter().orElseThrow().method()).isEqualTo("DoRA");
        }
    }

    @Test
    void aBaseThatLiesTheOtherWayRoundCounts() throws IOException {
        try (AdapterCheckpoint alone = open("conv1d");
                Checkpoint base = base("gpt");
                Vector on = alone.on(base)) {
            assertThat(on.tensors()).isEqualTo(alone.tensors());
        }
    }

    /// `.lora_A.default.weight`, and loralib's names without PEFT's prefix and `.weight`.
    @ParameterizedTest
    @ValueSource(strings = {"with-name", "loralib"})
    void factorsOfOtherNamesAreTheSame(String file) throws IOException {
        Path path = GOLDEN.resolve("names").resolve(file + ".safetensors");
        OpenOptions said =
                new OpenOptions(
                        java.util.Optional.of(new LoraScale.Alpha(12, false)),
                        java.util.Optional.empty());
        try (Checkpoint named = Checkpoints.open(path, said);
                Checkpoint expected = expected("plain")) {
            assertThat(names(named)).isEqualTo(names(expected));
            for (Tensor tensor : named.tensors()) {
                assertThat(read(named, tensor, 500))
                        .containsExactly(read(expected, tensor, 1 << 20));
            }
        }
    }

    @Test
    void oneOfSeveralAdaptersIsReadByItsName() throws IOException {
        Path path = GOLDEN.resolve("names").resolve("two-adapters.safetensors");
        OpenOptions said =
                new OpenOptions(
                        java.util.Optional.of(new LoraScale.Factor(0.75)),
                        java.util.Optional.of("second"));
        try (Checkpoint named = Checkpoints.open(path, said);
                Checkpoint expected = expected("plain")) {
            assertThat(names(named)).isEqualTo(names(expected));
            // Both factors twice as large, and a quarter of the scale.
            for (Tensor tensor : named.tensors()) {
                assertThat(read(named, tensor, 500))
                        .containsExactly(read(expected, tensor, 1 << 20));
            }
        }
    }

    @Test
    void theModelItStandsForIsTheSumInFloat32RoundedOnce() throws IOException {
        try (AdapterCheckpoint adapter = open("plain");
                Checkpoint base = base("llama-bf16");
                Checkpoint whole = EditedModel.of(base, adapter);
                Checkpoint expected = expected("plain-on-bf16")) {
            assertThat(whole.tensors()).isEqualTo(base.tensors());
            int changed = 0;
            for (Tensor tensor : whole.tensors()) {
                boolean held = expected.tensor(tensor.name()).isPresent();
                changed += held ? 1 : 0;
                assertThat(bytes(whole, tensor))
                        .as(tensor.name())
                        .isEqualTo(bytes(held ? expected : base, tensor));
            }
            assertThat(changed).isEqualTo(6);
        }
    }

    @Test
    void aModelOfAnotherShapeIsNotItsBase() throws IOException {
        try (AdapterCheckpoint adapter = open("plain");
                Checkpoint other = base("gpt")) {
            Failure failure =
                    catchThrowableOfType(Failure.class, () -> EditedModel.of(other, adapter));

            assertThat(failure.problem()).isEqualTo(CheckpointProblem.NOT_ITS_BASE);
        }
    }

    private static byte[] bytes(Checkpoint checkpoint, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, target);
            return target.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    static AdapterCheckpoint open(String name) throws IOException {
        return (AdapterCheckpoint) Checkpoints.open(GOLDEN.resolve(name));
    }

    static Checkpoint base(String kind) throws IOException {
        return Checkpoints.open(GOLDEN.resolve("base").resolve(kind));
    }

    static Checkpoint expected(String name) throws IOException {
        return Checkpoints.open(GOLDEN.resolve("expected").resolve(name + ".safetensors"));
    }

    private static Set<String> names(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(Tensor::name).collect(Collectors.toSet());
    }

    static float[] read(Checkpoint checkpoint, Tensor tensor, int cut) throws IOException {
        float[] values = new float[(int) tensor.elements()];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(4L * values.length, 4);
            for (int at = 0; at < values.length; at += cut) {
                int count = Math.min(cut, values.length - at);
                checkpoint.read(tensor, at, bytes.asSlice(4L * at, 4L * count));
            }
            MemorySegment.copy(bytes, ValueLayout.JAVA_FLOAT, 0, values, 0, values.length);
        }
        return values;
    }

    /// NumPy adds up the squares of a row in another order, so the last bit may differ.
    private static void assertClose(float[] ours, float[] theirs, String name) {
        double most = 0;
        double size = 0;
        for (int i = 0; i < ours.length; i++) {
            most = Math.max(most, Math.abs(ours[i] - theirs[i]));
            size = Math.max(size, Math.abs(theirs[i]));
        }
        assertThat(most)
                .as(String.format(Locale.ROOT, "%s of largest %g", name, size))
                .isLessThanOrEqualTo(1e-7 * size);
    }
}
