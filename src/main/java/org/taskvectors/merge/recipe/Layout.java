package org.taskvectors.merge.recipe;

import java.util.List;
import java.util.Map;

/// How the models of a recipe lie in its result.
public sealed interface Layout {
    /// Of one module.
    sealed interface OfModule extends Layout {}

    /// Whole models beside each other.
    record Models(List<Ingredient> models) implements OfModule {
        public Models {
            models = List.copyOf(models);
            if (models.isEmpty() || models.stream().anyMatch(model -> model.layers().isPresent())) {
                throw new IllegalArgumentException("there are models, and they are whole");
            }
        }
    }

    /// Layers of models, one slice above the other.
    record Slices(List<Slice> slices) implements OfModule {
        public Slices {
            slices = List.copyOf(slices);
            if (slices.isEmpty()) {
                throw new IllegalArgumentException("there is a slice");
            }
        }
    }

    /// A layout of its own for each module (stack of layers) of the model.
    record Modules(Map<String, ModulePart> modules) implements Layout {
        public Modules {
            modules = Ordered.copy(modules);
            if (modules.isEmpty()) {
                throw new IllegalArgumentException("there is a module");
            }
        }
    }

    /// @param parameters settings for this module, in the recipe's order
    record ModulePart(OfModule layout, Map<String, Setting> parameters) {
        public ModulePart {
            parameters = Ordered.copy(parameters);
        }
    }
}
