package org.taskvectors.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.FarWait;

/// A repository on a hub at one commit, read-only: what its revision means is asked when something
/// is first asked of it, and stays so.
public final class HubFileSystem extends FileSystem implements ReadAhead, FarFiles {
    /// How long a failure to list the files stands, so that a hub that cannot be reached is not
    /// waited for by each question that opening a folder asks.
    private static final long FAILURE_NANOSECONDS = 3_000_000_000L;

    private final HubFileSystemProvider provider;
    private final HubClient client;
    private final HubName name;
    private final Cancellation closing = new Cancellation();
    private final Object asking = new Object();
    private final FileReads reads;
    private final Set<HubChannel> channels = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Listing listing;
    private volatile @Nullable Failure failure;
    private long failed;
    private volatile boolean isStale;
    private volatile boolean isResting;

    /// @param planned what is fetched ahead, of all repositories of the hub
    HubFileSystem(
            HubFileSystemProvider provider, HubClient client, PlannedReads planned, HubName name) {
        this.provider = provider;
        this.client = client;
        this.name = name;
        this.reads = new FileReads(client, planned);
    }

    /// Returns the repository and revision that it is of.
    public HubName name() {
        return name;
    }

    /// Lets nothing be asked until [#wake].
    void rest() {
        isResting = listing == null;
    }

    @Override
    public boolean isResting() {
        return isResting;
    }

    @Override
    public void wake() {
        // Whoever wakes it, mostly the window, does not wait for what is being asked.
        isResting = false;
        failure = null;
        if (isStale) {
            // What its revision means is asked anew.
            listing = null;
            isStale = false;
        }
    }

    /// Returns the repository at the commit that is read.
    ///
    /// @throws Failure with a [HubProblem] if the hub cannot say
    public HubRepository repository() throws IOException {
        return listing().repository();
    }

    /// Whether the hub was seen to have other files by now, or none could be listed.
    boolean isStale() {
        return isStale;
    }

    /// Whether paths of both are the same places.
    boolean isOf(HubFileSystem other) {
        return provider.equals(other.provider) && name.equals(other.name);
    }

    private Listing listing() throws IOException {
        requireOpen();
        Listing known = listing;
        if (known != null) {
            return known;
        }
        if (isResting) {
            throw Refusals.of(
                    HubProblem.RESTING,
                    name,
                    "it lies on the hub, which was not asked since the program started");
        }
        FarWait.begins();
        synchronized (asking) {
            known = listing;
            if (known != null) {
                return known;
            }
            Failure before = failure;
            if (before != null && System.nanoTime() - failed < FAILURE_NANOSECONDS) {
                throw before;
            }
            try {
                known = Listing.of(client.repository(name, closing));
                listing = known;
                failure = null;
                return known;
            } catch (CancelledException e) {
                throw closed(e);
            } catch (Failure e) {
                failed = System.nanoTime();
                failure = e;
                isStale = true;
                throw e;
            }
        }
    }

    private static ClosedFileSystemException closed(Throwable cause) {
        ClosedFileSystemException closed = new ClosedFileSystemException();
        closed.initCause(cause);
        return closed;
    }

    HubAttributes attributes(HubPath path) throws IOException {
        Optional<HubAttributes> attributes = listing().attributes(path.place());
        return attributes.orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    HubFile file(HubPath path) throws IOException {
        HubFile file = listing().files().get(path.place());
        if (file == null) {
            attributes(path);
            throw Failure.of(FileProblem.NOT_A_FILE, path, "this is a folder, not a file", "");
        }
        return file;
    }

    List<Path> entries(HubPath folder) throws IOException {
        SortedSet<String> names = listing().folders().get(folder.place());
        if (names == null) {
            attributes(folder);
            throw new NotDirectoryException(folder.toString());
        }
        List<Path> entries = new ArrayList<>(names.size());
        names.forEach(one -> entries.add(folder.resolve(HubPath.of(this, one))));
        return entries;
    }

    /// Reads some bytes, at least one.
    int read(HubFile file, long position, ByteBuffer target, Cancellation cancellation)
            throws IOException, CancelledException {
        requireOpen();
        FarWait.begins();
        try {
            return reads.read(file, position, target, cancellation);
        } catch (Failure e) {
            isStale |= e.problem() == HubProblem.CHANGED;
            throw e;
        }
    }

    @Override
    public Plan willRead(List<Span> spans) {
        Listing known = listing;
        if (known == null) {
            return () -> {};
        }
        List<PlannedSpan> own = new ArrayList<>();
        for (Span span : spans) {
            if (span.file() instanceof HubPath path && isOf(path.getFileSystem())) {
                HubFile file = known.files().get(path.place());
                if (file != null) {
                    long from = Math.min(span.from(), file.size());
                    long length = Math.min(span.length(), file.size() - from);
                    own.add(new PlannedSpan(file, from, from + length));
                }
            }
        }
        return reads.willRead(own);
    }

    @Override
    public long memory() {
        return reads.memory();
    }

    /// Returns what reads its files.
    FileReads reads() {
        return reads;
    }

    private void requireOpen() {
        if (closing.isCancelled()) {
            throw new ClosedFileSystemException();
        }
    }

    @Override
    public HubFileSystemProvider provider() {
        return provider;
    }

    void opened(HubChannel channel) {
        channels.add(channel);
    }

    void closed(HubChannel channel) {
        channels.remove(channel);
    }

    /// Breaks off what is read.
    @Override
    public void close() throws IOException {
        closing.cancel();
        for (HubChannel channel : List.copyOf(channels)) {
            channel.close();
        }
        reads.close();
    }

    @Override
    public boolean isOpen() {
        return !closing.isCancelled();
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(HubPath.root(this));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        Path path = HubPath.of(this, first);
        for (String one : more) {
            path = path.resolve(one);
        }
        return path;
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        String syntax = syntaxAndPattern.substring(0, Math.max(0, colon));
        String pattern = syntaxAndPattern.substring(colon + 1);
        if (colon <= 0) {
            throw new IllegalArgumentException(syntaxAndPattern);
        }
        Pattern regex =
                switch (syntax) {
                    case "glob" -> Pattern.compile(Globs.regex(pattern));
                    case "regex" -> Pattern.compile(pattern);
                    default -> throw new UnsupportedOperationException(syntax);
                };
        return path -> regex.matcher(path.toString()).matches();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
