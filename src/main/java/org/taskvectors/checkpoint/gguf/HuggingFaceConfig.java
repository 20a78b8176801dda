package org.taskvectors.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.gguf.GgufHeader.Stored;

/// A GGUF file's metadata in the keys of Hugging Face's config.json.
///
/// Keys of the metadata begin with the architecture's name, `llama.embedding_length`; the tables
/// below have them without it. Positions are said as transformers did up to version 4:
/// `rope_theta`, and `rope_scaling` where positions are stretched. What is not in the metadata is
/// not in the result either: the activation, which the architecture decides, and Llama 3.1's
/// stretched positions, which llama.cpp keeps as factors in the tensor `rope_freqs.weight`.
///
/// Source: `gguf-py/gguf/constants.py` (gguf 0.19) and `conversion/*.py` of llama.cpp.
final class HuggingFaceConfig {
    private static final Map<String, String> KEYS =
            Map.ofEntries(
                    Map.entry("context_length", "max_position_embeddings"),
                    Map.entry("embedding_length", "hidden_size"),
                    Map.entry("block_count", "num_hidden_layers"),
                    Map.entry("feed_forward_length", "intermediate_size"),
                    Map.entry("attention.head_count", "num_attention_heads"),
                    Map.entry("attention.head_count_kv", "num_key_value_heads"),
                    Map.entry("attention.key_length", "head_dim"),
                    Map.entry("attention.layer_norm_rms_epsilon", "rms_norm_eps"),
                    Map.entry("attention.layer_norm_epsilon", "layer_norm_eps"),
                    Map.entry("attention.sliding_window", "sliding_window"),
                    Map.entry("attn_logit_softcapping", "attn_logit_softcapping"),
                    Map.entry("final_logit_softcapping", "final_logit_softcapping"),
                    Map.entry("expert_count", "num_local_experts"),
                    Map.entry("expert_used_count", "num_experts_per_tok"),
                    Map.entry("rope.freq_base", "rope_theta"),
                    Map.entry("rope.freq_base_swa", "rope_local_base_freq"),
                    Map.entry("attention.scale", "attention_multiplier"),
                    Map.entry("embedding_scale", "embedding_multiplier"),
                    Map.entry("residual_scale", "residual_multiplier"),
                    Map.entry("logit_scale", "logits_scaling"));

    /// What GPT-2 calls otherwise.
    private static final Map<String, String> GPT2_KEYS =
            Map.of(
                    "context_length", "n_positions",
                    "embedding_length", "n_embd",
                    "block_count", "n_layer",
                    "feed_forward_length", "n_inner",
                    "attention.head_count", "n_head",
                    "attention.layer_norm_epsilon", "layer_norm_epsilon");

    private static final String SCALING_TYPE = "rope.scaling.type";

    private static final Map<String, String> SCALING_KEYS =
            Map.of(
                    SCALING_TYPE,
                    "rope_type",
                    "rope.scaling.factor",
                    "factor",
                    "rope.scaling.attn_factor",
                    "attention_factor",
                    "rope.scaling.original_context_length",
                    "original_max_position_embeddings",
                    "rope.scaling.yarn_beta_fast",
                    "beta_fast",
                    "rope.scaling.yarn_beta_slow",
                    "beta_slow",
                    "rope.scaling.yarn_log_multiplier",
                    "mscale_all_dim",
                    "attention.temperature_scale",
                    "llama_4_scaling_beta");

    private static final Map<String, String> TOKEN_KEYS =
            Map.of(
                    "tokenizer.ggml.bos_token_id", "bos_token_id",
                    "tokenizer.ggml.eos_token_id", "eos_token_id",
                    "tokenizer.ggml.padding_token_id", "pad_token_id");

    private static final String EMBEDDING = "token_embd.weight";
    private static final String HEAD = "output.weight";

    private final GgufMetadata metadata;
    private final GgufHeader header;
    private final boolean isPart;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private HuggingFaceConfig(GgufMetadata metadata, GgufHeader header, boolean isPart) {
        this.metadata = metadata;
        this.header = header;
        this.isPart = isPart;
    }

    /// @param metadata that of the model, which for the parts of a split file is the first part's
    /// @param header of the file itself
    /// @param isPart whether other files hold further tensors of the model
    static ModelConfig of(GgufMetadata metadata, GgufHeader header, boolean isPart) {
        return ModelConfig.of(new HuggingFaceConfig(metadata, header, isPart).json());
    }

    private ObjectNode json() {
        Optional<Architecture> known = Architecture.of(metadata.architecture());
        known.ifPresent(one -> json.putArray("architectures").add(one.huggingFace()));
        known.map(Architecture::modelType)
                .or(() -> metadata.text(GgufMetadata.ARCHITECTURE))
                .ifPresent(type -> json.put("model_type", type));
        KEYS.forEach(
                (key, name) ->
                        put(
                                json,
                                known.equals(Optional.of(Architecture.GPT2))
                                        ? GPT2_KEYS.getOrDefault(key, name)
                                        : name,
                                own(key)));
        TOKEN_KEYS.forEach((key, name) -> put(json, name, metadata.value(key)));
        if (json.path("sliding_window").asLong(1) == 0) {
            json.remove("sliding_window"); // What llama.cpp writes where there is none.
        }
        rope();
        vocabulary();
        boolean hasHead = header.tensors().stream().anyMatch(tensor -> tensor.name().equals(HEAD));
        // The head may be in another part.
        if (hasHead || !isPart) {
            json.put("tie_word_embeddings", !hasHead);
        }
        if (header.tensors().stream().anyMatch(tensor -> tensor.type().isQuantized())) {
            json.putObject("quantization_config").put("quant_method", "gguf");
        }
        metadata.text("general.base_model.0.repo_url")
                .or(() -> metadata.text("general.base_model.0.name"))
                .ifPresent(name -> json.put("_name_or_path", name));
        return json;
    }

    private Optional<GgufValue> own(String key) {
        return metadata.value(metadata.architecture() + "." + key);
    }

    private OptionalLong count(String key) {
        return metadata.count(metadata.architecture() + "." + key);
    }

    private void rope() {
        // Phi-3 says how long its positions once were without stretching them.
        ObjectNode into = own(SCALING_TYPE).isPresent() ? json.putObject("rope_scaling") : json;
        SCALING_KEYS.forEach((key, name) -> put(into, name, own(key)));
        OptionalLong turned = count("rope.dimension_count");
        OptionalLong width = headWidth();
        if (turned.isPresent() && width.isPresent() && !turned.equals(width)) {
            json.put(
                    "partial_rotary_factor",
                    (double) turned.getAsLong() / Math.max(1, width.getAsLong()));
        }
    }

    private OptionalLong headWidth() {
        OptionalLong own = count("attention.key_length");
        OptionalLong width = count("embedding_length");
        OptionalLong heads = count("attention.head_count");
        return own.isPresent() || width.isEmpty() || heads.orElse(0) == 0
                ? own
                : OptionalLong.of(width.getAsLong() / heads.getAsLong());
    }

    /// As many as the embedding has rows; where it is in another part, as the metadata say.
    private void vocabulary() {
        Optional<Long> rows =
                header.tensors().stream()
                        .filter(tensor -> tensor.name().equals(EMBEDDING))
                        .map(Stored::sizes)
                        .filter(sizes -> sizes.length == 2)
                        .map(sizes -> sizes[0])
                        .findFirst();
        OptionalLong said = count("vocab_size");
        Optional<Long> tokens =
                metadata.tokenizer().map(GgufTokenizer::vocabularySize).filter(size -> size > 0);
        rows.or(() -> said.isPresent() ? Optional.of(said.getAsLong()) : tokens)
                .ifPresent(size -> json.put("vocab_size", size));
    }

    private static void put(ObjectNode into, String name, Optional<GgufValue> value) {
        value.flatMap(HuggingFaceConfig::node).ifPresent(node -> into.set(name, node));
    }

    /// The value as JSON has it; empty for what is too long to be kept and for unsigned numbers
    /// beyond a long.
    private static Optional<JsonNode> node(GgufValue value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case GgufValue.Whole(GgufValueType type, long number) ->
                    type == GgufValueType.UINT64 && number < 0
                            ? Optional.empty()
                            : Optional.of(nodes.numberNode(number));
            case GgufValue.Real(GgufValueType type, double number) ->
                    Optional.of(nodes.numberNode(asWritten(type, number)));
            case GgufValue.Flag(boolean flag) -> Optional.of(nodes.booleanNode(flag));
            case GgufValue.Text(String text) -> Optional.of(nodes.textNode(text));
            case GgufValue.LongText _ -> Optional.empty();
            case GgufValue.Array array -> node(array);
        };
    }

    private static Optional<JsonNode> node(GgufValue.Array array) {
        if (array.first().size() != array.count()) {
            return Optional.empty();
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        array.first().forEach(entry -> node(entry).ifPresent(list::add));
        return list.size() == array.count() ? Optional.of(list) : Optional.empty();
    }

    /// The decimal number that was rounded to float32: 1e−6 and not 9.999999974752427e−7.
    private static double asWritten(GgufValueType type, double number) {
        return type == GgufValueType.FLOAT32
                ? Double.parseDouble(Float.toString((float) number))
                : number;
    }
}
