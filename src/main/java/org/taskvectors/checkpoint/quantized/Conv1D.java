package org.taskvectors.checkpoint.quantized;

import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;

/// Finds the modules whose weights Transformers transposes before bitsandbytes quantises them:
/// those of its class `Conv1D`. Other models (GPT-BigCode) have ordinary modules of the same names,
/// so the configuration decides, not the file alone.
final class Conv1D {
    private static final Set<String> MODULES = Set.of("c_attn", "q_attn", "c_proj", "c_fc");

    /// The `model_type` of the models with this class (Transformers 5.24).
    private static final Set<String> MODELS =
            Set.of("gpt2", "openai-gpt", "imagegpt", "decision_transformer", "clvp");

    private static final String WEIGHT = ".weight";

    private Conv1D() {}

    /// Returns the tensor as the model has it; empty if the configuration does not decide it, or if
    /// it is too wide to be transposed.
    static Optional<QuantizedTensor> asInModel(Checkpoint stored, QuantizedTensor tensor) {
        String name = tensor.shown().name();
        if (!name.endsWith(WEIGHT)
                || !MODULES.contains(
                        Finder.leaf(name.substring(0, name.length() - WEIGHT.length())))) {
            return Optional.of(tensor);
        }
        Optional<String> model = stored.about().config().flatMap(ModelConfig::modelType);
        if (model.isEmpty()) {
            return Optional.empty();
        }
        return MODELS.contains(model.get())
                ? Optional.ofNullable(TransposedTensor.of(tensor))
                : Optional.of(tensor);
    }
}
