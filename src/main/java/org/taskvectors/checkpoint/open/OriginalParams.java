package org.taskvectors.checkpoint.open;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.taskvectors.checkpoint.ModelConfig;

/// `params.json`, the configuration of Meta's and Mistral's own files, in the keys of Hugging
/// Face's config.json.
///
/// Sources: transformers' `convert_llama_weights_to_hf.py` and `convert_mistral_weights_to_hf.py`;
/// <https://github.com/meta-llama/llama/blob/main/llama/model.py> for the width of the feed-forward
/// part.
final class OriginalParams {
    /// The positions that Llama 3.1 and 3.2 stretch by a factor which no file says: 32 in the small
    /// models of 3.2, 8 in all others.
    private static final long SMALL_WIDTH = 3_072;

    private final ModelConfig params;
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();

    private OriginalParams(ModelConfig params) {
        this.params = params;
    }

    /// Returns the configuration; empty if the file is another program's.
    static Optional<ModelConfig> config(ModelConfig params) {
        return params.integer("dim", 0) > 0
                        && params.integer("n_layers", 0) > 0
                        && params.integer("n_heads", 0) > 0
                ? Optional.of(new OriginalParams(params).config())
                : Optional.empty();
    }

    private ModelConfig config() {
        long width = params.integer("dim", 0);
        long heads = params.integer("n_heads", 0);
        boolean isMixture = params.part("moe").isPresent();
        // Only Mistral's files say these two.
        boolean isMistral =
                params.integer("hidden_dim").isPresent() || params.integer("head_dim").isPresent();
        String family = isMixture ? "Mixtral" : isMistral ? "Mistral" : "Llama";
        config.putArray("architectures").add(family + "ForCausalLM");
        config.put("model_type", family.toLowerCase(Locale.ROOT));
        config.put("hidden_size", width);
        config.put("num_hidden_layers", params.integer("n_layers", 0));
        config.put("num_attention_heads", heads);
        config.put("num_key_value_heads", params.integer("n_kv_heads", heads));
        config.put("head_dim", params.integer("head_dim", width / heads));
        feedForward(width);
        params.real("norm_eps").ifPresent(value -> config.put("rms_norm_eps", value));
        params.real("rope_theta").ifPresent(value -> config.put("rope_theta", value));
        params.integer("sliding_window").ifPresent(value -> config.put("sliding_window", value));
        params.integer("vocab_size").stream()
                .filter(size -> size > 0)
                .forEach(size -> config.put("vocab_size", size));
        params.flag("tied_embeddings").ifPresent(tied -> config.put("tie_word_embeddings", tied));
        params.part("moe").ifPresent(this::experts);
        if (params.flag("use_scaled_rope", false)) {
            ObjectNode scaling = config.putObject("rope_scaling");
            scaling.put("rope_type", "llama3");
            scaling.put("factor", width <= SMALL_WIDTH ? 32.0 : 8.0);
            scaling.put("low_freq_factor", 1.0);
            scaling.put("high_freq_factor", 4.0);
            scaling.put("original_max_position_embeddings", 8_192);
        }
        return ModelConfig.of(config);
    }

    private void feedForward(long width) {
        OptionalLong own = params.integer("hidden_dim");
        OptionalLong multiple = params.integer("multiple_of");
        if (own.isPresent()) {
            config.put("intermediate_size", own.getAsLong());
        } else if (multiple.orElse(0) > 0) {
            long size = 8 * width / 3;
            size = (long) (params.real("ffn_dim_multiplier", 1) * size);
            long step = multiple.getAsLong();
            config.put("intermediate_size", Math.ceilDiv(size, step) * step);
        }
    }

    private void experts(ModelConfig moe) {
        moe.integer("num_experts").ifPresent(count -> config.put("num_local_experts", count));
        moe.integer("num_experts_per_tok")
                .ifPresent(count -> config.put("num_experts_per_tok", count));
    }
}
