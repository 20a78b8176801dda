package org.taskvectors.ui.common;

import java.nio.file.Path;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.HubNames;

/// Where something that is made of a model is suggested to lie.
public final class Beside {
    private Beside() {}

    /// Returns the folder that a model lies in; the person's own folder where the model lies on
    /// another machine, or in a cache of the hub, which is no place for other files.
    public static Path folder(Path model) {
        if (FarFiles.isFar(model) || HubNames.isInCache(model)) {
            return Path.of(System.getProperty("user.home", "")).toAbsolutePath();
        }
        Path absolute = model.toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }
}
