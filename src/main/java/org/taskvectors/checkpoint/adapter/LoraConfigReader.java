package org.taskvectors.checkpoint.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Utf8Reader;

/// Reads adapter_config.json. Entries that decide about numbers must be of the right kind; others
/// are not checked.
final class LoraConfigReader {
    private static final long LARGEST = 16 << 20;
    private static final int LARGEST_RANK = 1 << 24;

    private final Path path;
    private final JsonNode root;

    private LoraConfigReader(Path path, JsonNode root) {
        this.path = path;
        this.root = root;
    }

    /// @throws Failure [AdapterProblem#CONFIG_MALFORMED], or [AdapterProblem#OTHER_METHOD] if it is
    ///   no LoRA, or one whose factors are not the whole change
    static LoraConfig read(Path path) throws Failure {
        try (ReadableFile file = ReadableFile.open(path)) {
            if (file.size() > LARGEST) {
                throw malformed(path, "it is larger than any configuration is");
            }
            JsonNode root =
                    new ObjectMapper()
                            .readTree(
                                    new Utf8Reader(
                                            file, 0, file.size(), AdapterProblem.CONFIG_MALFORMED));
            if (!root.isObject()) {
                throw malformed(path, "it is not a JSON object");
            }
            OtherMethods.refuse(path, root);
            return new LoraConfigReader(path, root).config();
        } catch (Failure e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw malformed(path, "it is not valid JSON: " + Shown.of(e.getOriginalMessage()))
                    .causedBy(e);
        } catch (IOException e) {
            throw malformed(path, "it cannot be read: " + e.getMessage()).causedBy(e);
        }
    }

    private LoraConfig config() throws Failure {
        List<Boolean> enabled = new ArrayList<>();
        for (JsonNode part : list("enable_lora")) {
            enabled.add(flag(part, "enable_lora"));
        }
        OptionalDouble rank = number(root.path("r"), "r");
        JsonNode initialisation = root.path("init_lora_weights");
        return new LoraConfig(
                rank.isPresent()
                        ? OptionalInt.of(rank(rank.getAsDouble(), "r"))
                        : OptionalInt.empty(),
                number(root.path("lora_alpha"), "lora_alpha"),
                pattern("rank_pattern", true),
                pattern("alpha_pattern", false),
                flag(root.path("use_rslora"), "use_rslora"),
                flag(root.path("use_dora"), "use_dora"),
                flag(root.path("fan_in_fan_out"), "fan_in_fan_out"),
                enabled,
                initialisation.isTextual()
                        ? Optional.of(initialisation.asText().toLowerCase(Locale.ROOT))
                        : Optional.empty(),
                root.path("bias").asText("none"),
                texts("modules_to_save"),
                layers(),
                texts("target_parameters"),
                flag(root.path("ensure_weight_tying"), "ensure_weight_tying"),
                text("base_model_name_or_path"),
                text("peft_version"));
    }

    private PatternValues pattern(String name, boolean ranks) throws Failure {
        JsonNode node = root.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return LoraConfig.noPattern();
        }
        if (!node.isObject()) {
            throw malformed(path, "its " + name + " is not an object");
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            OptionalDouble value = number(entry.getValue(), name);
            if (value.isEmpty()) {
                throw malformed(path, "a value in its " + name + " is null");
            }
            values.put(
                    entry.getKey(),
                    ranks ? (double) rank(value.getAsDouble(), name) : value.getAsDouble());
        }
        return PatternValues.of(values, path);
    }

    private int rank(double value, String name) throws Failure {
        if (!(value >= 1 && value <= LARGEST_RANK) || value != Math.rint(value)) {
            throw malformed(path, "its " + name + " holds a rank that is none: " + value);
        }
        return (int) value;
    }

    private OptionalDouble number(JsonNode node, String name) throws Failure {
        if (node.isMissingNode() || node.isNull()) {
            return OptionalDouble.empty();
        }
        if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
            throw malformed(path, "its " + name + " is not a number");
        }
        return OptionalDouble.of(node.asDouble());
    }

    private boolean flag(JsonNode node, String name) throws Failure {
        if (node.isMissingNode() || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw malformed(path, "its " + name + " is neither true nor false");
        }
        return node.asBoolean();
    }

    private List<Integer> layers() {
        JsonNode node = root.path("layers_to_transform");
        List<Integer> layers = new ArrayList<>();
        if (node.isInt()) {
            layers.add(node.asInt());
        }
        for (JsonNode layer : node) {
            if (layer.isInt()) {
                layers.add(layer.asInt());
            }
        }
        return layers;
    }

    private List<JsonNode> list(String name) throws Failure {
        JsonNode node = root.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw malformed(path, "its " + name + " is not a list");
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

    private Optional<String> text(String name) {
        JsonNode node = root.path(name);
        return node.isTextual() && !node.asText().isBlank()
                ? Optional.of(node.asText())
                : Optional.empty();
    }

    private static Failure malformed(Path path, String what) {
        return Failure.of(
                AdapterProblem.CONFIG_MALFORMED,
                path,
                what,
                "Download the adapter's configuration again");
    }
}
