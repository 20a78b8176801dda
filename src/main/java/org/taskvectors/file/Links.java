package org.taskvectors.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/// Names that point to other files.
public final class Links {
    private Links() {}

    /// Whether links can be made in a folder, which is made where it is missing.
    ///
    /// @throws Failure if the folder cannot be written to
    public static boolean canBeMadeIn(Path folder) throws Failure {
        try {
            Files.createDirectories(folder);
            Path trial = folder.resolve(mark("link"));
            try {
                Files.createSymbolicLink(trial, Path.of("nothing"));
            } catch (UnsupportedOperationException | FileSystemException e) {
                // Windows without the right to make links, FAT, some network drives.
                return false;
            }
            Files.deleteIfExists(trial);
            return true;
        } catch (IOException e) {
            throw AtomicFile.writeFailure(folder, e);
        }
    }

    /// Makes `link` a link to `file`, relative to its own folder, in place of what had the name;
    /// missing folders above it are made.
    ///
    /// @throws Failure if that is impossible
    public static void relative(Path link, Path file) throws Failure {
        try {
            Path folder = parent(link);
            Path temporary = folder.resolve(mark(String.valueOf(link.getFileName())));
            Files.createSymbolicLink(temporary, folder.relativize(file.toAbsolutePath()));
            try {
                Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw AtomicFile.writeFailure(link, e);
        }
    }

    /// Makes the folders above a file that is to get its name there.
    ///
    /// @throws Failure if that is impossible
    public static void foldersAbove(Path file) throws Failure {
        try {
            parent(file);
        } catch (IOException e) {
            throw AtomicFile.writeFailure(file, e);
        }
    }

    private static Path parent(Path link) throws IOException {
        Path folder = link.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("there is no folder above " + link);
        }
        return Files.createDirectories(folder);
    }

    private static String mark(String name) {
        return BoundedName.of(
                name,
                "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + AtomicFile.SUFFIX);
    }
}
