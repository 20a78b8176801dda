package org.taskvectors.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

/// The file of a workspace: what this program read or wrote there last, so that nothing is written
/// over what another program put there since.
final class WorkspaceFile {
    /// Far more than any workspace, far less than memory.
    private static final long LARGEST = 256L << 20;

    private final Path path;
    private Optional<byte[]> known = Optional.empty();
    private Optional<Stamp> stamp;

    /// When a file was written, without reading it.
    private record Stamp(long size, FileTime modified) {}

    WorkspaceFile(Path path) {
        this.path = path;
        this.stamp = stamp();
    }

    Path path() {
        return path;
    }

    /// @throws Failure if it cannot be read
    synchronized byte[] read() throws Failure {
        try {
            stamp = stamp();
            if (Files.size(path) > LARGEST) {
                throw new IOException("it is too large for a workspace");
            }
            byte[] bytes = Files.readAllBytes(path);
            known = Optional.of(bytes);
            return bytes;
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.NOT_READABLE,
                            path,
                            "the saved workspace cannot be read: " + e.getMessage(),
                            "It is left as it is, and nothing of this session is saved")
                    .causedBy(e);
        }
    }

    /// @throws Failure [WorkspaceProblem#CHANGED] where another program wrote it meanwhile, which
    ///   is left as it is; else if it cannot be written
    synchronized void write(String text) throws Failure {
        if (isChanged()) {
            throw Failure.of(
                    WorkspaceProblem.CHANGED,
                    path,
                    "another program has written this workspace since it was opened here, and"
                            + " nothing more of this session is saved into it",
                    "Save this window's workspace elsewhere to keep it, or open the file anew");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(path, bytes);
        known = Optional.of(bytes);
        stamp = stamp();
    }

    /// A file that was removed is not changed: it is written anew.
    private boolean isChanged() {
        Optional<Stamp> now = stamp();
        if (now.isEmpty() || now.equals(stamp)) {
            return false;
        }
        try {
            if (now.get().size() > LARGEST) {
                return true;
            }
            byte[] there = Files.readAllBytes(path);
            return known.map(bytes -> !Arrays.equals(bytes, there)).orElse(true);
        } catch (IOException e) {
            // What cannot be read is not known to be ours.
            return true;
        }
    }

    private Optional<Stamp> stamp() {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new Stamp(found.size(), found.lastModifiedTime()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
