package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A folder that is filled beside its place, as `NAME.partial`, and gets its name in one step when
/// all of it is there. What ends the process before leaves `NAME.partial`, and nothing at the
/// place; whoever comes next finds there what was finished. One process at a time fills it, by the
/// lock on `NAME.partial.lock`.
public final class StagedFolder implements Closeable {
    /// What the folder is called until it gets its name, behind that name.
    public static final String ENDING = ".partial";

    private final Path target;
    private final Path folder;
    private final List<Path> made;
    private final Optional<HeldFile> lock;

    private StagedFolder(Path target, Path folder, List<Path> made, Optional<HeldFile> lock) {
        this.target = target;
        this.folder = folder;
        this.made = made;
        this.lock = lock;
    }

    /// Holds the folder beside a place. It is not made yet.
    ///
    /// @param target a folder that does not exist or is empty
    /// @throws Failure [FileProblem#IN_USE] while another process holds it; if the place has no
    ///   folder above it that can be written, or is a disk of its own
    public static StagedFolder hold(Path target) throws Failure {
        Path whole = whole(target);
        Path above = whole.getParent();
        if (above == null) {
            throw Failure.of(
                    FileProblem.NOT_A_FOLDER,
                    target,
                    "this is no folder within another",
                    "Choose a folder in it");
        }
        requireOneDisk(whole, above, target);
        Path folder = staged(whole);
        List<Path> made = AtomicFile.missingFolders(above);
        try {
            return new StagedFolder(whole, folder, made, lock(folder, target));
        } catch (Failure e) {
            made.forEach(AtomicFile::removeIfEmpty);
            throw e;
        }
    }

    /// Checks that a place is no link that leads nowhere, which no folder can take the place of.
    ///
    /// @throws Failure [FileProblem#NOT_A_FOLDER]
    public static void requireNoDeadLink(Path target) throws Failure {
        if (Files.isSymbolicLink(target) && !Files.exists(target)) {
            throw Failure.of(
                    FileProblem.NOT_A_FOLDER,
                    target,
                    "this is a link, and what it leads to is not there",
                    "Remove the link, or choose another place");
        }
    }

    /// Returns where what is written lies until it is whole.
    public static Path beside(Path target) {
        return staged(target.toAbsolutePath().normalize());
    }

    private static Path staged(Path whole) {
        return whole.resolveSibling(BoundedName.of(String.valueOf(whole.getFileName()), ENDING));
    }

    private static Path whole(Path target) throws Failure {
        try {
            return Files.exists(target) ? target.toRealPath() : target.toAbsolutePath().normalize();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(target, e);
        }
    }

    /// A folder gets its name in one step on one disk only.
    private static void requireOneDisk(Path whole, Path above, Path shown) throws Failure {
        try {
            if (Files.exists(whole)
                    && !Files.getFileStore(whole).equals(Files.getFileStore(above))) {
                throw Failure.of(
                        FileProblem.NOT_WRITABLE,
                        shown,
                        "this folder is a disk of its own, and what is written lies beside its"
                                + " place until it is whole",
                        "Choose a folder in it");
            }
        } catch (IOException e) {
            throw AtomicFile.writeFailure(shown, e);
        }
    }

    /// @param target what a person asked for, and knows
    private static Optional<HeldFile> lock(Path folder, Path target) throws Failure {
        Path file = folder.resolveSibling(BoundedName.of(folder.getFileName().toString(), ".lock"));
        try {
            Optional<HeldFile> held = HeldFile.hold(file);
            if (held.isEmpty()) {
                throw Failure.of(
                        FileProblem.IN_USE,
                        target,
                        "another process is writing it",
                        "Wait for it, or choose another place");
            }
            return held;
        } catch (Failure e) {
            if (e.problem() == FileProblem.NO_LOCKS) {
                // Written all the same; two processes are kept apart where there are locks.
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Returns the folder that is filled.
    public Path path() {
        return folder;
    }

    /// Whether an earlier process left something in it.
    ///
    /// @throws Failure if it is a file, or cannot be read
    public boolean isLeft() throws Failure {
        try {
            if (!Files.exists(folder)) {
                return false;
            }
            if (!Files.isDirectory(folder)) {
                throw Failure.of(
                        FileProblem.NOT_A_FOLDER,
                        folder,
                        "what is written lies there until it is whole, and this is a file",
                        "Rename it, or choose another place");
            }
            return !AtomicFile.isVacant(folder);
        } catch (IOException e) {
            throw AtomicFile.writeFailure(folder, e);
        }
    }

    /// Removes every file in it but these.
    ///
    /// @throws Failure if one cannot be removed
    public void keepOnly(Set<String> names) throws Failure {
        for (String name : names()) {
            if (!names.contains(name) && !name.endsWith(AtomicFile.SUFFIX)) {
                remove(name);
            }
        }
    }

    private List<String> names() throws Failure {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(folder, e);
        }
    }

    /// Gives a file in it another name.
    ///
    /// @throws Failure if that fails
    public void rename(String from, String to) throws Failure {
        try {
            Files.move(
                    folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw AtomicFile.writeFailure(folder.resolve(to), e);
        }
    }

    private void remove(String name) throws Failure {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw AtomicFile.writeFailure(folder.resolve(name), e);
        }
    }

    /// Gives the folder its name, where there is nothing or an empty folder, and removes one file
    /// of it that meant something only until then.
    ///
    /// @throws Failure if something is there, which stays, or it cannot be renamed
    public void publish(String spent) throws Failure {
        try {
            force(folder);
            if (Files.isDirectory(target)) {
                AtomicFile.sweep(target);
            }
            move();
            force(target.resolveSibling(""));
        } catch (IOException e) {
            throw AtomicFile.writeFailure(target, e);
        }
        try {
            Files.deleteIfExists(target.resolve(spent));
        } catch (IOException e) {
            // The folder is whole, and this file means nothing in it.
            return;
        }
    }

    private void move() throws IOException {
        try {
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            // Windows replaces no folder, not even an empty one. One that is not empty stays.
            Files.delete(target);
            Files.move(folder, target);
        }
    }

    /// A rename is safe from a power cut once the folder is on disk; Windows cannot open folders.
    private static void force(Path path) {
        try (FileChannel entries = FileChannel.open(path, StandardOpenOption.READ)) {
            entries.force(true);
        } catch (IOException e) {
            return;
        }
    }

    /// Removes the folder with all that is in it.
    ///
    /// @throws Failure if something of it cannot be removed
    public void discard() throws Failure {
        Removal.folder(folder);
    }

    /// Lets go of it. What is in it stays.
    @Override
    public void close() {
        AtomicFile.removeIfEmpty(folder);
        lock.ifPresent(HeldFile::close);
        made.forEach(AtomicFile::removeIfEmpty);
    }
}
