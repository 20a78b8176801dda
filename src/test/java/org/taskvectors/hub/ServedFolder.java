package org.taskvectors.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/// Folders served as a hub on this machine, for tests of other rooms.
///
/// @param server serves them
public record ServedFolder(AutoCloseable server, URI endpoint) implements AutoCloseable {
    /// @param repositories their folders by their names
    public static ServedFolder of(Map<String, Path> repositories) throws IOException {
        HubServer server = HubServer.start();
        for (Map.Entry<String, Path> one : repositories.entrySet()) {
            server.serve(one.getKey(), one.getValue());
        }
        return new ServedFolder(server, server.endpoint());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
