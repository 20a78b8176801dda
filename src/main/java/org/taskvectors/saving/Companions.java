package org.taskvectors.saving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Utf8Reader;
import org.taskvectors.tensor.DType;

/// Carries the files around a model's weights from one folder to another.
final class Companions {
    static final String CONFIG = "config.json";
    static final String ADAPTER_CONFIG = "adapter_config.json";
    private static final String TIED = "tie_word_embeddings";
    private static final String VOCABULARY = "vocab_size";
    private static final int MOST_LEVELS = 16;

    /// What configurations call the number of layers.
    private static final List<String> LAYERS =
            List.of("num_hidden_layers", "n_layer", "n_layers", "num_layers");

    /// Where transformers' models keep the settings of their language part.
    private static final List<String> LANGUAGE_PARTS =
            List.of("text_config", "language_config", "llm_config", "thinker_config", "decoder");

    private Companions() {}

    /// The bytes of `from`, a config.json, with what `change` says of the weights: their dtype, and
    /// then nothing of quantisation; that head and embedding are two; how many tokens there are.
    /// Everything else stays.
    ///
    /// @throws Failure [SaveProblem#CONFIG_MALFORMED] where it is no JSON object
    static byte[] configured(Path from, ConfigChange change) throws IOException {
        return PrettyJson.bytes(configured(read(from), from, change));
    }

    /// The same of a configuration that was read.
    ///
    /// @param from named in failures
    static ObjectNode configured(ModelConfig said, Path from, ConfigChange change) throws Failure {
        ObjectNode config = said.json();
        change.dtype().ifPresent(dtype -> sayDType(config, dtype));
        if (change.untied()) {
            config.put(TIED, false);
            // Models that also see keep their language part's settings one level down.
            if (config.path("text_config") instanceof ObjectNode language && language.has(TIED)) {
                language.put(TIED, false);
            }
        }
        change.grown().ifPresent(grown -> sayRows(config, grown.to()));
        change.tokens().ifPresent(tokens -> sayTokens(config, tokens));
        if (change.layers().isPresent()) {
            sayLayers(config, change.layers().getAsInt(), from);
        }
        return config;
    }

    /// Says the new size wherever the configuration says the old one: models with several parts
    /// keep their language part's settings one or two levels down.
    private static void sayRows(ObjectNode config, long rows) {
        List<ObjectNode> levels = levels(config);
        List<ObjectNode> saying = levels.stream().filter(level -> level.has(VOCABULARY)).toList();
        if (saying.isEmpty()) {
            levels.getLast().put(VOCABULARY, rows);
        }
        saying.forEach(level -> level.put(VOCABULARY, rows));
    }

    /// Says an id wherever the configuration says one, else beside the number of tokens.
    private static void sayTokens(ObjectNode config, Beside.Tokens tokens) {
        sayRows(config, tokens.rows());
        List<ObjectNode> levels = levels(config);
        tokens.ids()
                .forEach(
                        (key, id) -> {
                            List<ObjectNode> saying =
                                    levels.stream().filter(level -> level.has(key)).toList();
                            if (saying.isEmpty()) {
                                levels.getLast().set(key, id);
                            }
                            saying.forEach(level -> level.set(key, id));
                        });
    }

    /// The configuration, then its language parts.
    private static List<ObjectNode> levels(ObjectNode config) {
        List<ObjectNode> levels = new ArrayList<>(List.of(config));
        for (int i = 0; i < levels.size() && levels.size() < MOST_LEVELS; i++) {
            for (String key : LANGUAGE_PARTS) {
                if (levels.get(i).path(key) instanceof ObjectNode part) {
                    levels.add(part);
                }
            }
        }
        return levels;
    }

    /// @throws Failure [SaveProblem#CONFIG_MALFORMED] where it does not say how many layers there
    ///   are, or has a list with a value for each layer
    private static void sayLayers(ObjectNode config, int layers, Path from) throws Failure {
        boolean isSaid = false;
        for (ObjectNode level : levels(config)) {
            for (String key : LAYERS) {
                if (!level.has(key)) {
                    continue;
                }
                int before = level.path(key).asInt();
                for (Map.Entry<String, JsonNode> one : level.properties()) {
                    if (one.getValue().isArray()
                            && one.getValue().size() == before
                            && one.getKey().contains("layer")) {
                        throw malformed(
                                from,
                                "it has a value for each layer under "
                                        + Shown.of(one.getKey())
                                        + ", and the layers are others");
                    }
                }
                level.put(key, layers);
                isSaid = true;
            }
        }
        if (!isSaid) {
            throw malformed(from, "it does not say how many layers there are");
        }
    }

    private static ModelConfig read(Path path) throws IOException {
        try (ReadableFile file = ReadableFile.open(path)) {
            if (file.size() > ModelConfig.LARGEST) {
                throw malformed(path, "it is larger than any configuration is");
            }
            return ModelConfig.parse(
                            new Utf8Reader(file, 0, file.size(), SaveProblem.CONFIG_MALFORMED))
                    .orElseThrow(() -> malformed(path, "it is not an object"));
        } catch (JsonProcessingException e) {
            throw malformed(path, "it is not valid JSON: " + Shown.of(e.getOriginalMessage()));
        }
    }

    private static void sayDType(ObjectNode config, DType dtype) {
        config.remove("quantization_config");
        // transformers 5 says dtype, earlier ones torch_dtype; where neither is there, float32 is
        // assumed.
        boolean saysEither = config.has("dtype") || config.has("torch_dtype");
        if (config.has("dtype")) {
            config.put("dtype", dtype.label());
        }
        if (config.has("torch_dtype") || !saysEither) {
            config.put("torch_dtype", dtype.label());
        }
    }

    private static Failure malformed(Path path, String why) {
        return Failure.of(
                SaveProblem.CONFIG_MALFORMED,
                path,
                "the configuration cannot be changed for the saved weights: " + why,
                "Repair it, or open the base's weights without it");
    }
}
