package org.taskvectors.checkpoint;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Unreadable;

/// Names of files and folders.
public final class FileNames {
    private FileNames() {}

    /// Returns a path's last part; the path itself if it has none, as the root.
    public static String of(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? path.toString() : last.toString();
    }

    /// Returns the names of the files in `folder`, sorted, without temporary files of this program.
    ///
    /// @throws Failure if the folder cannot be listed
    public static List<String> in(Path folder) throws Failure {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = of(entry);
                if (!name.endsWith(AtomicFile.SUFFIX) && !Files.isDirectory(entry)) {
                    names.add(name);
                }
            }
        } catch (Failure e) {
            throw e;
        } catch (DirectoryIteratorException | IOException e) {
            throw Unreadable.of(folder, "this folder cannot be listed", e);
        }
        names.sort(null);
        return names;
    }
}
