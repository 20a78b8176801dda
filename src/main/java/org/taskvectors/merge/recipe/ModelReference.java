package org.taskvectors.merge.recipe;

import java.util.Optional;

/// A model as a recipe names it, with an adapter on it or without. Two references are one model
/// where all of it is equal.
///
/// @param architecture an architecture that is taken instead of the one in the model's
///   configuration
public record ModelReference(
        ModelName model, Optional<ModelName> lora, Optional<String> architecture) {
    public ModelReference(ModelName model) {
        this(model, Optional.empty(), Optional.empty());
    }

    /// Returns the reference to a path or a name on the hub, taken as it is.
    public static ModelReference of(String path) {
        return new ModelReference(new ModelName(path));
    }

    /// Returns the reference as a table shows it: `model` or `model+lora`.
    public String text() {
        return model.text() + lora.map(name -> "+" + name.text()).orElse("");
    }

    /// Whether [#text] alone means this reference to mergekit.
    boolean isPlain() {
        return architecture.isEmpty()
                && model.isPlain(true)
                && lora.map(name -> name.isPlain(true)).orElse(true);
    }
}
