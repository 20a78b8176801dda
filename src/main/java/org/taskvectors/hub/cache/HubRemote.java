package org.taskvectors.hub.cache;

import java.io.IOException;
import java.util.List;
import org.taskvectors.hub.HubClient;
import org.taskvectors.hub.HubFile;
import org.taskvectors.hub.HubRepository;
import org.taskvectors.hub.Sink;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A commit of a repository as a hub serves it.
///
/// @param client asks the hub
/// @param repository as the hub listed it
public record HubRemote(HubClient client, HubRepository repository) implements Remote {
    @Override
    public String commit() {
        return repository.commit();
    }

    @Override
    public List<RemoteFile> files() {
        return repository.files().stream().map(HubRemote::of).toList();
    }

    @Override
    public List<String> leftOut() {
        return repository.leftOut();
    }

    private static RemoteFile of(HubFile file) {
        return new RemoteFile(file.path(), file.size(), file.oid(), file.sha256());
    }

    @Override
    public void read(RemoteFile file, long from, long length, Sink sink, Cancellation cancellation)
            throws IOException, CancelledException {
        HubFile there =
                new HubFile(
                        repository.pinned(),
                        file.path(),
                        file.size(),
                        file.gitObject(),
                        file.sha256());
        client.read(there, from, length, sink, cancellation);
    }
}
