package org.taskvectors.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class ModelConfigTest {
    private static ModelConfig parse(String json) throws IOException {
        return ModelConfig.parse(new StringReader(json)).orElseThrow();
    }

    @Test
    void everyKeyCanBeAskedForByItsKind() throws IOException {
        ModelConfig config =
                parse(
                        """
                        {"hidden_size": 4096, "rms_norm_eps": 1e-05, "use_cache": true,
                         "hidden_act": "silu", "head_dim": null, "n": 128.0,
                         "layer_types": ["full_attention", "sliding_attention"],
                         "eos_token_id": [1, 2], "time_step_limit": [0.0, Infinity]}
                        """);

        assertThat(config.integer("hidden_size")).hasValue(4096);
        assertThat(config.real("hidden_size")).hasValue(4096);
        assertThat(config.real("rms_norm_eps")).hasValue(1e-5);
        assertThat(config.integer("rms_norm_eps")).isEmpty();
        assertThat(config.integer("n")).hasValue(128);
        assertThat(config.flag("use_cache", false)).isTrue();
        assertThat(config.text("hidden_act")).contains("silu");
        assertThat(config.integer("hidden_act")).isEmpty();
        assertThat(config.integer("head_dim", 64)).isEqualTo(64);
        assertThat(config.real("absent", 0.5)).isEqualTo(0.5);
        assertThat(config.flag("absent", true)).isTrue();
        assertThat(config.texts("layer_types"))
                .containsExactly("full_attention", "sliding_attention");
        assertThat(config.integers("eos_token_id")).containsExactly(1L, 2L);
        assertThat(config.integers("layer_types")).isEmpty();
        assertThat(config.reals("time_step_limit")).containsExactly(0.0, Double.POSITIVE_INFINITY);
    }

    @Test
    void numbersBeyondALongAreNoWholeNumbers() throws IOException {
        ModelConfig config = parse("{\"a\": 1000000000000000019884624838656, \"b\": NaN}");

        assertThat(config.integer("a")).isEmpty();
        assertThat(config.real("a")).hasValue(1e30);
        assertThat(config.integer("b")).isEmpty();
        assertThat(config.real("b")).hasValue(Double.NaN);
    }

    @Test
    void theLanguageModelLiesOneLevelDown() throws IOException {
        ModelConfig config =
                parse(
                        """
                        {"model_type": "seeing", "tie_word_embeddings": null, "hidden_size": 7,
                         "text_config": {"hidden_size": 64, "tie_word_embeddings": true,
                                         "rope_parameters": {"rope_theta": 10000.0}}}
                        """);

        assertThat(config.integer("hidden_size")).hasValue(7);
        assertThat(config.language().integer("hidden_size")).hasValue(64);
        assertThat(config.language().modelType()).contains("seeing");
        assertThat(config.tiedEmbeddings()).contains(true);
        assertThat(config.language().rope().real("rope_theta")).hasValue(10_000);
        assertThat(parse("{\"a\": 1}").language().integer("a")).hasValue(1);
    }

    @Test
    void positionsAreFoundWhereverTheyAreSaid() throws IOException {
        ModelConfig earlier =
                parse(
                        "{\"rope_theta\": 500000.0, \"rope_scaling\": {\"rope_type\": \"llama3\","
                                + " \"factor\": 8.0}}");
        ModelConfig later =
                parse(
                        "{\"rope_parameters\": {\"rope_theta\": 500000.0, \"rope_type\":"
                                + " \"llama3\", \"factor\": 8.0}}");

        for (ModelConfig config : new ModelConfig[] {earlier, later}) {
            assertThat(config.rope().real("rope_theta")).hasValue(500_000);
            assertThat(config.rope().real("factor")).hasValue(8);
            assertThat(config.rope().text("rope_type")).contains("llama3");
        }
    }

    @Test
    void whatIsGivenOutIsACopy() throws IOException {
        ModelConfig config = parse("{\"a\": {\"b\": 1}}");
        config.json().put("a", 2);

        assertThat(config.part("a").orElseThrow().integer("b")).hasValue(1);
        assertThat(config).isEqualTo(parse("{\"a\": {\"b\": 1}}"));
    }

    @Test
    void whatIsNoObjectIsNoConfiguration() throws IOException {
        assertThat(ModelConfig.parse(new StringReader("[1]"))).isEmpty();
        assertThat(ModelConfig.parse(new StringReader(""))).isEmpty();
        assertThatThrownBy(() -> ModelConfig.parse(new StringReader("{")))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> ModelConfig.parse(new StringReader("{\"a\":".repeat(100_000))))
                .isInstanceOf(JsonProcessingException.class);
    }
}
