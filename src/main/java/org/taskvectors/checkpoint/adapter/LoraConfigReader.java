package org.taskvectors.checkpoint.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads the entries of an adapter's configuration. Entries that decide about numbers must be of
/// the right kind; others are not checked.
final class LoraConfigReader {
    private static final int LARGEST_RANK = 1 << 24;

    private final Path path;
    private final JsonNode root;

    private LoraConfigReader(Path path, JsonNode root) {
        this.path = path;
        this.root = root;
    }

    /// Whether the configuration is MLX's.
    static boolean isMlx(JsonNode root) {
        return root.has("lora_parameters") || root.has("fine_tune_type");
    }

    /// Reads PEFT's configuration.
    ///
    /// @param path the file, for failures
    /// @throws Failure [AdapterProblem#CONFIG_MALFORMED]
    static LoraConfig peft(Path path, JsonNode root) throws Failure {
        JsonNode type = root.path("peft_type");
        if ((type.isMissingNode() || type.isNull()) && !root.has("lora_alpha") && !root.has("r")) {
            throw ConfigJson.malformed(path, "it says neither its peft_type nor a rank");
        }
        return new LoraConfigReader(path, root).peft();
    }

    /// Reads MLX's configuration. Its scale is the factor itself; the first versions multiplied it
    /// with alpha / rank, and said the alpha too.
    ///
    /// @param path the file, for failures
    /// @throws Failure [AdapterProblem#CONFIG_MALFORMED]
    static LoraConfig mlx(Path path, JsonNode root) throws Failure {
        JsonNode parameters = root.path("lora_parameters");
        if (!parameters.isMissingNode() && !parameters.isNull() && !parameters.isObject()) {
            throw ConfigJson.malformed(path, "its lora_parameters is not an object");
        }
        LoraConfigReader reader = new LoraConfigReader(path, parameters);
        OptionalInt rank = reader.rank("rank");
        OptionalDouble scale = reader.number("scale");
        OptionalDouble alpha = reader.number("alpha");
        if (scale.isPresent() && alpha.isPresent()) {
            scale =
                    rank.isPresent()
                            ? OptionalDouble.of(
                                    scale.getAsDouble() * (alpha.getAsDouble() / rank.getAsInt()))
                            : OptionalDouble.empty();
        }
        boolean dora = root.path("fine_tune_type").asText().equals("dora");
        return LoraConfig.ofScale(rank, OptionalDouble.empty(), scale, dora);
    }

    private LoraConfig peft() throws Failure {
        List<Boolean> enabled = new ArrayList<>();
        for (JsonNode part : list("enable_lora")) {
            enabled.add(flag(part, "enable_lora"));
        }
        return new LoraConfig(
                rank("r"),
                number("lora_alpha"),
                OptionalDouble.empty(),
                pattern("rank_pattern", true),
                pattern("alpha_pattern", false),
                flag(root.path("use_rslora"), "use_rslora"),
                flag(root.path("use_dora"), "use_dora"),
                flag(root.path("fan_in_fan_out"), "fan_in_fan_out"),
                enabled,
                texts("target_parameters"),
                flag(root.path("ensure_weight_tying"), "ensure_weight_tying"),
                tokens(),
                text(root.path("base_model_name_or_path")),
                modelClass(),
                text(root.path("peft_version")));
    }

    /// `trainable_token_indices` of a LoRA, or `token_indices` of an adapter of nothing else.
    private Map<String, List<Long>> tokens() throws Failure {
        boolean alone = root.path("peft_type").asText().equalsIgnoreCase("TRAINABLE_TOKENS");
        String key = alone ? "token_indices" : "trainable_token_indices";
        JsonNode node = root.path(key);
        Map<String, List<Long>> tokens = new LinkedHashMap<>();
        if (node.isMissingNode() || node.isNull()) {
            return tokens;
        }
        if (node.isArray()) {
            tokens.put("", rows(node, key));
            return tokens;
        }
        if (!node.isObject()) {
            throw ConfigJson.malformed(
                    path, "its " + key + " is neither a list of rows nor one for each module");
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            tokens.put(entry.getKey(), rows(entry.getValue(), key));
        }
        return tokens;
    }

    private List<Long> rows(JsonNode node, String key) throws Failure {
        List<Long> rows = new ArrayList<>();
        for (JsonNode row : node) {
            if (!row.isIntegralNumber() || !row.canConvertToLong() || row.asLong() < 0) {
                throw ConfigJson.malformed(
                        path,
                        "its "
                                + key
                                + " holds what is no row's number: "
                                + Shown.of(row.toString()));
            }
            rows.add(row.asLong());
        }
        if (!node.isArray() || new HashSet<>(rows).size() < rows.size()) {
            throw ConfigJson.malformed(
                    path,
                    "its "
                            + key
                            + (node.isArray() ? " holds a row twice" : " holds what is no list"));
        }
        return List.copyOf(rows);
    }

    private Optional<String> modelClass() {
        JsonNode mapping = root.path("auto_mapping");
        return Stream.of("parent_library", "base_model_class")
                .flatMap(key -> text(mapping.path(key)).stream())
                .reduce((one, other) -> one + " " + other);
    }

    private PatternValues pattern(String name, boolean ranks) throws Failure {
        JsonNode node = root.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return LoraConfig.noPattern();
        }
        if (!node.isObject()) {
            throw ConfigJson.malformed(path, "its " + name + " is not an object");
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            OptionalDouble value = number(entry.getValue(), name);
            if (value.isEmpty()) {
                throw ConfigJson.malformed(path, "a value in its " + name + " is null");
            }
            values.put(
                    entry.getKey(),
                    ranks ? (double) rank(value.getAsDouble(), name) : value.getAsDouble());
        }
        return PatternValues.of(values, path);
    }

    private OptionalInt rank(String name) throws Failure {
        OptionalDouble rank = number(name);
        return rank.isPresent()
                ? OptionalInt.of(rank(rank.getAsDouble(), name))
                : OptionalInt.empty();
    }

    private int rank(double value, String name) throws Failure {
        if (!(value >= 1 && value <= LARGEST_RANK) || value != Math.rint(value)) {
            throw ConfigJson.malformed(
                    path, "its " + name + " holds a rank that is none: " + value);
        }
        return (int) value;
    }

    private OptionalDouble number(String name) throws Failure {
        return number(root.path(name), name);
    }

    private OptionalDouble number(JsonNode node, String name) throws Failure {
        if (node.isMissingNode() || node.isNull()) {
            return OptionalDouble.empty();
        }
        if (!node.isNumber()) {
            throw ConfigJson.malformed(path, "its " + name + " is not a number");
        }
        double value = node.asDouble();
        if (!Double.isFinite(value)) {
            throw ConfigJson.malformed(
                    path,
                    "its "
                            + name
                            + (Double.isNaN(value) ? " is NaN" : " is infinite")
                            + ", so that its factors stand for no numbers");
        }
        return OptionalDouble.of(value);
    }

    private boolean flag(JsonNode node, String name) throws Failure {
        if (node.isMissingNode() || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw ConfigJson.malformed(path, "its " + name + " is neither true nor false");
        }
        return node.asBoolean();
    }

    private List<JsonNode> list(String name) throws Failure {
        JsonNode node = root.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw ConfigJson.malformed(path, "its " + name + " is not a list");
        }
        List<JsonNode> entries = new ArrayList<>();
        node.forEach(entries::add);
        return entries;
    }

    private List<String> texts(String name) throws Failure {
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : list(name)) {
            texts.add(entry.asText());
        }
        return texts;
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank()
                ? Optional.of(node.asText())
                : Optional.empty();
    }
}
