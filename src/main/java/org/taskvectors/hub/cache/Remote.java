package org.taskvectors.hub.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A commit of a repository on the hub, whose files are read by ranges.
public interface Remote {
    /// Takes the bytes of a range in their order, each of them once.
    @FunctionalInterface
    interface Sink {
        /// Takes all of `bytes`, which are another's afterwards.
        void write(ByteBuffer bytes) throws IOException, CancelledException;
    }

    /// The commit's whole name.
    String commit();

    /// All of its files.
    List<RemoteFile> files();

    /// Reads a range of a file, on the calling thread.
    ///
    /// @throws IOException if not all of its bytes come, whatever was tried
    void read(RemoteFile file, long from, long length, Sink sink, Cancellation cancellation)
            throws IOException, CancelledException;
}
