package org.taskvectors.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Removes folders that this program made and that nobody needs any more.
public final class Removal {
    private Removal() {}

    /// Removes a file, or a folder with all that is in it; does nothing where there is none.
    ///
    /// @throws Failure if something of it cannot be removed
    public static void folder(Path folder) throws Failure {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw AtomicFile.writeFailure(folder, new IOException(e));
        } catch (IOException e) {
            throw AtomicFile.writeFailure(folder, e);
        }
    }
}
