package org.taskvectors.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.checkpoint.gguf.Read.GOLDEN;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.DType;

/// Files that llama.cpp's converter, its quantisers and its Python package wrote, and what they
/// stand for; see `src/test/oracle/gguf`.
class GgufOracleTest {

    private static final List<String> CONVERSIONS =
            List.of(
                    "llama",
                    "mistral",
                    "mixtral",
                    "ministral3",
                    "smollm3",
                    "granite",
                    "qwen2",
                    "qwen3",
                    "gemma",
                    "gemma2",
                    "gemma3",
                    "phi3",
                    "gpt2");

    @TestFactory
    Stream<DynamicTest> everyTypeStandsForTheNumbersOfThePythonPackage() throws IOException {
        List<String> names;
        try (Checkpoint expected = Checkpoints.open(GOLDEN.resolve("types.safetensors"))) {
            names = expected.tensors().stream().map(Tensor::name).toList();
        }
        return names.stream().map(name -> DynamicTest.dynamicTest(name, () -> sameNumbers(name)));
    }

    private static void sameNumbers(String name) throws IOException {
        try (Checkpoint made = Checkpoints.open(GOLDEN.resolve("types.gguf"));
                Checkpoint expected = Checkpoints.open(GOLDEN.resolve("types.safetensors"))) {
            Tensor tensor = made.tensor(name).orElseThrow();
            Tensor right = expected.tensor(name).orElseThrow();
            assertThat(tensor.shape()).isEqualTo(right.shape());
            assertThat(tensor.dtype()).isEqualTo(name.equals("BF16") ? DType.BF16 : right.dtype());
            if (!tensor.dtype().isFloating()) {
                assertThat(Read.bits(made, tensor)).isEqualTo(Read.bits(expected, right));
                return;
            }
            float[] all = Read.floats(expected, right);
            assertThat(Read.floats(made, tensor)).isEqualTo(all);
            Random random = new Random(5);
            for (int i = 0; i < 100; i++) {
                int first = random.nextInt(all.length);
                int count = random.nextInt(all.length - first + 1);
                assertThat(Read.floats(made, tensor, first, count))
                        .isEqualTo(Arrays.copyOfRange(all, first, first + count));
            }
        }
    }

    @Test
    void quantisedTensorsSayHowTheyLie() throws IOException {
        try (Checkpoint made = Checkpoints.open(GOLDEN.resolve("types.gguf"))) {
            Encoding encoding =
                    made.stored(made.tensor("Q4_K").orElseThrow()).encoding().orElseThrow();

            assertThat(encoding.label()).isEqualTo("Q4_K");
            assertThat(encoding.bitsPerWeight()).isEqualTo(4.5);
            assertThat(encoding.relativeError()).isBetween(0.071, 0.072);
            assertThat(made.stored(made.tensor("F16").orElseThrow()).encoding()).isEmpty();
            assertThat(made.stored(made.tensor("Q8_K").orElseThrow()).encoding().orElseThrow())
                    .matches(e -> Double.isNaN(e.relativeError()));
            assertThat(made.about().config().orElseThrow().quantization()).contains("gguf");
        }
    }

    @Test
    void blocksOfTypesThatAreOnlyListedHaveThePackagesSizes() throws IOException {
        for (String line : Files.readAllLines(GOLDEN.resolve("listed.tsv"))) {
            String[] cells = line.split("\t");
            GgmlType type = GgmlType.of(Long.parseLong(cells[0])).orElseThrow();

            assertThat(type.name()).isEqualTo(cells[1]);
            assertThat(type.blockWeights()).isEqualTo(Integer.parseInt(cells[2]));
            assertThat(type.blockBytes()).isEqualTo(Integer.parseInt(cells[3]));
            assertThat(type.isRead()).isFalse();
        }
    }

    @TestFactory
    Stream<DynamicTest> whatTheConverterMadeIsTheModelItWasMadeOf() {
        return CONVERSIONS.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> sameModel(name)));
    }

    private static void sameModel(String name) throws IOException {
        try (Checkpoint made = Checkpoints.open(GOLDEN.resolve(name + ".gguf"));
                Checkpoint model = Checkpoints.open(GOLDEN.resolve(name + ".safetensors"))) {
            List<String> names = made.tensors().stream().map(Tensor::name).toList();
            assertThat(names)
                    .filteredOn(one -> !one.startsWith("rope_"))
                    .containsExactlyInAnyOrderElementsOf(
                            model.tensors().stream().map(Tensor::name).toList());
            Random random = new Random(9);
            for (Tensor right : model.tensors()) {
                Tensor tensor = made.tensor(right.name()).orElseThrow();
                assertThat(tensor.shape()).as(right.name()).isEqualTo(right.shape());
                float[] all = Read.floats(model, right);
                assertThat(Read.floats(made, tensor)).as(right.name()).isEqualTo(all);
                for (int i = 0; i < 20; i++) {
                    int first = random.nextInt(all.length);
                    int count = random.nextInt(all.length - first + 1);
                    assertThat(Read.floats(made, tensor, first, count))
                            .as(right.name())
                            .isEqualTo(Arrays.copyOfRange(all, first, first + count));
                }
            }
        }
    }

    @Test
    void theConfigurationComesFromTheMetadata() throws IOException {
        try (Checkpoint llama = Checkpoints.open(GOLDEN.resolve("llama.gguf"));
                Checkpoint tied = Checkpoints.open(GOLDEN.resolve("gemma2.gguf"))) {
            assertThat(llama.about().format()).isEqualTo("GGUF file");
            assertThat(llama.about().config().orElseThrow().architecture())
                    .contains("LlamaForCausalLM");
            assertThat(llama.about().config().orElseThrow().modelType()).contains("llama");
            assertThat(llama.about().config().orElseThrow().tiedEmbeddings()).contains(false);
            assertThat(llama.about().config().orElseThrow().quantization()).isEmpty();
            assertThat(llama.about().metadata()).containsEntry("llama.attention.head_count", "4");
            assertThat(llama.about().notes())
                    .singleElement()
                    .asString()
                    .contains("rope_freqs.weight");
            assertThat(tied.about().config().orElseThrow().tiedEmbeddings()).contains(true);
            assertThat(tied.about().notes()).isEmpty();
        }
    }
}
