package org.taskvectors.checkpoint.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.file.Failure;

/// What a LoRA's configuration says, as far as the program uses it: PEFT's or MLX's
/// adapter_config.json, or what a file's own metadata hold. Source: PEFT 0.21,
/// `tuners/lora/config.py`; mlx-lm 0.32, `tuner/utils.py`.
///
/// @param r the rank of modules that `rankPattern` does not name
/// @param alpha `lora_alpha`, of modules that `alphaPattern` does not name
/// @param factor the scale itself, as MLX says it; then there is no alpha
/// @param rankPattern ranks by module; the first key that matches counts
/// @param alphaPattern alphas by module likewise
/// @param rankStabilised `use_rslora`: the scale is α/√r and not α/r
/// @param magnitudes `use_dora`
/// @param fanInFanOut whether modules store their weight in × out
/// @param enableLora which parts of a grouped projection have factors; empty if all have
/// @param parameters `target_parameters`: parameters, not modules, that were adapted
/// @param tiesWeights `ensure_weight_tying`: what the embedding and a head that is tied to it got
///   is one change
/// @param tokens the rows of embeddings that were trained alone, by the end of the module's name;
///   of the input embedding by the empty name
/// @param baseName `base_model_name_or_path` as it stands in the file; never opened
/// @param modelClass `auto_mapping`: the base's class and where it comes from; empty if the file
///   does not name them
/// @param peftVersion the version of PEFT that wrote it; empty if the file does not name it
record LoraConfig(
        OptionalInt r,
        OptionalDouble alpha,
        OptionalDouble factor,
        PatternValues rankPattern,
        PatternValues alphaPattern,
        boolean rankStabilised,
        boolean magnitudes,
        boolean fanInFanOut,
        List<Boolean> enableLora,
        List<String> parameters,
        boolean tiesWeights,
        Map<String, List<Long>> tokens,
        Optional<String> baseName,
        Optional<String> modelClass,
        Optional<String> peftVersion) {
    LoraConfig {
        enableLora = List.copyOf(enableLora);
        parameters = List.copyOf(parameters);
    }

    /// Returns a configuration that says the scale, and nothing else that PEFT's would.
    ///
    /// @param r the rank; empty if it is not said
    /// @param alpha α, of which the scale is α/r
    /// @param factor the scale itself
    static LoraConfig ofScale(
            OptionalInt r, OptionalDouble alpha, OptionalDouble factor, boolean magnitudes) {
        return new LoraConfig(
                r,
                alpha,
                factor,
                noPattern(),
                noPattern(),
                false,
                magnitudes,
                false,
                List.of(),
                List.of(),
                false,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Returns the rank that the configuration gives a module; empty if it gives none.
    ///
    /// @param module its name in the base: `model.layers.0.self_attn.q_proj`
    /// @throws Failure where a pattern takes too long
    OptionalInt rank(String module) throws Failure {
        OptionalDouble own = rankPattern.of(module);
        return own.isPresent() ? OptionalInt.of((int) own.getAsDouble()) : r;
    }

    /// Returns the scale that the configuration gives a module of that rank; empty if it gives
    /// none.
    ///
    /// @throws Failure where a pattern takes too long
    OptionalDouble scale(String module, int rank) throws Failure {
        if (factor.isPresent()) {
            return factor;
        }
        OptionalDouble own = alphaPattern.of(module);
        OptionalDouble used = own.isPresent() ? own : alpha;
        return used.isPresent()
                ? OptionalDouble.of(
                        new LoraScale.Alpha(used.getAsDouble(), rankStabilised).of(rank))
                : OptionalDouble.empty();
    }

    /// Returns the rows of an embedding that were trained alone; empty if the configuration names
    /// none. Source: PEFT 0.21, `utils/other.py`, `_set_trainable`.
    ///
    /// @param module the embedding's name
    Optional<List<Long>> rows(String module) {
        List<Long> input = tokens.get("");
        if (input != null) {
            return Optional.of(input);
        }
        return tokens.entrySet().stream()
                .filter(entry -> module.endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /// Returns the pattern of a configuration without patterns.
    static PatternValues noPattern() {
        return new PatternValues(Map.of());
    }
}
