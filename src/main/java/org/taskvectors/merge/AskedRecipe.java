package org.taskvectors.merge;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The recipe that asks for a merge, as the model's card shows it.
///
/// @param text the recipe as it was written
/// @param meaning what it means, as a table in plain text
/// @param models where its models lie, by how the recipe calls them, in its order
public record AskedRecipe(String text, String meaning, Map<String, Path> models) {
    public AskedRecipe {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }
}
