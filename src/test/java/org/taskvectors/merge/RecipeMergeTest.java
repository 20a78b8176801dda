package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// The whole road from a recipe to a model's files, against what mergekit 0.1.5 writes
/// (`src/test/oracle/merge/recipe_models.py`).
class RecipeMergeTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/merge/recipe");

    @TempDir private Path folder;

    private Path merge(Path recipe) throws Exception {
        Path out = folder.resolve("out");
        RecipeMerge read =
                RecipeMerge.of(
                        recipe,
                        Reach.of(List.of(GOLDEN)),
                        0,
                        new Target.Folder(out),
                        Compute.onCpu(2));
        new MergeSaver("test", new ProfileStore(folder.resolve("cache")))
                .save(read.request(), new Progress(), new Cancellation());
        return out;
    }

    /// float32: to 1e-6 of the tensor's largest weight. bfloat16: the same numbers, but for at most
    /// one in fifty that goes the other way by a step of the last digit. TIES keeps all weights of
    /// exactly the last magnitude, of which mergekit takes some, and in bfloat16 there are such.
    @ParameterizedTest
    @CsvSource({
        "float32, task-arithmetic",
        "float32, linear",
        "float32, ties",
        "float32, slerp",
        "float32, adapter",
        "float32, breadcrumbs",
        "float32, breadcrumbs_ties",
        "float32, nuslerp",
        "float32, nuslerp-on-base",
        "float32, multislerp",
        "float32, multislerp-on-base",
        "float32, karcher",
        "float32, sce",
        "float32, model_stock",
        "float32, arcee_fusion",
        "float32, nearswap",
        "float32, ram",
        "float32, ramplus_tl",
        "float32, linear-with-base",
        "float32, slerp-base-last",
        "float32, ties-rescaled",
        "float32, slices",
        "float32, slice-slerp",
        "bfloat16, task-arithmetic",
        "bfloat16, linear",
        "bfloat16, ties",
        "bfloat16, slerp",
        "bfloat16, slices",
        "bfloat16, slice-slerp",
    })
    void everyTensorIsMergekits(String kind, String name) throws Exception {
        Path out = merge(GOLDEN.resolve(kind).resolve(name + ".yml"));
        Path expected = GOLDEN.resolve(kind).resolve(name + ".expected.safetensors");
        try (Checkpoint own = Checkpoints.open(out);
                Checkpoint other = Checkpoints.open(expected)) {
            assertThat(names(own)).containsExactlyInAnyOrderElementsOf(names(other));
            for (Tensor tensor : other.tensors()) {
                Tensor mine = own.tensor(tensor.name()).orElseThrow();
                assertThat(mine).isEqualTo(tensor);
                boolean isTrimmed = name.equals("ties") && kind.equals("bfloat16");
                float[] expectedValues = values(other, tensor);
                compare(
                        values(own, mine),
                        expectedValues,
                        tensor,
                        isTrimmed
                                ? atThresholds(GOLDEN.resolve(kind), tensor.name())
                                : new boolean[expectedValues.length]);
            }
            assertThat(own.about().config().orElseThrow().integer("num_hidden_layers"))
                    .hasValue(Long.parseLong(other.about().metadata().get("layers")));
        }
    }

    /// Whether a weight's change has the magnitude of another one's, so that a threshold may lie
    /// between two that are equal.
    private static boolean[] atThresholds(Path folder, String name) throws IOException {
        boolean[] found = new boolean[0];
        try (Checkpoint base = Checkpoints.open(folder.resolve("base"))) {
            float[] from = values(base, base.tensor(name).orElseThrow());
            found = new boolean[from.length];
            for (String side : List.of("one", "other")) {
                try (Checkpoint tuned = Checkpoints.open(folder.resolve(side))) {
                    float[] to = values(tuned, tuned.tensor(name).orElseThrow());
                    Map<Float, Integer> counts = new HashMap<>();
                    for (int i = 0; i < to.length; i++) {
                        counts.merge(Math.abs(to[i] - from[i]), 1, Integer::sum);
                    }
                    for (int i = 0; i < to.length; i++) {
                        found[i] |= counts.getOrDefault(Math.abs(to[i] - from[i]), 0) > 1;
                    }
                }
            }
        }
        return found;
    }

    private static void compare(float[] own, float[] other, Tensor tensor, boolean[] leftOut) {
        double bound = 0;
        for (float value : other) {
            bound = Math.max(bound, Math.abs(value));
        }
        // A bfloat16 has 8 digits: numbers on the border between two go either way.
        bound *= tensor.dtype() == DType.BF16 ? 0x1p-7 : 1e-6;
        int different = 0;
        int trimmed = 0;
        for (int i = 0; i < own.length; i++) {
            if (leftOut[i] && Math.abs(own[i] - other[i]) > bound) {
                trimmed++;
                continue;
            }
            assertThat((double) own[i]).as(tensor.name()).isCloseTo(other[i], within(bound));
            different += own[i] == other[i] ? 0 : 1;
        }
        assertThat(trimmed).as(tensor.name()).isLessThanOrEqualTo(1 + own.length / 20);
        if (tensor.dtype() == DType.BF16) {
            assertThat(different).as(tensor.name()).isLessThanOrEqualTo(1 + own.length / 50);
        }
    }

    private static List<String> names(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(Tensor::name).toList();
    }

    private static float[] values(Checkpoint checkpoint, Tensor tensor) throws IOException {
        float[] values = new float[Math.toIntExact(tensor.elements())];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, bytes);
            Numbers.decode(tensor.dtype(), bytes, values.length, values);
        }
        return values;
    }
}
