package org.taskvectors.hub.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.taskvectors.job.CancelledException;

/// A commit of a repository on the hub, whose files are read by ranges.
public interface Remote {
    /// The commit's whole name.
    String commit();

    /// All of its files.
    List<RemoteFile> files();

    /// Reads a range of a file.
    ///
    /// @return all of its `length` bytes
    /// @throws IOException if they do not come, whatever was tried
    ByteBuffer read(RemoteFile file, long from, int length) throws IOException, CancelledException;
}
