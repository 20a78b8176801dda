package org.taskvectors.checkpoint.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.taskvectors.file.Failure;

/// The entries of a LoRA's adapter_config.json that the program uses. Source: PEFT 0.21,
/// `tuners/lora/config.py`.
///
/// @param r the rank of modules that `rankPattern` does not name
/// @param alpha `lora_alpha`, of modules that `alphaPattern` does not name
/// @param rankPattern ranks by module; the first key that matches counts
/// @param alphaPattern alphas by module likewise
/// @param rankStabilised `use_rslora`: the scale is α/√r and not α/r
/// @param magnitudes `use_dora`
/// @param fanInFanOut whether modules store their weight in × out
/// @param enableLora which parts of a grouped projection have factors; empty if all have
/// @param initialisation `init_lora_weights` if it is a word: `gaussian`, `eva`
/// @param bias `none`, `all`, `lora_only`
/// @param modulesToSave modules whose trained weights are in the file
/// @param layersToTransform the layers that were adapted; empty if all were
/// @param parameters `target_parameters`: parameters, not modules, that were adapted
/// @param tiesWeights `ensure_weight_tying`: what the embedding and a head that is tied to it got
///   is one change
/// @param baseName `base_model_name_or_path` as it stands in the file; never opened
/// @param peftVersion the version of PEFT that wrote it; empty if the file does not name it
public record LoraConfig(
        OptionalInt r,
        OptionalDouble alpha,
        PatternValues rankPattern,
        PatternValues alphaPattern,
        boolean rankStabilised,
        boolean magnitudes,
        boolean fanInFanOut,
        List<Boolean> enableLora,
        Optional<String> initialisation,
        String bias,
        List<String> modulesToSave,
        List<Integer> layersToTransform,
        List<String> parameters,
        boolean tiesWeights,
        Optional<String> baseName,
        Optional<String> peftVersion) {
    public LoraConfig {
        enableLora = List.copyOf(enableLora);
        modulesToSave = List.copyOf(modulesToSave);
        layersToTransform = List.copyOf(layersToTransform);
        parameters = List.copyOf(parameters);
    }

    /// Returns the rank that the configuration gives a module; empty if it gives none.
    ///
    /// @param module its name in the base: `model.layers.0.self_attn.q_proj`
    /// @throws Failure where a pattern takes too long
    OptionalInt rank(String module) throws Failure {
        OptionalDouble own = rankPattern.of(module);
        return own.isPresent() ? OptionalInt.of((int) own.getAsDouble()) : r;
    }

    /// Returns the alpha that the configuration gives a module; empty if it gives none.
    ///
    /// @throws Failure where a pattern takes too long
    OptionalDouble alpha(String module) throws Failure {
        OptionalDouble own = alphaPattern.of(module);
        return own.isPresent() ? own : alpha;
    }

    /// Returns the pattern of a configuration without patterns.
    static PatternValues noPattern() {
        return new PatternValues(Map.of());
    }
}
