package org.taskvectors.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What files looked like when they were read: size, time of the last change, and which file it is.
public final class FileStamps {
    /// @param key which file it is on its disk; null where the system does not say
    private record Stamp(long size, long nanoseconds, @Nullable Object key) {}

    private final Map<Path, Optional<Stamp>> stamps;

    private FileStamps(Map<Path, Optional<Stamp>> stamps) {
        this.stamps = stamps;
    }

    /// Notes what the files look like now.
    public static FileStamps of(Collection<Path> files) {
        Map<Path, Optional<Stamp>> stamps = new LinkedHashMap<>();
        files.forEach(file -> stamps.put(file, stamp(file)));
        return new FileStamps(stamps);
    }

    /// Returns what is no longer as it was, in sentences without a full stop.
    ///
    /// @param when since when: `after the model was loaded`
    public List<String> changes(String when) {
        List<String> changes = new ArrayList<>();
        stamps.forEach(
                (file, before) -> {
                    Optional<Stamp> now = stamp(file);
                    if (!Objects.equals(before, now)) {
                        String name = Shown.of(file.toString());
                        changes.add(
                                name
                                        + (now.isPresent()
                                                ? " changed on disk " + when
                                                : " is no longer there"));
                    }
                });
        return changes;
    }

    /// Whether all of them are as they were.
    public boolean areUnchanged() {
        return changes("").isEmpty();
    }

    /// Checks that none of them was written meanwhile, so that what was read of them is of one
    /// version. One that was removed, or replaced by another file of its name, is read to its end
    /// as it was where it is held open.
    ///
    /// @throws Failure [FileProblem#CHANGED]
    public void requireUnwritten() throws Failure {
        for (Map.Entry<Path, Optional<Stamp>> one : stamps.entrySet()) {
            Optional<Stamp> now = stamp(one.getKey());
            if (now.isPresent()
                    && one.getValue().filter(was -> isWritten(was, now.get())).isPresent()) {
                throw Failure.of(
                        FileProblem.CHANGED,
                        one.getKey(),
                        "it was written while it was read, so that what came of it would be of two"
                                + " versions",
                        "Begin again once nothing writes it any more");
            }
        }
    }

    private static boolean isWritten(Stamp before, Stamp now) {
        return Objects.equals(before.key(), now.key()) && !before.equals(now);
    }

    private static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(
                    new Stamp(
                            is.size(),
                            is.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                            is.fileKey()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
