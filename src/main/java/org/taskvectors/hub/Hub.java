package org.taskvectors.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.file.Failure;

/// Makes paths of names on a hub: what opens and reads paths opens and reads them. Nothing is asked
/// of any network before something is asked of a path.
public final class Hub implements Closeable {
    private final HubClient client;
    private final PlannedReads planned;
    private final HubFileSystemProvider provider = new HubFileSystemProvider();
    private final Map<HubName, HubFileSystem> systems = new HashMap<>();
    private final List<HubFileSystem> made = new ArrayList<>();

    public Hub(HubSettings settings) {
        this.client = new HubClient(settings);
        this.planned = new PlannedReads(client, ReadSize.USUAL);
    }

    public HubSettings settings() {
        return client.settings();
    }

    /// Returns what asks the hub.
    public HubClient client() {
        return client;
    }

    /// Returns the path that a name or an address means.
    ///
    /// @throws Failure [HubProblem#NAME]
    public Path path(String text) throws Failure {
        return path(HubName.parse(text, client.settings().endpoint()));
    }

    /// Returns the path of a repository, or of a file or a folder in it. All paths of one
    /// repository and revision are of the same commit, until [#renew] or until one of them was seen
    /// to have changed.
    public Path path(HubName name) {
        HubFileSystem system = system(name.withoutFile(), false);
        system.wake();
        return path(system, name);
    }

    /// Returns the same path of a name that a saved document holds: nothing is asked until a person
    /// asks for it ([org.taskvectors.file.FarFiles#wake]).
    public Path restingPath(HubName name) {
        return path(system(name.withoutFile(), true), name);
    }

    private static Path path(HubFileSystem system, HubName name) {
        return name.file()
                .<Path>map(file -> HubPath.root(system).resolve(file))
                .orElseGet(() -> HubPath.root(system));
    }

    /// Returns the file system of a repository.
    ///
    /// @param isSaved whether a saved document names it: a new file system rests then
    private synchronized HubFileSystem system(HubName repository, boolean isSaved) {
        HubFileSystem known = systems.get(repository);
        if (known == null || known.isStale() || !known.isOpen()) {
            boolean isFirst = known == null;
            known = new HubFileSystem(provider, client, planned, repository);
            if (isSaved && isFirst) {
                known.rest();
            }
            systems.put(repository, known);
            made.add(known);
        }
        return known;
    }

    /// Lets the next path of this repository and revision ask anew what the revision means. Paths
    /// that were made before stay with their commit.
    public synchronized void renew(HubName name) {
        systems.remove(name.withoutFile());
    }

    /// Ends all that is under way; paths that it made cannot be read any more.
    @Override
    public synchronized void close() throws IOException {
        for (HubFileSystem system : made) {
            system.close();
        }
        made.clear();
        systems.clear();
        client.close();
    }
}
