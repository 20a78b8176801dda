package org.taskvectors.checkpoint.adapter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What llama.cpp's converter does to the factors of an adapter beside renaming them. Source:
/// llama.cpp, `convert_lora_to_gguf.py` and the models in `conversion`.
final class LlamaCpp {
    /// Architectures of which it lays the rows of q and k as Meta does.
    private static final Set<String> TURNED = Set.of("llama", "mistral3", "smollm3", "granite");

    private LlamaCpp() {}

    /// Returns why the adapter is not read; empty if it is.
    ///
    /// @param metadata the file's metadata
    static Optional<OtherMethod> other(Map<String, String> metadata) {
        String type = metadata.getOrDefault("adapter.type", "lora");
        if (!type.equals("lora")) {
            return Optional.of(OtherMethod.mergedElsewhere("llama.cpp's " + type));
        }
        return metadata.containsKey("adapter.alora.invocation_tokens")
                ? Optional.of(
                        new OtherMethod(
                                "Activated LoRA",
                                "which changes the weights for some tokens only",
                                "No one model stands for it"))
                : Optional.empty();
    }

    /// Whether the rows of a module lie as Meta has them.
    static boolean turnsRows(Map<String, String> metadata, String module) {
        return TURNED.contains(metadata.getOrDefault("general.architecture", ""))
                && (module.endsWith(".q_proj") || module.endsWith(".k_proj"));
    }

    /// Returns why factors of a module are not read; null if they are.
    static @Nullable String unread(Map<String, String> metadata, String module) {
        return metadata.getOrDefault("general.architecture", "").equals("gpt2")
                        && module.contains(".h.")
                ? "llama.cpp's converter exchanges the factors of GPT-2's modules, and the file"
                        + " does not say whether this was done"
                : null;
    }
}
