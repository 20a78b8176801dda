package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// One model as a Hugging Face folder and as the GGUF file that llama.cpp's converter made of it
/// (`src/test/oracle/gguf/conversions.py`) gives the same logits.
class OtherFormatsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int[] TOKENS = {3, 1, 19, 7, 7, 0, 12, 5, 16, 2, 9, 11};

    @TempDir Path folder;

    private static Path golden(String file) throws Exception {
        return Path.of(
                Objects.requireNonNull(
                                OtherFormatsTest.class.getResource("/golden/gguf/" + file))
                        .toURI());
    }

    private Path huggingFace(String name) throws Exception {
        Path model = Files.createDirectory(folder.resolve(name));
        Files.copy(golden(name + ".safetensors"), model.resolve("model.safetensors"));
        ObjectNode config = (ObjectNode) JSON.readTree(golden(name + ".config.json").toFile());
        if (config.has("query_pre_attn_scalar")) {
            // llama.cpp takes the width of a head.
            config.put("query_pre_attn_scalar", config.path("head_dim").asInt());
        }
        JSON.writeValue(model.resolve("config.json").toFile(), config);
        return model;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama", "mistral", "smollm3", "qwen2", "qwen3", "gemma", "gemma2", "gemma3",
                "phi3", "gpt2"
            })
    void aGgufFileGivesTheSameLogits(String name) throws Exception {
        try (RunningModel one = RunningModel.of(huggingFace(name));
                RunningModel other = RunningModel.of(golden(name + ".gguf"))) {
            List<float[]> wanted = one.logits(TOKENS);
            List<float[]> found = other.logits(TOKENS);
            for (int i = 0; i < TOKENS.length; i++) {
                assertThat(Golden.difference(wanted.get(i), 0, found.get(i), 20))
                        .as("position " + i)
                        .isLessThan(1e-6);
            }
            // float16 is held as the same numbers in float32.
            assertThat(other.plan().slots())
                    .allSatisfy(slot -> assertThat(slot.dtype()).isEqualTo(DType.F32));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"granite", "ministral3", "mixtral"})
    void whatIsNotComputedIsRefused(String name) throws Exception {
        try (Checkpoint model = Checkpoints.open(golden(name + ".gguf"))) {
            assertThatThrownBy(() -> WeightPlan.of(model))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.problem())
                                            .isIn(
                                                    InferenceProblem.UNKNOWN_ARCHITECTURE,
                                                    InferenceProblem.NOT_SUPPORTED));
        }
    }

}
