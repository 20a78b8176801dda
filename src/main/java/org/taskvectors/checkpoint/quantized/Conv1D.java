package org.taskvectors.checkpoint.quantized;

import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;

/// Knows the modules whose weights Transformers stores turned round when bitsandbytes quantises
/// them: those of its class `Conv1D`. Other models have modules of the same names that are ordinary
/// (GPT-BigCode), and the file alone does not tell; the configuration does.
final class Conv1D {
    private static final Set<String> MODULES = Set.of("c_attn", "q_attn", "c_proj", "c_fc");

    /// The `model_type` of the models that have it (Transformers 5.24).
    private static final Set<String> MODELS =
            Set.of("gpt2", "openai-gpt", "imagegpt", "decision_transformer", "clvp");

    private static final String WEIGHT = ".weight";

    private Conv1D() {}

    /// The tensor as the model has it; empty where that cannot be told, or done.
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
