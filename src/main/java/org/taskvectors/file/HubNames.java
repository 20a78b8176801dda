package org.taskvectors.file;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names that models on a hub have, by where they are read: on the hub, or in the cache that the
/// hub's own tools keep on this machine. Nothing is looked at but the paths.
public final class HubNames {
    private static final String SNAPSHOTS = "snapshots";
    private static final String MODELS = "models--";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private HubNames() {}

    /// Returns the name of a model, without `hf:` before it: `organisation/name@revision:file` as
    /// it was named on a hub; `organisation/name@commit` of a whole snapshot in the cache. Empty of
    /// everything else.
    public static Optional<String> of(Path path) {
        if (!FarFiles.isFar(path)) {
            return ofSnapshot(path);
        }
        String text = path.toAbsolutePath().toString();
        return Optional.of(
                text.startsWith(FarFiles.BEGINNING)
                        ? text.substring(FarFiles.BEGINNING.length())
                        : text);
    }

    /// Returns a model's repository, `organisation/name`, where it has a name on a hub.
    public static Optional<String> repository(Path path) {
        return of(path).map(name -> name.replaceFirst("[@:].*", ""));
    }

    /// Whether a path lies in a snapshot of the cache, or is one.
    public static boolean isInCache(Path path) {
        for (@Nullable Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
            if (isSnapshots(at)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> ofSnapshot(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        Path above = folder.getParent();
        if (above == null || !isSnapshots(above) || above.getParent() == null) {
            return Optional.empty();
        }
        String commit = String.valueOf(folder.getFileName());
        String model = String.valueOf(above.getParent().getFileName());
        return COMMIT.matcher(commit).matches()
                ? Optional.of(
                        model.substring(MODELS.length()).replaceFirst("--", "/") + "@" + commit)
                : Optional.empty();
    }

    private static boolean isSnapshots(Path folder) {
        Path model = folder.getParent();
        return model != null
                && String.valueOf(folder.getFileName()).equals(SNAPSHOTS)
                && String.valueOf(model.getFileName()).startsWith(MODELS);
    }
}
