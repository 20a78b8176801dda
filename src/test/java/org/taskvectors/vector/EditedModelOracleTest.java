package org.taskvectors.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Sums of vectors, on a base and by themselves, byte by byte what PyTorch makes of them step by
/// step (`src/test/oracle/vector/edited_model.py`): bases of four dtypes, saved vectors of four, a
/// LoRA adapter; coefficients of either sign and 0, by layer, module kind and tensor; NaN, −0,
/// infinities, subnormal and the largest numbers.
class EditedModelOracleTest {
    private final Map<String, Vector> vectors = new HashMap<>();
    private Checkpoint base;

    @BeforeEach
    void open() throws IOException {
        base = Checkpoints.open(Recipe.GOLDEN.resolve("base.safetensors"));
        for (String name : List.of("a", "b", "c", "d", "lora")) {
            vectors.put(name, SavedVector.of(Checkpoints.open(Recipe.file(name))));
        }
    }

    @AfterEach
    void close() {
        vectors.values().forEach(Checkpoint::close);
        base.close();
    }

    static List<Recipe> recipes() throws IOException {
        return Recipe.all();
    }

    static List<Recipe> recipesAlone() throws IOException {
        return Recipe.all().stream().filter(each -> Files.exists(each.expectedAlone())).toList();
    }

    private EditedModel model(Recipe recipe) throws IOException {
        return EditedModel.of(base, new Combination(recipe.terms(vectors::get)));
    }

    private static Optional<Checkpoint> expected(Recipe recipe) throws IOException {
        return Files.exists(recipe.expected())
                ? Optional.of(Checkpoints.open(recipe.expected()))
                : Optional.empty();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyByteIsPytorchs(Recipe recipe) throws IOException {
        Optional<Checkpoint> expected = expected(recipe);
        EditedModel model = model(recipe);
        List<String> changed = new ArrayList<>();
        assertThat(model.tensors()).isEqualTo(base.tensors());
        for (Tensor tensor : model.tensors()) {
            String name = tensor.name();
            byte[] found = SameNumbers.bytes(model, name);
            if (expected.flatMap(each -> each.tensor(name)).isPresent()) {
                changed.add(name);
                SameNumbers.assertSame(
                        tensor.dtype(),
                        found,
                        SameNumbers.bytes(expected.orElseThrow(), name),
                        name);
            } else {
                assertThat(found).as(name).isEqualTo(SameNumbers.bytes(base, name));
            }
        }
        assertThat(model.changed()).containsExactlyInAnyOrderElementsOf(changed);
        expected.ifPresent(Checkpoint::close);
    }

    /// λ = 0 is the base bit for bit, what its NaN carries included.
    @Test
    void ofNothingNothingIsChanged() throws IOException {
        Recipe nothing = Recipe.named("nothing");
        assertThat(nothing.expected()).doesNotExist();
        assertThat(model(nothing).changed()).isEmpty();
        byte[] norm = SameNumbers.bytes(model(nothing), "model.norm.weight");
        assertThat(norm).startsWith(0x80, 0x3f, 0x81, 0x7f);
    }

    /// Blocks that begin and end anywhere.
    @ParameterizedTest
    @MethodSource("recipes")
    void blocksAreTheSameNumbers(Recipe recipe) throws IOException {
        EditedModel model = model(recipe);
        for (Tensor tensor : model.tensors()) {
            byte[] whole = SameNumbers.bytes(model, tensor.name());
            for (int step : new int[] {1, 7, 64}) {
                assertThat(inSteps(model, tensor, step)).as(tensor.name()).isEqualTo(whole);
            }
        }
    }

    private static byte[] inSteps(Checkpoint checkpoint, Tensor tensor, int step)
            throws IOException {
        int width = tensor.dtype().bytes();
        byte[] joined = new byte[(int) tensor.bytes()];
        try (TensorReader reader = checkpoint.reader(tensor);
                Arena arena = Arena.ofConfined()) {
            for (long at = 0; at < tensor.elements(); at += step) {
                long count = Math.min(step, tensor.elements() - at);
                MemorySegment block = arena.allocate(count * width, 8);
                reader.read(at, block);
                MemorySegment.copy(
                        block,
                        ValueLayout.JAVA_BYTE,
                        0,
                        joined,
                        (int) at * width,
                        (int) count * width);
            }
        }
        return joined;
    }

    @ParameterizedTest
    @MethodSource("recipesAlone")
    void theSumByItselfIsPytorchsToo(Recipe recipe) throws IOException {
        Combination sum = new Combination(recipe.terms(vectors::get));
        try (Checkpoint expected = Checkpoints.open(recipe.expectedAlone())) {
            for (Tensor tensor : sum.tensors()) {
                byte[] found = SameNumbers.bytes(sum, tensor.name());
                Optional<Tensor> theirs = expected.tensor(tensor.name());
                if (theirs.isEmpty()) {
                    assertThat(found).as(tensor.name()).containsOnly(0);
                    continue;
                }
                assertThat(tensor).isEqualTo(theirs.get());
                SameNumbers.assertSame(
                        tensor.dtype(),
                        found,
                        SameNumbers.bytes(expected, tensor.name()),
                        tensor.name());
            }
            assertThat(sum.tensors().stream().map(Tensor::name))
                    .containsAll(expected.tensors().stream().map(Tensor::name).toList());
        }
    }

    /// One vector with λ = 1 needs no combination.
    @Test
    void aVectorIsItsOwnSum() throws IOException {
        try (Checkpoint expected =
                Checkpoints.open(Recipe.GOLDEN.resolve("expected/adapter.safetensors"))) {
            EditedModel model = EditedModel.of(base, vectors.get("lora"));
            for (Tensor tensor : expected.tensors()) {
                SameNumbers.assertSame(
                        tensor.dtype(),
                        SameNumbers.bytes(model, tensor.name()),
                        SameNumbers.bytes(expected, tensor.name()),
                        tensor.name());
            }
        }
    }

    /// In a wider dtype the sum is rounded to that one, and what is not changed is converted.
    @Test
    void anotherOutputDTypeRoundsTheSameSum() throws IOException {
        EditedModel narrow = EditedModel.of(base, vectors.get("b"));
        EditedModel wide =
                EditedModel.of(
                        base,
                        vectors.get("b"),
                        tensor -> tensor.dtype() == DType.BF16 ? DType.F32 : tensor.dtype());
        String name = "model.layers.0.mlp.down_proj.weight";
        byte[] from = SameNumbers.bytes(wide, name);
        assertThat(wide.tensor(name).orElseThrow().dtype()).isEqualTo(DType.F32);
        try (Arena arena = Arena.ofConfined()) {
            int count = from.length / 4;
            MemorySegment floats = arena.allocate(from.length, 8);
            MemorySegment.copy(from, 0, floats, ValueLayout.JAVA_BYTE, 0, from.length);
            MemorySegment rounded = arena.allocate(2L * count, 8);
            Numbers.encode(floats.toArray(ValueLayout.JAVA_FLOAT), count, DType.BF16, rounded);
            assertThat(rounded.toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(SameNumbers.bytes(narrow, name));
        }
    }
}
