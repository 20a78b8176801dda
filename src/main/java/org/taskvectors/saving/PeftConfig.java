package org.taskvectors.saving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `adapter_config.json` as PEFT's `LoraConfig` reads it.
public final class PeftConfig {
    /// @param module its whole path
    /// @param rank of its factors
    public record Module(String module, int rank) {}

    /// What PEFT has to know of factors that were trained.
    ///
    /// @param rank of all factors
    /// @param alpha what their scale is made of: α/r, or α/√r
    /// @param dropout of the training
    /// @param isRankStabilised whether the scale is α/√r
    /// @param isDora whether lengths of outputs were trained with them
    /// @param targets the modules, by their last names where these mean no other module, else by
    ///   their whole paths
    public record Trained(
            int rank,
            double alpha,
            double dropout,
            boolean isRankStabilised,
            boolean isDora,
            List<String> targets) {
        public Trained {
            targets = List.copyOf(targets);
        }
    }

    private final ObjectMapper json = new ObjectMapper();

    /// The bytes of the configuration of factors whose product is the change itself: alpha is the
    /// rank everywhere, so that the scale α/r is 1. Modules are named by their whole paths: a list
    /// of endings could mean more modules of the base than the vector holds.
    ///
    /// @param rank that of the modules that need no pattern
    /// @param baseName what it calls the base; empty for nothing
    public byte[] write(
            List<Module> modules,
            int rank,
            boolean fanInFanOut,
            boolean causal,
            Optional<String> baseName) {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        for (Module module : modules) {
            if (module.rank() != rank) {
                ranks.put(module.module(), module.rank());
            }
        }
        List<String> targets = modules.stream().map(Module::module).toList();
        return bytes(
                new Trained(rank, rank, 0, false, false, targets),
                ranks,
                fanInFanOut,
                causal,
                baseName);
    }

    /// The bytes of the configuration of factors that were trained on a model that continues text.
    ///
    /// @param fanInFanOut whether the weights lie as inputs × outputs
    /// @param baseName what it calls the base; empty for nothing
    public byte[] write(Trained trained, boolean fanInFanOut, Optional<String> baseName) {
        return bytes(trained, Map.of(), fanInFanOut, true, baseName);
    }

    private byte[] bytes(
            Trained trained,
            Map<String, Integer> ranks,
            boolean fanInFanOut,
            boolean causal,
            Optional<String> baseName) {
        ObjectNode root = json.createObjectNode();
        ObjectNode pattern = json.createObjectNode();
        ranks.forEach(pattern::put);
        root.set("alpha_pattern", pattern.deepCopy());
        root.putNull("auto_mapping");
        root.put("base_model_name_or_path", baseName.orElse(null));
        root.put("bias", "none");
        root.put("fan_in_fan_out", fanInFanOut);
        root.put("inference_mode", true);
        root.put("init_lora_weights", true);
        root.putNull("layers_pattern");
        root.putNull("layers_to_transform");
        if (trained.alpha() == Math.rint(trained.alpha())) {
            root.put("lora_alpha", (long) trained.alpha());
        } else {
            root.put("lora_alpha", trained.alpha());
        }
        root.put("lora_dropout", trained.dropout());
        root.putNull("modules_to_save");
        root.put("peft_type", "LORA");
        root.put("r", trained.rank());
        root.set("rank_pattern", pattern);
        root.putNull("revision");
        addTargets(root, trained.targets());
        root.put("task_type", causal ? "CAUSAL_LM" : null);
        root.put("use_dora", trained.isDora());
        root.put("use_rslora", trained.isRankStabilised());
        return PrettyJson.bytes(root);
    }

    private static void addTargets(ObjectNode root, Collection<String> targets) {
        targets.forEach(target -> root.withArray("target_modules").add(target));
    }
}
