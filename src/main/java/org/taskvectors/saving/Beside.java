package org.taskvectors.saving;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// What a model's folder holds otherwise than the folder that its weights came from.
///
/// @param texts files that are written, by name: they take the place of those of the source
/// @param layers the number of layers, where it is not the source's: config.json says it then
public record Beside(Map<String, String> texts, OptionalInt layers) {
    /// Nothing.
    public static final Beside NONE = new Beside(Map.of(), OptionalInt.empty());

    public Beside {
        texts = Map.copyOf(new LinkedHashMap<>(texts));
    }
}
