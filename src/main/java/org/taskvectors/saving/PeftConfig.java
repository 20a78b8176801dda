package org.taskvectors.saving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// `adapter_config.json` as PEFT's `LoraConfig` reads it. Alpha is the rank everywhere, so that the
/// scale α/r is 1 and B·A is the change itself. Modules are named by their whole paths: a list of
/// endings could mean more modules of the base than the vector holds.
public final class PeftConfig {
    /// @param module its whole path
    /// @param rank of its factors
    public record Module(String module, int rank) {}

    private final ObjectMapper json = new ObjectMapper();

    /// The bytes of the configuration.
    ///
    /// @param rank that of the modules that need no pattern
    /// @param baseName what it calls the base; empty for nothing
    public byte[] write(
            List<Module> modules,
            int rank,
            boolean fanInFanOut,
            boolean causal,
            Optional<String> baseName) {
        ObjectNode root = json.createObjectNode();
        ObjectNode ranks = json.createObjectNode();
        for (Module module : modules) {
            if (module.rank() != rank) {
                ranks.put(module.module(), module.rank());
            }
        }
        root.set("alpha_pattern", ranks.deepCopy());
        root.putNull("auto_mapping");
        root.put("base_model_name_or_path", baseName.orElse(null));
        root.put("bias", "none");
        root.put("fan_in_fan_out", fanInFanOut);
        root.put("inference_mode", true);
        root.put("init_lora_weights", true);
        root.putNull("layers_pattern");
        root.putNull("layers_to_transform");
        root.put("lora_alpha", rank);
        root.put("lora_dropout", 0.0);
        root.putNull("modules_to_save");
        root.put("peft_type", "LORA");
        root.put("r", rank);
        root.set("rank_pattern", ranks);
        root.putNull("revision");
        modules.forEach(module -> root.withArray("target_modules").add(module.module()));
        root.put("task_type", causal ? "CAUSAL_LM" : null);
        root.put("use_dora", false);
        root.put("use_rslora", false);
        return PrettyJson.bytes(root);
    }
}
