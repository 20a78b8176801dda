package org.taskvectors.checkpoint.adapter;

import java.util.Collection;
import java.util.Set;

/// Decides whether a base stores a module as in × out. In transformers only Conv1D does, which
/// GPT-2 and its relatives use; `fan_in_fan_out` of the configuration says so for all modules of an
/// adapter together. PEFT asks the module itself, warns, and corrects the flag by the module it saw
/// last; its first versions left a wrong flag in the file (bloom's linear modules with `true`).
/// Source: PEFT 0.21, `tuners/lora/layer.py`, `dispatch_default`.
final class Orientation {
    /// Modules that are Conv1D if the flag is set.
    private static final Set<String> CONV1D = Set.of("c_attn", "c_proj", "c_fc", "q_attn");

    /// Modules that are linear in every model of transformers.
    private static final Set<String> LINEAR =
            Set.of(
                    "query_key_value",
                    "dense",
                    "dense_h_to_4h",
                    "dense_4h_to_h",
                    "q_proj",
                    "k_proj",
                    "v_proj",
                    "o_proj",
                    "out_proj",
                    "gate_proj",
                    "up_proj",
                    "down_proj",
                    "fc1",
                    "fc2",
                    "q_lin",
                    "k_lin",
                    "v_lin",
                    "out_lin",
                    "query",
                    "key",
                    "value",
                    "lm_head",
                    "score",
                    "classifier");

    private final boolean flag;
    private final boolean anyConv1D;

    /// @param modules all modules that have factors
    Orientation(boolean fanInFanOut, Collection<String> modules) {
        flag = fanInFanOut;
        anyConv1D = modules.stream().anyMatch(module -> CONV1D.contains(last(module)));
    }

    /// Whether the module's change is s·(B·A)ᵀ, by the adapter alone.
    boolean isTransposed(String module) {
        if (!flag) {
            return false;
        }
        String last = last(module);
        return CONV1D.contains(last) || (!anyConv1D && !LINEAR.contains(last));
    }

    private static String last(String module) {
        return module.substring(module.lastIndexOf('.') + 1);
    }
}
