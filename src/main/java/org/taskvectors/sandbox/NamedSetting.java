package org.taskvectors.sandbox;

import java.util.List;

/// Vectors and how they are laid on the model, under a name.
public record NamedSetting(String name, List<Laid> vectors) {
    public NamedSetting {
        vectors = List.copyOf(vectors);
    }
}
