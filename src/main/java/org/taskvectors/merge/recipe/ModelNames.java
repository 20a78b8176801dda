package org.taskvectors.merge.recipe;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.tensor.Shape;

/// What a plan has to know of a model: the names of its tensors, and where each belongs.
///
/// @param tensors stored names, in the checkpoint's order
/// @param buffers the names of those that are no weights
public record ModelNames(List<String> tensors, Set<String> buffers, Naming naming) {
    public ModelNames {
        tensors = List.copyOf(new LinkedHashSet<>(tensors));
        buffers = Set.copyOf(buffers);
    }

    public static ModelNames of(Checkpoint checkpoint) {
        return new ModelNames(
                checkpoint.tensors().stream().map(Tensor::name).toList(),
                checkpoint.tensors().stream()
                        .filter(Buffers::isBuffer)
                        .map(Tensor::name)
                        .collect(Collectors.toSet()),
                Naming.of(checkpoint));
    }

    /// Returns what is known from names alone.
    public static ModelNames of(Collection<String> names, Optional<ModelConfig> config) {
        return new ModelNames(
                List.copyOf(names),
                names.stream()
                        .filter(name -> Buffers.isBuffer(name, Shape.of()))
                        .collect(Collectors.toSet()),
                Naming.of(names, config));
    }
}
