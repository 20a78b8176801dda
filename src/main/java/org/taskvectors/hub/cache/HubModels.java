package org.taskvectors.hub.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.PathReader;
import org.taskvectors.hub.Hub;
import org.taskvectors.hub.HubEnvironment;
import org.taskvectors.hub.HubName;
import org.taskvectors.hub.HubSettings;
import org.taskvectors.hub.WaitListener;

/// Reads names of models on a hub wherever a path is asked for. A model that lies whole in the
/// cache of the hub's own tools is read from there, and nothing is asked; of any other one blocks
/// are read from the hub when the path is read. A file of this machine that has such a name goes
/// first.
public final class HubModels implements PathReader, Closeable {
    private static final List<String> BEGINNINGS =
            List.of(
                    "hf:",
                    "http://",
                    "https://",
                    "huggingface.co/",
                    "www.huggingface.co/",
                    "hf.co/");

    /// Reads where the hub and its cache are.
    @FunctionalInterface
    public interface Settings {
        /// @throws Failure if the environment says what cannot be used
        HubSettings read() throws Failure;
    }

    private final Settings settings;
    private @Nullable Hub hub;
    private boolean isClosed;
    private volatile WaitListener listener = WaitListener.SILENT;

    /// @param settings asked when the first name is read
    public HubModels(Settings settings) {
        this.settings = settings;
    }

    /// Returns the models of the hub that the environment names.
    ///
    /// @param variables the environment
    /// @param home the person's folder
    /// @param offline the switch of this program; the environment may say so too
    public static HubModels of(Map<String, String> variables, Path home, OfflineSwitch offline) {
        return new HubModels(
                () -> {
                    HubSettings said = new HubEnvironment(variables, home).settings();
                    return said.withOffline(() -> said.offline().getAsBoolean() || offline.isOn());
                });
    }

    /// Returns where the hub and its cache are.
    ///
    /// @throws Failure if the environment says what cannot be used
    public HubSettings settings() throws Failure {
        return hub().settings();
    }

    /// Tells `newListener`, and no one else any more, when the hub is waited for.
    public void onWait(WaitListener newListener) {
        listener = newListener;
    }

    /// Whether a text may be meant as the name or address of a model on a hub.
    public static boolean mayBeMeant(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return BEGINNINGS.stream().anyMatch(lower::startsWith);
    }

    @Override
    public Path path(String text) throws Failure {
        return path(text, false);
    }

    /// Returns what reads the names that saved documents hold: of what lies on the hub nothing is
    /// asked until a person asks for it.
    public PathReader saved() {
        return text -> path(text, true);
    }

    /// Returns where models that a document names lie whole in the hub's cache on this machine;
    /// those that do not are left out. Asks no network.
    ///
    /// @param names without `hf:` before them
    /// @throws Failure if the environment says what cannot be used, or a name is none
    public Map<String, Path> inCache(Collection<String> names) throws Failure {
        Map<String, Path> found = new LinkedHashMap<>();
        for (String name : names) {
            cached(named(name)).ifPresent(place -> found.put(name, place));
        }
        return found;
    }

    /// Returns where models that a document names are read, now that a person has asked for them:
    /// in the hub's cache, or on the hub.
    ///
    /// @param names without `hf:` before them
    /// @throws Failure if the environment says what cannot be used, or a name is none
    public Map<String, Path> asked(Collection<String> names) throws Failure {
        Map<String, Path> found = new LinkedHashMap<>();
        for (String name : names) {
            found.put(name, place(named(name), false));
        }
        return found;
    }

    private HubName named(String name) throws Failure {
        return HubName.parse(FarFiles.BEGINNING + name, settings().endpoint());
    }

    private Path path(String text, boolean isResting) throws Failure {
        if (!mayBeMeant(text)
                || PathReader.isOnDisk(text)
                || !HubName.isMeant(text, settings().endpoint())) {
            return Path.of(text);
        }
        return place(HubName.parse(text, settings().endpoint()), isResting);
    }

    private Path place(HubName name, boolean isResting) throws Failure {
        Optional<Path> cached = cached(name);
        if (cached.isPresent()) {
            return cached.get();
        }
        return isResting ? hub().restingPath(name) : hub().path(name);
    }

    /// The whole model, or the one file that is named, from the cache.
    private Optional<Path> cached(HubName name) throws Failure {
        CacheLayout layout = new CacheLayout(settings().cache(), name.repository());
        Optional<CachedSnapshot> found = CachedSnapshot.find(layout, name.revisionOrMain());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (name.file().isPresent()) {
            String file = name.file().get();
            // What the cache cannot hold is on the hub all the same.
            return layout.refusal(file).isPresent() ? Optional.empty() : found.get().file(file);
        }
        return found.get().isComplete() ? Optional.of(found.get().folder()) : Optional.empty();
    }

    private synchronized Hub hub() throws Failure {
        if (isClosed) {
            throw new ClosedFileSystemException();
        }
        @Nullable Hub known = hub;
        if (known == null) {
            known = new Hub(settings.read().withWaits(words -> listener.waits(words)));
            hub = known;
        }
        return known;
    }

    /// Lets the next path of this name ask the hub anew what its revision means.
    ///
    /// @throws Failure if the environment says what cannot be used
    public void renew(HubName name) throws Failure {
        hub().renew(name);
    }

    /// Ends all that is under way, on every thread: whoever reads of the hub, or is about to, gets
    /// a [ClosedFileSystemException] or a [java.nio.channels.ClosedChannelException].
    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        if (hub != null) {
            hub.close();
        }
    }
}
