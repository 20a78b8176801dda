package org.taskvectors.merge.recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Some consecutive layers of the result, made of the same number of layers of each source.
///
/// @param base the base of this slice, where it is not the recipe's
/// @param parameters settings for this slice, in the recipe's order
public record Slice(
        List<Ingredient> sources, Optional<ModelReference> base, Map<String, Setting> parameters) {
    public Slice {
        sources = List.copyOf(sources);
        parameters = Ordered.copy(parameters);
        if (sources.isEmpty() || sources.stream().anyMatch(source -> source.layers().isEmpty())) {
            throw new IllegalArgumentException("a slice has sources, each with its layers");
        }
    }
}
