package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.gguf.MadeGguf;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Numbers;

/// Differences of which a side is a GGUF file.
class GgufPairTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/gguf");

    @TempDir private Path folder;

    private ExtractionResult extract(Path base, Path tuned) throws Exception {
        try (Checkpoint from = Checkpoints.open(base);
                Checkpoint to = Checkpoints.open(tuned)) {
            return new Extractor("test", new ProfileStore(folder.resolve("cache")))
                    .extract(
                            new ExtractionRequest(
                                    Located.of(from),
                                    Located.of(to),
                                    folder.resolve("vector.safetensors"),
                                    Policies.DEFAULT,
                                    true,
                                    Compute.onCpu(2)),
                            new Progress(),
                            new Cancellation());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mixtral", "gemma2", "gpt2", "qwen2"})
    void nothingLiesBetweenAModelAndItsConversion(String name) throws Exception {
        ExtractionResult result =
                extract(GOLDEN.resolve(name + ".safetensors"), GOLDEN.resolve(name + ".gguf"));

        assertThat(result.profile().tensors())
                .hasSizeGreaterThan(17)
                .allMatch(tensor -> tensor.zeros() == tensor.shape().elements());
    }

    @Test
    void theDifferenceOfTwoQuantisedSidesIsThatOfTheirNumbers() throws Exception {
        String name = "blk.0.ffn_up.weight";
        Path base =
                MadeGguf.llama(2).quantised(name, 8, 34 * 4, 64, 2).write(folder.resolve("a.gguf"));
        Path tuned =
                MadeGguf.llama(2).quantised(name, 2, 18 * 4, 64, 2).write(folder.resolve("b.gguf"));

        extract(base, tuned);

        try (Checkpoint from = Checkpoints.open(base);
                Checkpoint to = Checkpoints.open(tuned);
                Checkpoint vector = Checkpoints.open(folder.resolve("vector.safetensors"))) {
            float[] a = numbers(from);
            float[] b = numbers(to);
            float[] difference = numbers(vector);
            for (int i = 0; i < a.length; i++) {
                assertThat(difference[i]).isCloseTo(b[i] - a[i], withinPercentage(1));
            }
        }
    }

    private static float[] numbers(Checkpoint checkpoint) throws IOException {
        Tensor tensor = checkpoint.tensor("model.layers.0.mlp.up_proj.weight").orElseThrow();
        float[] numbers = new float[(int) tensor.elements()];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.bytes());
            checkpoint.read(tensor, 0, bytes);
            Numbers.decode(tensor.dtype(), bytes, numbers.length, numbers);
        }
        return numbers;
    }
}
