package org.taskvectors.merge.recipe;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.HubNames;

/// Names that recipes give to models on a hub.
public final class FarNames {
    private FarNames() {}

    /// Returns the name of a model on a hub, as mergekit writes it where it is a whole one:
    /// `organisation/name`, with its revision. What lies within a repository, and a name without an
    /// organisation, have `hf:` before them. A model in the hub's cache has its commit. Empty of
    /// everything else.
    public static Optional<ModelName> of(Path path) {
        return HubNames.of(path).map(FarNames::of);
    }

    private static ModelName of(String name) {
        boolean isWhole = !name.contains(":") && name.contains("/");
        String text = isWhole ? name : FarFiles.BEGINNING + name;
        int at = text.indexOf('@');
        return at < 0
                ? new ModelName(text)
                : new ModelName(text.substring(0, at), Optional.of(text.substring(at + 1)));
    }
}
