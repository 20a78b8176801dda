package org.taskvectors.ui.common;

import java.nio.file.Path;

/// Paths as people write them.
public final class HomePath {
    private HomePath() {}

    /// Absolute, with `~` for the person's own folder.
    public static String of(Path path) {
        Path home = Path.of(System.getProperty("user.home", "")).toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return home.getNameCount() > 0 && absolute.startsWith(home)
                ? Path.of("~").resolve(home.relativize(absolute)).toString()
                : absolute.toString();
    }
}
