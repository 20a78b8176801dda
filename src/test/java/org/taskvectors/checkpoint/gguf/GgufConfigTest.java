package org.taskvectors.checkpoint.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.ReadableFile;

/// The metadata of GGUF files in Hugging Face's words, against the config.json that the converter
/// read (`src/test/oracle/gguf/conversions.py`).
class GgufConfigTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/gguf");

    private static final List<String> WHOLE =
            List.of(
                    "hidden_size",
                    "intermediate_size",
                    "num_hidden_layers",
                    "num_attention_heads",
                    "num_key_value_heads",
                    "head_dim",
                    "max_position_embeddings",
                    "vocab_size",
                    "num_local_experts",
                    "num_experts_per_tok",
                    "sliding_window",
                    "n_embd",
                    "n_layer",
                    "n_head",
                    "n_positions");

    private static final List<String> REAL =
            List.of(
                    "rms_norm_eps",
                    "layer_norm_epsilon",
                    "attn_logit_softcapping",
                    "final_logit_softcapping",
                    "attention_multiplier",
                    "embedding_multiplier",
                    "residual_multiplier",
                    "logits_scaling");

    private static final List<String> ROPE =
            List.of(
                    "factor",
                    "original_max_position_embeddings",
                    "beta_fast",
                    "beta_slow",
                    "mscale_all_dim",
                    "llama_4_scaling_beta");

    @TempDir private Path folder;

    private static ModelConfig config(Path file) throws IOException {
        try (GgufFile gguf = GgufFile.open(ReadableFile.open(file))) {
            return gguf.config().orElseThrow();
        }
    }

    private static ModelConfig golden(String name) throws IOException {
        return ModelConfig.parse(
                        new StringReader(
                                Files.readString(GOLDEN.resolve(name + ".config.json"), UTF_8)))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gemma",
                "gemma2",
                "gemma3",
                "gpt2",
                "granite",
                "llama",
                "ministral3",
                "mistral",
                "mixtral",
                "phi3",
                "qwen2",
                "qwen3",
                "smollm3"
            })
    void itSaysWhatTheConverterWasGiven(String name) throws IOException {
        ModelConfig own = config(GOLDEN.resolve(name + ".gguf"));
        ModelConfig given = golden(name);

        for (String key : WHOLE) {
            // Some converters leave the width of a head to be divided, and that of Mistral leaves
            // out its window.
            boolean mayBeAbsent = key.equals("head_dim") || name.equals("mistral");
            if (given.integer(key).isPresent() && !(mayBeAbsent && own.integer(key).isEmpty())) {
                assertThat(own.integer(key)).as(key).isEqualTo(given.integer(key));
            }
        }
        for (String key : REAL) {
            assertThat(own.real(key)).as(key).isEqualTo(given.real(key));
        }
        assertThat(own.tiedEmbeddings()).isEqualTo(given.tiedEmbeddings());
        if (!List.of("mistral", "mixtral").contains(name)) { // llama.cpp calls these llama.
            assertThat(own.architecture()).isEqualTo(given.architecture());
            assertThat(own.modelType()).isEqualTo(given.modelType());
        }
        if (own.real("rope_theta").isPresent() && given.rope().real("rope_theta").isPresent()) {
            assertThat(own.rope().real("rope_theta")).isEqualTo(given.rope().real("rope_theta"));
        }
    }

    @Test
    void everyModelSaysHowLargeItIs() throws IOException {
        for (String name : List.of("llama", "phi3", "qwen2", "gemma3", "ministral3")) {
            ModelConfig own = config(GOLDEN.resolve(name + ".gguf"));
            assertThat(own.integer("hidden_size")).as(name).hasValue(16);
            assertThat(own.integer("num_attention_heads")).as(name).hasValue(4);
            assertThat(own.integer("num_key_value_heads")).as(name).hasValue(2);
            assertThat(own.integer("vocab_size")).as(name).hasValue(20);
        }
        assertThat(config(GOLDEN.resolve("llama.gguf")).real("rope_theta")).hasValue(500_000);
        assertThat(config(GOLDEN.resolve("gpt2.gguf")).integer("n_inner")).hasValue(64);
    }

    @Test
    void stretchedPositionsAreSaidInOnePlace() throws IOException {
        ModelConfig own = config(GOLDEN.resolve("ministral3.gguf"));
        ModelConfig given = golden("ministral3");

        assertThat(own.part("rope_scaling")).isPresent();
        assertThat(own.rope().text("rope_type")).isEqualTo(given.rope().text("rope_type"));
        for (String key : ROPE) {
            assertThat(own.rope().real(key)).as(key).isEqualTo(given.rope().real(key)).isPresent();
        }
    }

    @Test
    void gemmasTwoKindsOfLayersHaveTheirOwnPositions() throws IOException {
        ModelConfig own = config(GOLDEN.resolve("gemma3.gguf"));
        ModelConfig given = golden("gemma3").part("rope_parameters").orElseThrow();

        assertThat(own.real("rope_theta"))
                .isEqualTo(given.part("full_attention").orElseThrow().real("rope_theta"));
        assertThat(own.real("rope_local_base_freq"))
                .isEqualTo(given.part("sliding_attention").orElseThrow().real("rope_theta"));
    }

    @Test
    void aPartOfTheHeadMayBeTurnedAndNumbersDifferByLayer() throws IOException {
        Path file =
                MadeGguf.file()
                        .text("general.architecture", "other")
                        .number("other.embedding_length", 4, 64, 4)
                        .number("other.attention.head_count", 4, 4, 4)
                        .number("other.rope.dimension_count", 4, 4, 4)
                        .words("other.attention.head_count_kv", 2, 4)
                        .tensor("token_embd.weight", 64, 3)
                        .write(folder.resolve("a.gguf"));
        ModelConfig own = config(file);

        assertThat(own.modelType()).contains("other");
        assertThat(own.architecture()).isEmpty();
        assertThat(own.real("partial_rotary_factor")).hasValue(0.25);
        assertThat(own.integers("num_key_value_heads")).containsExactly(2L, 4L);
        assertThat(own.integer("vocab_size")).hasValue(3);
        assertThat(own.tiedEmbeddings()).contains(true);
    }

    @Test
    void aRealHeaderGivesItsKeys() throws IOException {
        Path file = Path.of("..", "shared", "data", "gguf", "ggml-vocab-llama-spm.gguf");
        Assumptions.assumeTrue(Files.exists(file));
        ModelConfig own = config(file);

        assertThat(own.modelType()).contains("llama");
        assertThat(own.integer("hidden_size")).hasValue(4096);
        assertThat(own.integer("intermediate_size")).hasValue(11_008);
        assertThat(own.integer("num_hidden_layers")).hasValue(32);
        assertThat(own.integer("num_attention_heads")).hasValue(32);
        assertThat(own.integer("num_key_value_heads")).hasValue(32);
        assertThat(own.integer("max_position_embeddings")).hasValue(4096);
        assertThat(own.real("rms_norm_eps")).hasValue(1e-5);
        assertThat(own.integer("vocab_size")).hasValue(32_000);
        assertThat(own.integer("bos_token_id")).hasValue(1);
        assertThat(own.integer("eos_token_id")).hasValue(2);
        assertThat(own.real("partial_rotary_factor")).isEmpty();
    }
}
