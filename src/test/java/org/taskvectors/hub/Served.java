package org.taskvectors.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Settings for the server of the tests, and names on it.
final class Served {
    static final String NAME = "org/name";

    /// Short waits, so that tests of what breaks are quick.
    static final HubLimits QUICK =
            new HubLimits(
                    new HubPatience(
                            Duration.ofSeconds(20),
                            Duration.ofMillis(1_500),
                            Duration.ofMillis(400),
                            Duration.ofSeconds(1),
                            1_000,
                            Duration.ofSeconds(8),
                            3,
                            Duration.ofMillis(1),
                            Duration.ofMillis(20),
                            Duration.ofSeconds(10)),
                    1 << 20,
                    1_000,
                    200_000,
                    1L << 40,
                    20);

    private Served() {}

    static HubSettings settings(URI endpoint) {
        return new HubSettings(
                endpoint,
                Optional::empty,
                Path.of("nowhere"),
                () -> false,
                HubProxy.NONE,
                QUICK,
                WaitListener.SILENT);
    }

    static HubSettings settings(HubServer server) {
        return settings(server.endpoint());
    }

    static HubName name(String text) {
        try {
            return HubName.parse("hf:" + text);
        } catch (Failure e) {
            throw new IllegalArgumentException(e);
        }
    }

    static HubRepository repository(HubClient client) throws IOException, CancelledException {
        return client.repository(name(NAME), new Cancellation());
    }

    static HubFile file(HubClient client, String path) throws IOException, CancelledException {
        return repository(client).file(path).orElseThrow();
    }
}
