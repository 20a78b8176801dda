package org.taskvectors.hub.cache;

import java.io.IOException;
import java.util.List;
import org.taskvectors.hub.Sink;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A commit of a repository on the hub, whose files are read by ranges.
public interface Remote {
    /// The commit's whole name.
    String commit();

    /// All of its files.
    List<RemoteFile> files();

    /// Names of files that are not among these, as no folder can hold them.
    List<String> leftOut();

    /// Hands a range of a file to `sink`, in order and each of its bytes once, on the calling
    /// thread.
    ///
    /// @throws IOException if not all of its bytes come, whatever was tried
    void read(RemoteFile file, long from, long length, Sink sink, Cancellation cancellation)
            throws IOException, CancelledException;
}
