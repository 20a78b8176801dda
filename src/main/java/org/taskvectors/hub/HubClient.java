package org.taskvectors.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Asks a hub: which files a model has, and for their bytes. Nothing is asked before a method is
/// called. Safe for use by several threads.
///
/// What breaks off, stalls or is refused for a while is repeated a bounded number of times; after
/// that, and for what does not pass, a [Failure] with a [HubProblem] says what a person can do.
public final class HubClient implements Closeable {
    private final HubSettings settings;
    private final HubRequests requests;
    private final RangeReader ranges;

    public HubClient(HubSettings settings) {
        this.settings = settings;
        this.requests = new HubRequests(settings);
        this.ranges = new RangeReader(requests, settings);
    }

    public HubSettings settings() {
        return settings;
    }

    /// Returns what a revision means now, and all of its files; a file in `name` plays no part.
    ///
    /// @throws Failure with a [HubProblem]
    public HubRepository repository(HubName name, Cancellation cancellation)
            throws IOException, CancelledException {
        return new RepositoryReader(requests, settings, name.withoutFile(), cancellation).read();
    }

    /// Returns `length` bytes of a file from `from` on.
    ///
    /// @throws Failure with a [HubProblem]; [HubProblem#CHANGED] if the hub has another file now
    /// @throws IllegalArgumentException if the file is not that long
    public byte[] read(HubFile file, long from, int length, Cancellation cancellation)
            throws IOException, CancelledException {
        byte[] bytes = new byte[length];
        ByteBuffer target = ByteBuffer.wrap(bytes);
        read(file, from, length, target::put, cancellation);
        return bytes;
    }

    /// Hands `length` bytes of a file from `from` on to `sink` as they come, on this thread. What
    /// breaks off goes on where it stood. What the sink throws comes out as it is.
    ///
    /// @throws Failure with a [HubProblem]; [HubProblem#CHANGED] if the hub has another file now
    /// @throws IllegalArgumentException if the file is not that long
    public void read(HubFile file, long from, long length, Sink sink, Cancellation cancellation)
            throws IOException, CancelledException {
        ranges.read(file, from, length, sink, cancellation);
    }

    /// Hands the file from `from` to its end to `sink`, as [#read] does. Its size is held to; its
    /// SHA-256 is the caller's to check, who may have had the bytes before `from`.
    public void download(HubFile file, long from, Sink sink, Cancellation cancellation)
            throws IOException, CancelledException {
        read(file, from, file.size() - from, sink, cancellation);
    }

    /// Breaks off what is under way, and closes the connections.
    @Override
    public void close() {
        requests.close();
    }
}
