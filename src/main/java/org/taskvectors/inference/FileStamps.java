package org.taskvectors.inference;

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
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Shown;

/// What files looked like when they were read: size, time of the last change, and which file it is.
final class FileStamps {
    /// @param key which file it is on its disk; null where the system does not say
    private record Stamp(long size, long milliseconds, @Nullable Object key) {}

    private final Map<Path, Optional<Stamp>> stamps;

    private FileStamps(Map<Path, Optional<Stamp>> stamps) {
        this.stamps = stamps;
    }

    /// Notes what the files look like now.
    static FileStamps of(Collection<Path> files) {
        Map<Path, Optional<Stamp>> stamps = new LinkedHashMap<>();
        files.forEach(file -> stamps.put(file, stamp(file)));
        return new FileStamps(stamps);
    }

    /// Returns what is no longer as it was, in sentences without a full stop.
    List<String> changes() {
        List<String> changes = new ArrayList<>();
        stamps.forEach(
                (file, before) -> {
                    Optional<Stamp> now = stamp(file);
                    if (!Objects.equals(before, now)) {
                        String name = Shown.of(file.toString());
                        changes.add(
                                name
                                        + (now.isPresent()
                                                ? " changed on disk after the model was loaded"
                                                : " is no longer there"));
                    }
                });
        return changes;
    }

    private static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(
                    new Stamp(is.size(), is.lastModifiedTime().toMillis(), is.fileKey()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
