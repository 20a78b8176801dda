package org.taskvectors.saving;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Tying;
import org.taskvectors.tensor.DType;

/// What config.json has to say otherwise than the source's does.
///
/// @param dtype the dtype of the weights, where they are no longer stored as the source stores
///   them, quantised or in another dtype
/// @param untied whether head and embedding were one weight and no longer are
/// @param grown how the vocabulary grew; empty if it did not
/// @param layers how many layers there are; empty for as many as the source has
/// @param tokens what the tokens are; empty where they are the source's
record ConfigChange(
        Optional<DType> dtype,
        boolean untied,
        Optional<Edited.Grown> grown,
        OptionalInt layers,
        Optional<Beside.Tokens> tokens) {
    /// What has to be changed where `model` is saved in the dtypes that it is read in.
    static ConfigChange of(Checkpoint model, Beside beside) {
        Checkpoint source = model instanceof Edited edited ? edited.base() : model;
        boolean untied =
                model instanceof Edited edited
                        && !edited.parted().isEmpty()
                        && Naming.of(source).tying() == Tying.STORED_TWICE;
        return new ConfigChange(
                !(model instanceof Edited) && model.path().isEmpty()
                        ? unsaidDType(model)
                        : changedDType(source, model),
                untied,
                model instanceof Edited edited ? edited.grown() : Optional.empty(),
                beside.layers(),
                beside.tokens());
    }

    /// The dtype of most weights of a computed model, where its configuration says another one.
    private static Optional<DType> unsaidDType(Checkpoint model) {
        Map<DType, Long> weights = new EnumMap<>(DType.class);
        for (Tensor tensor : model.tensors()) {
            if (tensor.dtype().isFloating()) {
                weights.merge(tensor.dtype(), tensor.elements(), Long::sum);
            }
        }
        Optional<ModelConfig> config = model.about().config();
        Optional<String> said =
                config.flatMap(one -> one.text("dtype").or(() -> one.text("torch_dtype")));
        boolean wasQuantized = config.flatMap(ModelConfig::quantization).isPresent();
        return weights.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .filter(
                        dtype ->
                                wasQuantized
                                        || said.filter(name -> !name.equals(dtype.label()))
                                                .isPresent());
    }

    /// The dtype of most weights, where any is stored otherwise than in the source.
    private static Optional<DType> changedDType(Checkpoint source, Checkpoint model) {
        Map<DType, Long> weights = new EnumMap<>(DType.class);
        boolean isChanged = false;
        for (Tensor tensor : source.tensors()) {
            DType now = model.tensor(tensor.name()).orElseThrow().dtype();
            isChanged |= now != tensor.dtype() || source.stored(tensor).isQuantized();
            if (now.isFloating()) {
                weights.merge(now, tensor.elements(), Long::sum);
            }
        }
        return isChanged
                ? weights.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                : Optional.empty();
    }

    /// Whether the source's is right as it stands.
    boolean isNone() {
        return dtype.isEmpty()
                && !untied
                && grown.isEmpty()
                && layers.isEmpty()
                && tokens.isEmpty();
    }
}
