package org.taskvectors.ui.common;

import java.nio.file.Path;
import org.taskvectors.file.Shown;

/// Paths as people write them.
public final class HomePath {
    private HomePath() {}

    /// Absolute, with `~` for the person's own folder and control characters as escapes.
    public static String of(Path path) {
        Path home = Path.of(System.getProperty("user.home", "")).toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return Shown.of(
                home.getNameCount() > 0 && absolute.startsWith(home)
                        ? Path.of("~").resolve(home.relativize(absolute))
                        : absolute);
    }
}
