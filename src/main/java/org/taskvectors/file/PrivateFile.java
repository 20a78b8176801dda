package org.taskvectors.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Small files that only the user who wrote them may read, in a folder that only this user may
/// enter. On systems without POSIX permissions they have those of the folder above.
public final class PrivateFile {
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /// Writes a whole file; its folder becomes private.
    ///
    /// @throws Failure if it cannot be written, or cannot be made private
    public static void write(Path target, byte[] bytes) throws Failure {
        try (AtomicFile file =
                AtomicFile.begin(privateFolder(target).resolve(target.getFileName()))) {
            restrict(file.temporary(), FILE);
            file.write(0, ByteBuffer.wrap(bytes));
            file.commit();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(target, e);
        }
    }

    /// Removes a file, if it is there.
    public static void remove(Path target) {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            // A process that reads it finds that no window answers there.
            return;
        }
    }

    private static Path privateFolder(Path target) throws IOException {
        Path folder = target.toAbsolutePath().resolveSibling("").normalize();
        Path above = folder.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Restricted below, as one that is new.
        }
        restrict(folder, FOLDER);
        return folder;
    }

    private static void restrict(Path path, Set<PosixFilePermission> permissions)
            throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(permissions);
        }
    }
}
