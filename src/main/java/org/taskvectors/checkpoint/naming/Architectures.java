package org.taskvectors.checkpoint.naming;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Shown;

/// Names architectures for the window and for tables.
final class Architectures {
    /// Labels by `model_type` of config.json.
    private static final Map<String, String> BY_MODEL_TYPE =
            Map.ofEntries(
                    Map.entry("llama", "Llama"),
                    Map.entry("mistral", "Mistral"),
                    Map.entry("gemma", "Gemma"),
                    Map.entry("gemma2", "Gemma 2"),
                    Map.entry("gemma3_text", "Gemma 3"),
                    Map.entry("qwen2", "Qwen 2"),
                    Map.entry("qwen3", "Qwen 3"),
                    Map.entry("phi3", "Phi-3"),
                    Map.entry("gpt2", "GPT-2"),
                    Map.entry("bert", "BERT"),
                    Map.entry("roberta", "RoBERTa"),
                    Map.entry("distilbert", "DistilBERT"));

    private Architectures() {}

    /// @param scheme the scheme of the tensor names; null if no scheme knows them
    static String label(
            @Nullable Scheme scheme, Collection<String> stripped, Optional<ModelConfig> config) {
        Optional<String> type = config.flatMap(ModelConfig::modelType);
        if (scheme == null) {
            return "unknown architecture" + type.map(t -> " (" + Shown.of(t) + ")").orElse("");
        }
        if (type.isPresent()) {
            String known = BY_MODEL_TYPE.get(type.get());
            return known != null ? known : Shown.of(type.get()) + " (" + scheme.label() + " names)";
        }
        return scheme == Scheme.LLAMA ? byNames(stripped) : scheme.label();
    }

    /// The Llama family by what its members have in addition; Mistral has nothing.
    private static String byNames(Collection<String> stripped) {
        boolean feedForwardNorms = ends(stripped, ".pre_feedforward_layernorm.weight");
        boolean headNorms = ends(stripped, ".self_attn.q_norm.weight");
        if (feedForwardNorms) {
            return headNorms ? "Gemma 3" : "Gemma 2";
        }
        if (headNorms) {
            return "Qwen 3";
        }
        boolean qwenBiases =
                ends(stripped, ".self_attn.q_proj.bias")
                        && !ends(stripped, ".self_attn.o_proj.bias");
        return qwenBiases ? "Qwen 2" : "Llama or Mistral";
    }

    private static boolean ends(Collection<String> names, String ending) {
        return names.stream().anyMatch(name -> name.endsWith(ending));
    }
}
