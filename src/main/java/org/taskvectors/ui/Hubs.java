package org.taskvectors.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.hub.HubClient;
import org.taskvectors.hub.HubName;
import org.taskvectors.hub.HubProblem;
import org.taskvectors.hub.HubRepository;
import org.taskvectors.hub.HubSettings;
import org.taskvectors.hub.cache.CacheLayout;
import org.taskvectors.hub.cache.CachedSnapshot;
import org.taskvectors.hub.cache.Fetch;
import org.taskvectors.hub.cache.Fetched;
import org.taskvectors.hub.cache.FilesToFetch;
import org.taskvectors.hub.cache.HoldableFiles;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.hub.cache.HubRemote;
import org.taskvectors.hub.cache.RemoteFile;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.hub.HubCore;
import org.taskvectors.ui.hub.HubListing;

/// The hub as the window asks it: what a person named there, and nothing else.
///
/// @param models where the hub and its cache are
public record Hubs(HubModels models) implements HubCore {
    @Override
    public boolean isMeant(String text) {
        if (!HubModels.mayBeMeant(text)) {
            return false;
        }
        try {
            return HubName.isMeant(text, models.settings().endpoint());
        } catch (Failure e) {
            // The panel says what is wrong with the settings once it is open.
            return HubName.isMeant(text, HubSettings.HUB);
        }
    }

    @Override
    public HubName name(String text) throws Failure {
        return HubName.parseMeant(text, models.settings().endpoint());
    }

    @Override
    public boolean isOffline() {
        try {
            return models.settings().offline().getAsBoolean();
        } catch (Failure e) {
            return false;
        }
    }

    @Override
    public HubListing look(HubName name, Cancellation cancellation)
            throws IOException, CancelledException {
        HubSettings settings = models.settings();
        try (HubClient client = new HubClient(settings)) {
            return listing(client, name, client.repository(name, cancellation));
        } catch (Failure e) {
            if (!(e.problem() instanceof HubProblem)) {
                throw e;
            }
            CacheLayout layout = new CacheLayout(settings.cache(), name.repository());
            Optional<CachedSnapshot> found = CachedSnapshot.find(layout, name.revisionOrMain());
            if (found.isEmpty()) {
                throw e;
            }
            return ofCache(name, found.get(), e);
        }
    }

    @Override
    public HubListing again(HubListing listing) throws IOException {
        if (listing.repository().isEmpty()) {
            return listing;
        }
        try (HubClient client = new HubClient(models.settings())) {
            return listing(client, listing.name(), listing.repository().get());
        }
    }

    private HubListing listing(HubClient client, HubName name, HubRepository repository)
            throws Failure {
        HubRemote remote = new HubRemote(client, repository);
        CacheLayout layout = new CacheLayout(client.settings().cache(), name.repository());
        Fetch fetch = new Fetch(layout, remote, name.revisionOrMain(), Fetch.CONNECTIONS);
        Map<String, HubListing.Standing> standing = new HashMap<>();
        HoldableFiles holdable = HoldableFiles.of(layout, remote);
        for (RemoteFile file : holdable.files()) {
            boolean isWhole = fetch.isThere(file);
            standing.put(
                    file.path(),
                    new HubListing.Standing(
                            isWhole, isWhole ? file.size() : fetch.bytesThere(file)));
        }
        Optional<String> older =
                CachedSnapshot.find(layout, name.revisionOrMain())
                        .map(CachedSnapshot::commit)
                        .filter(commit -> !commit.equals(repository.commit()));
        Optional<CachedSnapshot> found = CachedSnapshot.find(layout, repository.commit());
        return new HubListing(
                name,
                repository.commit(),
                chosen(name, holdable.files()).noting(holdable.notes()),
                standing,
                layout.cache(),
                free(layout.cache()),
                found.isPresent() ? opens(name, found.get()) : Optional.empty(),
                older,
                Optional.of(repository),
                Optional.empty());
    }

    /// The default choice; or the file, or the folder's files, that the name means.
    private static FilesToFetch chosen(HubName name, List<RemoteFile> files) throws Failure {
        FilesToFetch all = FilesToFetch.of(files);
        if (name.file().isEmpty()) {
            return all;
        }
        String wanted = name.file().get();
        FilesToFetch named =
                all.choosing(
                        file -> file.path().equals(wanted) || file.path().startsWith(wanted + "/"));
        if (named.chosen().isEmpty()) {
            throw Failure.of(
                            HubProblem.NOT_FOUND,
                            null,
                            "the model has no file or folder " + Shown.of(wanted),
                            "Name it without the file, and choose in the list")
                    .at(name.withoutFile().text());
        }
        return named;
    }

    /// What the cache has, where the hub did not answer.
    private static HubListing ofCache(HubName name, CachedSnapshot found, Failure why)
            throws Failure {
        CacheLayout layout = found.layout();
        List<RemoteFile> files = found.tree().isPresent() ? found.tree().get() : found.there();
        Map<String, HubListing.Standing> standing = new HashMap<>();
        for (RemoteFile file : files) {
            boolean isWhole =
                    layout.refusal(file.path()).isEmpty()
                            && isWhole(layout.pointer(found.commit(), file.path()), file);
            standing.put(file.path(), new HubListing.Standing(isWhole, isWhole ? file.size() : 0));
        }
        return new HubListing(
                name,
                found.commit(),
                chosen(name, files),
                standing,
                layout.cache(),
                free(layout.cache()),
                opens(name, found),
                Optional.empty(),
                Optional.empty(),
                Optional.of(why));
    }

    private static boolean isWhole(Path path, RemoteFile file) {
        try {
            return Files.isRegularFile(path) && Files.size(path) == file.size();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> opens(HubName name, CachedSnapshot found) throws Failure {
        if (name.file().isPresent()) {
            return found.file(name.file().get());
        }
        return found.isComplete() ? Optional.of(found.folder()) : Optional.empty();
    }

    /// What is free on the disk of a folder, which may not be there yet.
    private static long free(Path folder) {
        @Nullable Path at = folder.toAbsolutePath();
        while (at != null && !Files.isDirectory(at)) {
            at = at.getParent();
        }
        try {
            return at == null ? -1 : Files.getFileStore(at).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public Path path(HubListing listing) throws Failure {
        if (listing.cached().isPresent()) {
            return listing.cached().get();
        }
        // The name alone would open the older commit that the cache has under it.
        HubName name =
                listing.older().isPresent() ? listing.name().at(listing.commit()) : listing.name();
        models.renew(name);
        return models.path(name.text());
    }

    @Override
    public Fetched fetch(
            HubListing listing,
            List<RemoteFile> files,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        HubName name = listing.name();
        HubSettings settings = models.settings();
        CacheLayout layout = new CacheLayout(settings.cache(), name.repository());
        try (HubClient client = new HubClient(settings)) {
            HubRemote remote = new HubRemote(client, listing.repository().orElseThrow());
            return new Fetch(layout, remote, name.revisionOrMain(), Fetch.CONNECTIONS)
                    .run(files, progress, cancellation);
        }
    }
}
