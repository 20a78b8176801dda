package org.taskvectors.checkpoint.adapter;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.Shape;

/// Which changes of an adapter are one, since its configuration ties them. Source: PEFT 0.21,
/// `tuners/tuners_utils.py`: embedding and what is tied to it share the trained weights or factors.
final class TiedChanges {
    private TiedChanges() {}

    /// Returns the changes of embedding and heads that are one, the embedding's first.
    static Tied of(Optional<LoraConfig> config, Collection<Change> changes) {
        if (!config.map(LoraConfig::tiesWeights).orElse(false)) {
            return Tied.NONE;
        }
        List<Tensor> tensors = changes.stream().map(Change::tensor).toList();
        Naming naming = Naming.of(tensors.stream().map(Tensor::name).toList(), Optional.empty());
        Map<Shape, Set<String>> byShape = new LinkedHashMap<>();
        tensors.stream()
                .filter(tensor -> tensor.shape().rank() == 2 && isVocabulary(naming, tensor))
                .sorted(Comparator.comparingInt(t -> isEmbedding(naming, t) ? 0 : 1))
                .forEach(
                        tensor ->
                                byShape.computeIfAbsent(tensor.shape(), _ -> new LinkedHashSet<>())
                                        .add(tensor.name()));
        return Tied.of(byShape.values().stream());
    }

    static String note(Set<String> names) {
        return Shown.of(String.join(" and ", names))
                + " are one weight, by ensure_weight_tying: their change counts once";
    }

    private static boolean isEmbedding(Naming naming, Tensor tensor) {
        return naming.place(tensor.name()).kind().family() == ModuleFamily.EMBEDDING;
    }

    private static boolean isVocabulary(Naming naming, Tensor tensor) {
        return isEmbedding(naming, tensor)
                || naming.place(tensor.name()).kind().family() == ModuleFamily.HEAD;
    }
}
