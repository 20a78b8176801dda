package org.taskvectors.ui.hub;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.HubName;
import org.taskvectors.hub.HubRepository;
import org.taskvectors.hub.cache.FilesToFetch;
import org.taskvectors.hub.cache.RemoteFile;

/// What a model holds, and what of it is in the cache.
///
/// @param name as it was asked for
/// @param commit whose files they are
/// @param files with those that would be fetched by default
/// @param standing how much of each file is in the cache, by its path
/// @param cache the folder of the cache
/// @param free bytes on its disk; negative where that is not known
/// @param cached what opens from the cache; empty where the model does not lie in it whole
/// @param older the commit that the cache has under the same name, where it is not this one
/// @param repository as the hub listed it; empty where the hub was not asked or did not answer
/// @param unanswered why the list is only what the cache has; empty where the hub answered
public record HubListing(
        HubName name,
        String commit,
        FilesToFetch files,
        Map<String, Standing> standing,
        Path cache,
        long free,
        Optional<Path> cached,
        Optional<String> older,
        Optional<HubRepository> repository,
        Optional<Failure> unanswered) {
    /// How much of a file is in the cache.
    ///
    /// @param isWhole whether nothing is to be fetched
    /// @param bytes that are there
    public record Standing(boolean isWhole, long bytes) {
        static final Standing NOTHING = new Standing(false, 0);
    }

    public HubListing {
        standing = Map.copyOf(standing);
    }

    /// How much of a file is in the cache.
    Standing of(RemoteFile file) {
        return standing.getOrDefault(file.path(), Standing.NOTHING);
    }

    /// How many bytes of these files still have to come; bytes that two of them share come once.
    long toCome(List<RemoteFile> wanted) {
        long bytes = 0;
        Set<String> counted = new HashSet<>();
        for (RemoteFile file : wanted) {
            Standing there = of(file);
            if (!there.isWhole() && counted.add(file.etag())) {
                bytes += file.size() - there.bytes();
            }
        }
        return bytes;
    }
}
