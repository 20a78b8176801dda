package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// One model as a Hugging Face folder and as the GGUF file that llama.cpp's converter made of it
/// (`src/test/oracle/gguf/conversions.py`) gives the same logits.
class OtherFormatsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int[] TOKENS = {3, 1, 19, 7, 7, 0, 12, 5, 16, 2, 9, 11};

    @TempDir Path folder;

    private static Path golden(String file) throws Exception {
        return Path.of(
                Objects.requireNonNull(OtherFormatsTest.class.getResource("/golden/gguf/" + file))
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

    /// Quantised weights lie in memory as `apply` writes them: the decoded numbers, rounded once.
    @Test
    void quantisedWeightsAreHeldInBfloat16() throws Exception {
        Golden golden = Golden.read(Golden.folder("llama-q8_0.numbers"));
        Path file = Golden.folder("llama-q8_0.gguf");
        try (Checkpoint stored = Checkpoints.open(file);
                RunningModel model = RunningModel.of(file);
                Arena arena = Arena.ofConfined()) {
            int quantized = 0;
            for (Slot slot : model.plan().slots()) {
                Tensor tensor = slot.tensor();
                boolean isQuantized = stored.stored(tensor).isQuantized();
                quantized += isQuantized ? 1 : 0;
                assertThat(slot.dtype()).isEqualTo(isQuantized ? DType.BF16 : DType.F32);
                MemorySegment decoded = arena.allocate(tensor.bytes(), 8);
                stored.read(tensor, 0, decoded);
                MemorySegment rounded = arena.allocate(2 * tensor.elements(), 8);
                Numbers.encode(
                        decoded.toArray(ValueLayout.JAVA_FLOAT),
                        (int) tensor.elements(),
                        DType.BF16,
                        rounded);
                MemorySegment held = model.weights().weights(slot.name()).memory();
                assertThat(held.mismatch(isQuantized ? rounded : decoded)).isEqualTo(-1);
            }
            assertThat(quantized).isEqualTo(2 + 2 * 6);
            List<float[]> logits = model.logits(golden.ids());
            for (int i = 0; i < logits.size(); i++) {
                assertThat(Golden.difference(golden.logits(), i * 64, logits.get(i), 64))
                        .isLessThan(1e-5);
            }
        }
    }

    /// float64 is rounded to float32, and a note says so.
    @Test
    void doublesAreRoundedAndSaid() throws Exception {
        Path model = Files.createDirectory(folder.resolve("doubles"));
        Files.copy(Golden.folder("llama").resolve("config.json"), model.resolve("config.json"));
        widen(Golden.folder("llama").resolve("model.safetensors"), model);
        Golden golden = Golden.of("llama");
        try (RunningModel running = RunningModel.of(model)) {
            assertThat(running.plan().notes())
                    .singleElement()
                    .asString()
                    .contains("21 tensors are float64 and run as float32");
            float[] last = running.logits(golden.ids()).getLast();
            assertThat(Golden.difference(golden.logits(), golden.logits().length - 64, last, 64))
                    .isLessThan(1e-5);
        }
    }

    /// Writes float32 tensors as float64.
    private static void widen(Path from, Path to) throws Exception {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(from)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) file.getLong()];
        file.get(header);
        ObjectNode tensors = (ObjectNode) JSON.readTree(header);
        tensors.remove("__metadata__");
        for (JsonNode tensor : tensors) {
            ArrayNode offsets = (ArrayNode) tensor.path("data_offsets");
            offsets.set(0, JSON.getNodeFactory().numberNode(2 * offsets.get(0).asLong()));
            offsets.set(1, JSON.getNodeFactory().numberNode(2 * offsets.get(1).asLong()));
            ((ObjectNode) tensor).put("dtype", "F64");
        }
        byte[] wide = JSON.writeValueAsBytes(tensors);
        ByteBuffer out =
                ByteBuffer.allocate(8 + wide.length + 2 * file.remaining())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(wide.length)
                        .put(wide);
        while (file.hasRemaining()) {
            out.putDouble(file.getFloat());
        }
        Files.write(to.resolve("model.safetensors"), out.array());
    }
}
