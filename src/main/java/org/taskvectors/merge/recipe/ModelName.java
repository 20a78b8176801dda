package org.taskvectors.merge.recipe;

import java.util.Optional;

/// A model's name as a recipe writes it: a path or a name on the hub, which only a [ModelResolver]
/// tells apart.
///
/// @param path never empty
/// @param revision of a model on the hub; never empty text
public record ModelName(String path, Optional<String> revision) {
    public ModelName {
        if (path.isEmpty() || revision.filter(String::isEmpty).isPresent()) {
            throw new IllegalArgumentException("a name without text");
        }
    }

    public ModelName(String path) {
        this(path, Optional.empty());
    }

    /// Returns `path` or `path@revision`.
    public String text() {
        return revision.map(name -> path + "@" + name).orElse(path);
    }

    /// Whether [#text] means this name to mergekit, within a reference (where `+` divides) or
    /// alone.
    boolean isPlain(boolean isWithinReference) {
        return !path.contains("@")
                && !revision.orElse("").contains("@")
                && !(isWithinReference && text().contains("+"));
    }
}
