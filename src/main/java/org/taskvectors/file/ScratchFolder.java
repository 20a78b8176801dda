package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder among the system's temporary ones, which goes with all that is in it.
public final class ScratchFolder implements Closeable {
    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /// Makes one.
    ///
    /// @param name the beginning of its name
    /// @throws Failure if it cannot be made
    public static ScratchFolder make(String name) throws Failure {
        try {
            return new ScratchFolder(Files.createTempDirectory(name));
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.NOT_WRITABLE,
                            Path.of(System.getProperty("java.io.tmpdir", ".")),
                            "no folder can be made in it: " + e.getMessage(),
                            "Make room in the folder for temporary files")
                    .causedBy(e);
        }
    }

    public Path path() {
        return path;
    }

    /// Removes what can be removed; the system clears the rest some day.
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Nothing depends on it.
        }
    }
}
