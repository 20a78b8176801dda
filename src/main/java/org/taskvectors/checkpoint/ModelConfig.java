package org.taskvectors.checkpoint;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/// A model's configuration: everything that config.json of a Hugging Face folder says, or that
/// another format says in the same keys. A value is asked for by its key and kind; a key that is
/// absent, null or of another kind has none, so that a configuration is never refused for a value
/// that has no part in what is read.
public final class ModelConfig {
    /// No configuration is longer: bytes of its file.
    public static final long LARGEST = 16 << 20;

    /// Python writes Infinity and NaN, and Mamba 2's configurations hold them.
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private static final String LANGUAGE = "text_config";
    private static final String TIED = "tie_word_embeddings";

    /// Where a key is looked up, one after the other.
    private final List<JsonNode> levels;

    private ModelConfig(List<JsonNode> levels) {
        this.levels = levels;
    }

    /// Reads the text of a config.json.
    ///
    /// @return empty where it is JSON and no object
    /// @throws IOException where reading fails, and
    ///   [com.fasterxml.jackson.core.JsonProcessingException] where it is no JSON
    public static Optional<ModelConfig> parse(Reader text) throws IOException {
        return JSON.readTree(text) instanceof ObjectNode root
                ? Optional.of(new ModelConfig(List.of(root)))
                : Optional.empty();
    }

    /// The configuration that these keys and values are.
    public static ModelConfig of(ObjectNode json) {
        return new ModelConfig(List.of(json.deepCopy()));
    }

    /// A copy of the whole, to be changed and written.
    public ObjectNode json() {
        return (ObjectNode) levels.getLast().deepCopy();
    }

    /// The language model's configuration, which models that also see or hear keep one level down,
    /// in `text_config`: a key that is not there is looked up in the whole. The configuration
    /// itself where there is no such level.
    public ModelConfig language() {
        JsonNode language = levels.getFirst().path(LANGUAGE);
        return language.isObject()
                ? new ModelConfig(Stream.concat(Stream.of(language), levels.stream()).toList())
                : this;
    }

    /// The keys and values below a key, such as those of `rope_scaling`.
    public Optional<ModelConfig> part(String key) {
        JsonNode node = node(key);
        return node.isObject() ? Optional.of(new ModelConfig(List.of(node))) : Optional.empty();
    }

    /// Whether the key is there, null too.
    public boolean says(String key) {
        return levels.stream().anyMatch(level -> level.has(key));
    }

    /// Whether the configuration leaves the key out, or sets it to null.
    public boolean isSilent(String key) {
        JsonNode node = node(key);
        return node.isMissingNode() || node.isNull();
    }

    /// The text of that key; blank ones say nothing.
    public Optional<String> text(String key) {
        return text(node(key));
    }

    /// The whole number of that key, also where it is written with a fraction of zero; empty where
    /// it is larger than a long.
    public OptionalLong integer(String key) {
        return integer(node(key)).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /// The same, and `otherwise` where there is none.
    public long integer(String key, long otherwise) {
        return integer(key).orElse(otherwise);
    }

    /// The number of that key, which may be infinite or NaN.
    public OptionalDouble real(String key) {
        return real(node(key)).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    /// The same, and `otherwise` where there is none.
    public double real(String key, double otherwise) {
        return real(key).orElse(otherwise);
    }

    /// Whether that key is true, where it is true or false.
    public Optional<Boolean> flag(String key) {
        return flag(node(key));
    }

    /// The same, and `otherwise` where it is neither.
    public boolean flag(String key, boolean otherwise) {
        return flag(key).orElse(otherwise);
    }

    /// The whole numbers of a list; empty where it is anything else.
    public List<Long> integers(String key) {
        return list(key, ModelConfig::integer);
    }

    /// The numbers of a list; empty where it is anything else.
    public List<Double> reals(String key) {
        return list(key, ModelConfig::real);
    }

    /// The texts of a list; empty where it is anything else.
    public List<String> texts(String key) {
        return list(key, ModelConfig::text);
    }

    /// The first of `architectures`: `LlamaForCausalLM`.
    public Optional<String> architecture() {
        return text(node("architectures").path(0));
    }

    /// `model_type`: `llama`.
    public Optional<String> modelType() {
        return text("model_type");
    }

    /// `tie_word_embeddings` of the whole config, else of its language model; empty without both.
    public Optional<Boolean> tiedEmbeddings() {
        return flag(TIED).or(() -> flag(node(LANGUAGE).path(TIED)));
    }

    /// `quantization_config.quant_method` where there is one: `bitsandbytes`, `fp8`.
    public Optional<String> quantization() {
        return part("quantization_config").flatMap(part -> part.text("quant_method"));
    }

    /// `_name_or_path`, as it stands in the file: a hint for pairing, never opened.
    public Optional<String> baseName() {
        return text("_name_or_path");
    }

    /// `quantization_config.weight_block_size`: weights in a block of one scale, by dimension;
    /// empty where the config gives none.
    public List<Long> quantizationBlock() {
        List<Long> sizes =
                part("quantization_config")
                        .map(part -> part.integers("weight_block_size"))
                        .orElse(List.of());
        return sizes.stream().allMatch(size -> size > 0) ? sizes : List.of();
    }

    /// The settings of rotary positions in one place: `rope_parameters` as transformers has them
    /// since version 5, else `rope_scaling` and the keys beside it, such as `rope_theta`.
    public ModelConfig rope() {
        Optional<ModelConfig> own = part("rope_parameters").or(() -> part("rope_scaling"));
        return own.isEmpty()
                ? this
                : new ModelConfig(
                        Stream.concat(own.get().levels.stream(), levels.stream()).toList());
    }

    private JsonNode node(String key) {
        JsonNode found = levels.getFirst().path(key);
        for (JsonNode level : levels) {
            if (found.isMissingNode() || found.isNull()) {
                found = level.path(key);
            }
        }
        return found;
    }

    private <T> List<T> list(String key, Function<JsonNode, Optional<T>> value) {
        JsonNode node = node(key);
        List<T> values = new ArrayList<>();
        for (JsonNode entry : node) {
            Optional<T> one = value.apply(entry);
            if (!node.isArray() || one.isEmpty()) {
                return List.of();
            }
            values.add(one.get());
        }
        return values;
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank()
                ? Optional.of(node.asText())
                : Optional.empty();
    }

    private static Optional<Boolean> flag(JsonNode node) {
        return node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty();
    }

    private static Optional<Double> real(JsonNode node) {
        return node.isNumber() ? Optional.of(node.asDouble()) : Optional.empty();
    }

    private static Optional<Long> integer(JsonNode node) {
        boolean isWhole =
                node.isIntegralNumber()
                        || (node.isNumber() && node.asDouble() == Math.rint(node.asDouble()));
        return isWhole && node.canConvertToLong() ? Optional.of(node.asLong()) : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelConfig config && levels.equals(config.levels);
    }

    @Override
    public int hashCode() {
        return levels.hashCode();
    }

    @Override
    public String toString() {
        return levels.getFirst().toString();
    }
}
