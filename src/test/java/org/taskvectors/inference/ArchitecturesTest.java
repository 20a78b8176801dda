package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.DType;

/// Configurations as they come, and what is refused by name.
class ArchitecturesTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    private Checkpoint changed(String name, Consumer<ObjectNode> change) throws Exception {
        Path from = Golden.folder(name);
        Files.copy(from.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        ObjectNode config = (ObjectNode) JSON.readTree(from.resolve("config.json").toFile());
        change.accept(config);
        JSON.writeValue(folder.resolve("config.json").toFile(), config);
        return Checkpoints.open(folder);
    }

    private void refused(
            String name, Consumer<ObjectNode> change, InferenceProblem problem, String... words)
            throws Exception {
        try (Checkpoint model = changed(name, change)) {
            assertThatThrownBy(() -> WeightPlan.of(model))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> {
                                assertThat(failure.problem()).isEqualTo(problem);
                                assertThat(failure.getMessage()).contains(words);
                            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "llama, rope_scaling, '{\"rope_type\": \"longrope\", \"factor\": 4}', longrope",
        "llama, rope_scaling, '{\"type\": \"dynamic\", \"factor\": 4}', dynamic",
        "llama, partial_rotary_factor, 0.5, partial_rotary_factor",
        "llama, hidden_act, '\"relu2\"', relu2",
        "llama, attention_multiplier, 0.015, attention_multiplier",
        "llama, logits_scaling, 8, logits_scaling",
        "llama, num_local_experts, 8, num_local_experts",
        "llama, final_logit_softcapping, 30.0, final_logit_softcapping",
        "gemma3, attn_logit_softcapping, 50.0, attn_logit_softcapping",
        "gemma2, use_bidirectional_attention, true, use_bidirectional_attention",
        "gemma2, layer_types, '[\"full_attention\", \"chunked_attention\", \"full_attention\"]',"
                + " chunked_attention",
        "gpt2, scale_attn_by_inverse_layer_idx, true, scale_attn_by_inverse_layer_idx",
        "gpt2, scale_attn_weights, false, scale_attn_weights",
        "gpt2, add_cross_attention, true, add_cross_attention",
    })
    void whatChangesNumbersIsRefusedByName(String name, String key, String value, String word)
            throws Exception {
        refused(
                name,
                config -> {
                    config.remove("rope_parameters");
                    config.set(key, tree(value));
                },
                InferenceProblem.NOT_SUPPORTED,
                word);
    }

    private static JsonNode tree(String value) {
        try {
            return JSON.readTree(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "num_hidden_layers, 0",
        "num_hidden_layers, 4611686018427387904",
        "hidden_size, -32",
        "num_attention_heads, 3",
        "num_key_value_heads, 3",
        "head_dim, 7",
        "vocab_size, 1099511627776",
        "rms_norm_eps, 0",
        "rope_theta, -1",
        "sliding_window, 0",
    })
    void valuesThatNoModelHasAreRefused(String key, String value) throws Exception {
        refused(
                "mistral",
                config -> {
                    config.remove("rope_parameters");
                    config.set(key, tree(value));
                },
                InferenceProblem.BAD_CONFIGURATION,
                key.startsWith("num_") && value.equals("3") ? "heads" : "config");
    }

    /// Taken as absent, each of these would run the model with another number.
    @ParameterizedTest
    @CsvSource({
        "rms_norm_eps, '\"1e-5\"', number",
        "rope_theta, '\"500000\"', number",
        "hidden_act, 5, text",
        "num_key_value_heads, '\"2\"', whole number",
        "rope_scaling, '\"linear\"', object",
        "rope_parameters, '[]', object",
    })
    void valuesOfAnotherKindAreRefused(String key, String value, String kind) throws Exception {
        refused(
                "mistral",
                config -> {
                    config.remove("rope_parameters");
                    config.set(key, tree(value));
                },
                InferenceProblem.BAD_CONFIGURATION,
                key + " is no " + kind);
    }

    /// transformers 4 and 5 run such a model with different heads.
    @Test
    void aTiedHeadWithOtherNumbersIsRefused() throws Exception {
        refused(
                "llama",
                config -> config.put("tie_word_embeddings", true),
                InferenceProblem.BAD_CONFIGURATION,
                "tensor lm_head.weight",
                "tie_word_embeddings");
    }

    @Test
    void aDamagedConfigurationIsSaid() throws Exception {
        Path from = Golden.folder("llama");
        Files.copy(from.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"lla");
        try (Checkpoint model = Checkpoints.open(folder)) {
            assertThatThrownBy(() -> Architectures.of(model))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("config.json was left aside");
        }
    }

    @Test
    void anUnknownArchitectureIsNamedWithWhatIsKnown() throws Exception {
        refused(
                "llama",
                config -> {
                    config.put("model_type", "falcon_h1");
                    config.putArray("architectures").add("FalconH1ForCausalLM");
                },
                InferenceProblem.UNKNOWN_ARCHITECTURE,
                "FalconH1ForCausalLM",
                "falcon_h1",
                "2 layers of width 32",
                "21 tensors",
                "These run: Llama");
    }

    @Test
    void weightsAloneAreRefused() throws Exception {
        Path file = folder.resolve("model.safetensors");
        Files.copy(Golden.folder("llama").resolve("model.safetensors"), file);
        try (Checkpoint model = Checkpoints.open(file)) {
            assertThatThrownBy(() -> Architectures.of(model))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.problem())
                                            .isEqualTo(InferenceProblem.NO_CONFIGURATION));
        }
    }

    @Test
    void anAbsentTensorIsNamed() throws Exception {
        refused(
                "llama",
                config -> config.put("num_hidden_layers", 3),
                InferenceProblem.TENSOR_ABSENT,
                "layer 2");
        Files.delete(folder.resolve("model.safetensors"));
        refused(
                "qwen2-window",
                config -> config.put("attention_bias", true).put("model_type", "llama"),
                InferenceProblem.TENSOR_ABSENT,
                "the bias of the attention output of layer 0");
    }

    @Test
    void anotherShapeIsRefusedByTheTensorsName() throws Exception {
        refused(
                "llama",
                config -> config.put("intermediate_size", 41),
                InferenceProblem.WRONG_SHAPE,
                "tensor model.layers.0.mlp.gate_proj.weight",
                "40 × 32",
                "41 × 32");
        Files.delete(folder.resolve("model.safetensors"));
        refused(
                "llama",
                config -> config.put("vocab_size", 65),
                InferenceProblem.WRONG_SHAPE,
                "embed_tokens");
    }

    @Test
    void tensorsWithoutAPlaceAreRefused() throws Exception {
        refused(
                "qwen2-window",
                config -> config.put("model_type", "llama"),
                InferenceProblem.UNKNOWN_TENSORS,
                "6 tensors",
                "k_proj.bias");
        Files.delete(folder.resolve("model.safetensors"));
        refused(
                "llama",
                config -> config.put("num_hidden_layers", 1),
                InferenceProblem.UNKNOWN_TENSORS,
                "model.layers.1.");
    }

    @Test
    void readsTheConfigurationsOfBothVersionsOfTransformers() throws Exception {
        Architecture five;
        try (Checkpoint model = Checkpoints.open(Golden.folder("llama31"))) {
            five = Architectures.of(model);
        }
        try (Checkpoint model =
                changed(
                        "llama31",
                        config -> {
                            ObjectNode rope = (ObjectNode) config.remove("rope_parameters");
                            config.set("rope_theta", rope.remove("rope_theta"));
                            rope.set("type", rope.remove("rope_type"));
                            config.set("rope_scaling", rope);
                        })) {
            assertThat(Architectures.of(model)).isEqualTo(five);
        }
        assertThat(five.rope().orElseThrow().frequencies()).hasSize(8);
        assertThat(five.isTied()).isTrue();
        assertThat(five.headWidth()).isEqualTo(16);
        assertThat(five.queryScale()).isEqualTo(0.25);
    }

    @Test
    void readsGemma3AsTransformers4WroteIt() throws Exception {
        Architecture five;
        try (Checkpoint model = Checkpoints.open(Golden.folder("gemma3"))) {
            five = Architectures.of(model);
        }
        try (Checkpoint model =
                changed(
                        "gemma3",
                        config -> {
                            config.remove(List.of("rope_parameters", "layer_types"));
                            config.put("rope_theta", 1e6).put("rope_local_base_freq", 1e4);
                            config.putObject("rope_scaling")
                                    .put("rope_type", "linear")
                                    .put("factor", 8.0);
                            config.put("sliding_window_pattern", 2);
                        })) {
            assertThat(Architectures.of(model)).isEqualTo(five);
        }
        assertThat(five.windows()).containsExactly(6, 0, 6);
        assertThat(five.rope(0)).isEqualTo(five.windowRope()).isNotEqualTo(five.rope(1));
    }

    @Test
    void weightsThatOneProductServesLieTogether() throws Exception {
        try (Checkpoint model = Checkpoints.open(Golden.folder("llama31-bf16"))) {
            WeightPlan plan = WeightPlan.of(model);
            assertThat(plan.slots())
                    .allSatisfy(
                            slot -> {
                                assertThat(slot.offset() % 64).isZero();
                                assertThat(slot.dtype()).isEqualTo(DType.BF16);
                            });
            // Tied: the head takes no room.
            assertThat(plan.parameters())
                    .isEqualTo(
                            model.tensors().stream().mapToLong(tensor -> tensor.elements()).sum());
            try (WeightBlock block =
                    ModelWeights.load(model, plan, 2, new Progress(), new Cancellation())) {
                BoundModel bound = BoundModel.of(plan, block::weights);
                assertThat(bound.head().weights()).isEqualTo(bound.embedding());
                Layer layer = bound.layers().get(1);
                Weights whole = layer.queryKeyValue().whole().orElseThrow();
                assertThat(whole.shape().toString()).isEqualTo("128 × 32");
                assertThat(whole.memory().byteSize()).isEqualTo(2L * 128 * 32);
                assertThat(layer.gateUp().whole().orElseThrow().shape().size(0)).isEqualTo(80);
                for (Slot slot : plan.slots()) {
                    try (Arena arena = Arena.ofConfined()) {
                        var wanted = arena.allocate(slot.bytes());
                        model.read(slot.tensor(), 0, wanted);
                        assertThat(block.weights(slot.name()).memory().mismatch(wanted))
                                .isEqualTo(-1);
                    }
                }
            }
        }
    }

    @Test
    void aPartOfAPlanTakesItsGroupsAlong() throws Exception {
        try (Checkpoint model = Checkpoints.open(Golden.folder("qwen2"))) {
            WeightPlan plan = WeightPlan.of(model);
            String query = "model.layers.1.self_attn.q_proj.weight";
            Set<String> names = plan.withGroups(Set.of(query, "model.norm.weight"));
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            query,
                            "model.layers.1.self_attn.k_proj.weight",
                            "model.layers.1.self_attn.v_proj.weight",
                            "model.norm.weight");
            WeightPlan part = plan.only(names);
            assertThat(part.slots()).hasSize(4);
            assertThat(part.slots().getFirst().offset()).isZero();
            assertThat(part.bytes()).isEqualTo((24 * 24 + 2 * 12 * 24 + 24) * 4);
        }
    }

    @Test
    void loadingCanBeCancelled() throws Exception {
        try (Checkpoint model = Checkpoints.open(Golden.folder("llama"))) {
            WeightPlan plan = WeightPlan.of(model);
            Cancellation cancellation = new Cancellation();
            cancellation.cancel();
            assertThatThrownBy(
                            () -> ModelWeights.load(model, plan, 2, new Progress(), cancellation))
                    .isInstanceOf(CancelledException.class);
        }
    }
}
