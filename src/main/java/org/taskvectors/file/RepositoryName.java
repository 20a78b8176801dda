package org.taskvectors.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// What models on a hub are called: `organisation/name`, in the hub's letters.
public final class RepositoryName {
    private static final int LONGEST_PART = 96;
    private static final Pattern PART = Pattern.compile("\\w(?:[\\w.-]*\\w)?");

    private RepositoryName() {}

    /// Whether a text is such a name, or the bare one that a few old models have.
    public static boolean isOne(String name) {
        String[] parts = name.split("/", -1);
        return parts.length <= 2
                && Arrays.stream(parts)
                        .allMatch(
                                part ->
                                        part.length() <= LONGEST_PART
                                                && PART.matcher(part).matches())
                && !name.contains("--")
                && !name.contains("..")
                && !name.endsWith(".git");
    }

    /// Returns the name that a person may have meant by a path, with `hf:` before it: by one of the
    /// form `organisation/name` that is not on the disk. Empty for all others. Asks no network.
    public static Optional<String> meantBy(Path path) {
        if (FarFiles.isFar(path) || path.isAbsolute() || path.getNameCount() != 2) {
            return Optional.empty();
        }
        String name = path.getName(0) + "/" + path.getName(1);
        return isOne(name) && Files.notExists(path)
                ? Optional.of(FarFiles.BEGINNING + name)
                : Optional.empty();
    }
}
