package org.taskvectors.inference;

import java.util.List;
import java.util.Optional;
import org.taskvectors.tensor.Shape;

/// Linear layers that read the same numbers, and whose outputs are put one after the other: query,
/// key and value, or gate and up. One product serves them all where their weights lie one after the
/// other in memory; those of an edited model may lie in two places.
///
/// @param parts at least one, all with the same inputs
public record Product(List<Linear> parts) {
    public Product {
        parts = List.copyOf(parts);
    }

    /// Returns how many outputs there are together.
    public int outputs() {
        return parts.stream().mapToInt(Linear::outputs).sum();
    }

    public int inputs() {
        return parts.getFirst().inputs();
    }

    /// Returns the weights of all parts as one matrix, outputs × inputs (inputs × outputs for one
    /// transposed part); empty where they do not lie one after the other, or have several dtypes.
    @SuppressWarnings("restricted") // the parts' memory, of one scope, seen as one
    public Optional<Weights> whole() {
        Weights first = parts.getFirst().weights();
        if (parts.size() == 1) {
            return Optional.of(first);
        }
        long end = first.memory().address() + first.memory().byteSize();
        for (Linear part : parts.subList(1, parts.size())) {
            Weights next = part.weights();
            if (parts.getFirst().isTransposed()
                    || part.isTransposed()
                    || next.dtype() != first.dtype()
                    || next.memory().address() != end) {
                return Optional.empty();
            }
            end += next.memory().byteSize();
        }
        return Optional.of(
                new Weights(
                        first.memory().reinterpret(end - first.memory().address()),
                        first.dtype(),
                        Shape.of(outputs(), inputs())));
    }
}
