package org.taskvectors.ui.extract;

import java.nio.file.Path;

/// Paths as people write them.
final class Paths {
    private Paths() {}

    /// With `~` for the person's own folder.
    static String shortened(Path path) {
        Path home = Path.of(System.getProperty("user.home", "")).toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return home.getNameCount() > 0 && absolute.startsWith(home)
                ? Path.of("~").resolve(home.relativize(absolute)).toString()
                : absolute.toString();
    }
}
