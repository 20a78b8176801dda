package org.taskvectors.ui.common;

import java.nio.file.Path;
import org.taskvectors.file.FarFiles;

/// Where something that is made of a model is suggested to lie.
public final class Beside {
    private static final String SNAPSHOTS = "snapshots";

    private Beside() {}

    /// Returns the folder that a model lies in; the person's own folder where the model lies on
    /// another machine, or in a cache of the hub, which is no place for other files.
    public static Path folder(Path model) {
        Path absolute = model.toAbsolutePath();
        Path parent = absolute.getParent();
        Path home = Path.of(System.getProperty("user.home", "")).toAbsolutePath();
        if (FarFiles.isFar(model)) {
            return home;
        }
        if (parent == null) {
            return absolute;
        }
        for (Path at = absolute; at != null; at = at.getParent()) {
            Path last = at.getFileName();
            Path above = at.getParent();
            boolean isCache =
                    last != null
                            && above != null
                            && last.toString().equals(SNAPSHOTS)
                            && String.valueOf(above.getFileName()).startsWith("models--");
            if (isCache) {
                return home;
            }
        }
        return parent;
    }
}
