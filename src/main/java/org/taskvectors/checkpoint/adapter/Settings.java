package org.taskvectors.checkpoint.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.file.Failure;

/// What is known about an adapter's factors beside the factors themselves: configurations, the
/// alphas of single modules, and what a person said.
///
/// @param configs configurations by how the names of their modules begin; by the empty beginning
///   the one for all modules
/// @param alphas alphas of single modules, which their files hold as tensors
/// @param said the scale that a person said; used only where the files say none
record Settings(
        Map<String, LoraConfig> configs, Map<String, Double> alphas, Optional<LoraScale> said) {
    /// Where diffusers keeps PEFT's configuration: in the metadata of the file.
    private static final String DIFFUSERS = "lora_adapter_metadata";

    Settings {
        configs = Map.copyOf(configs);
        alphas = Map.copyOf(alphas);
    }

    /// Returns the configuration that a file's own metadata hold: of llama.cpp's adapters the
    /// alpha, of diffusers' PEFT's configuration of each model of the pipeline. Empty if they hold
    /// none.
    ///
    /// @param path the file, for failures
    /// @throws Failure [AdapterProblem#CONFIG_MALFORMED]
    static Map<String, LoraConfig> ofMetadata(Path path, Map<String, String> metadata)
            throws Failure {
        String alpha = metadata.get("adapter.lora.alpha");
        if (alpha != null) {
            return Map.of("", gguf(path, alpha));
        }
        String text = metadata.get(DIFFUSERS);
        if (text == null) {
            return Map.of();
        }
        Map<String, ObjectNode> byPrefix = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : ConfigJson.read(path, text).properties()) {
            String prefix = BaseNames.pipelinePrefix(entry.getKey());
            byPrefix.computeIfAbsent(prefix, _ -> JsonNodeFactory.instance.objectNode())
                    .set(entry.getKey().substring(prefix.length()), entry.getValue());
        }
        Map<String, LoraConfig> configs = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectNode> entry : byPrefix.entrySet()) {
            configs.put(entry.getKey(), LoraConfigReader.peft(path, entry.getValue()));
        }
        return configs;
    }

    /// llama.cpp multiplies with alpha / rank, and with 1 if alpha is 0. Source:
    /// `src/llama-adapter.h`, `get_scale`.
    private static LoraConfig gguf(Path path, String text) throws Failure {
        double alpha;
        try {
            alpha = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw ConfigJson.malformed(path, "its adapter.lora.alpha is not a number").causedBy(e);
        }
        if (!Double.isFinite(alpha)) {
            throw ConfigJson.malformed(
                    path,
                    "its adapter.lora.alpha is "
                            + alpha
                            + ", so that its factors stand for no"
                            + " numbers");
        }
        boolean isSaid = alpha != 0;
        return LoraConfig.ofScale(
                OptionalInt.empty(),
                isSaid ? OptionalDouble.of(alpha) : OptionalDouble.empty(),
                isSaid ? OptionalDouble.empty() : OptionalDouble.of(1),
                false);
    }

    /// Returns the configuration that counts for a module; empty if there is none.
    Optional<LoraConfig> config(String module) {
        LoraConfig own = configs.get(BaseNames.pipelinePrefix(module));
        return Optional.ofNullable(own == null ? configs.get("") : own);
    }

    /// Returns the configuration for all modules, or any that counts for some; empty if there is
    /// none.
    Optional<LoraConfig> any() {
        return Optional.ofNullable(configs.get("")).or(() -> configs.values().stream().findFirst());
    }

    /// Returns what a module's factors are multiplied by; empty if nothing says it.
    ///
    /// @throws Failure where a pattern takes too long
    OptionalDouble scale(String module, int rank) throws Failure {
        Optional<LoraConfig> config = config(module);
        if (config.isPresent()) {
            OptionalDouble configured = config.get().scale(module, rank);
            if (configured.isPresent()) {
                return configured;
            }
        }
        Double alpha = alphas.get(module);
        if (alpha != null) {
            return OptionalDouble.of(alpha / rank);
        }
        return said.isPresent() ? OptionalDouble.of(said.get().of(rank)) : OptionalDouble.empty();
    }
}
