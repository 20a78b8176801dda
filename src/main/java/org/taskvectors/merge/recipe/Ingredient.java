package org.taskvectors.merge.recipe;

import java.util.Map;
import java.util.Optional;

/// A model that goes into a merge.
///
/// @param layers the layers that are taken of it; present in a slice, and only there
/// @param parameters settings for it alone, in the recipe's order
public record Ingredient(
        ModelReference model, Optional<LayerRange> layers, Map<String, Setting> parameters) {
    public Ingredient {
        parameters = Ordered.copy(parameters);
    }

    /// A whole model.
    public static Ingredient of(ModelReference model, Map<String, Setting> parameters) {
        return new Ingredient(model, Optional.empty(), parameters);
    }

    /// Some layers of a model.
    public static Ingredient of(
            ModelReference model, LayerRange layers, Map<String, Setting> parameters) {
        return new Ingredient(model, Optional.of(layers), parameters);
    }
}
