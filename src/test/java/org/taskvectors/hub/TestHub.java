package org.taskvectors.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.taskvectors.hub.cache.HubModels;

/// A hub on this machine alone, for tests of what asks one.
public final class TestHub implements AutoCloseable {
    private final HubServer server;
    private final AtomicBoolean offline = new AtomicBoolean();
    private final AtomicInteger last = new AtomicInteger(Integer.MAX_VALUE);

    private TestHub(HubServer server) {
        this.server = server;
    }

    public static TestHub start() throws IOException {
        return new TestHub(HubServer.start());
    }

    /// Serves a folder as it is now, in the place of what had that name.
    public void serve(String repository, Path folder) throws IOException {
        server.serve(repository, folder);
    }

    /// Adds files to every list of files, which are not there, by their paths as JSON has them.
    public void pretend(long size, String... paths) {
        server.add(
                Stream.of(paths)
                        .map(
                                path ->
                                        "{\"type\":\"file\",\"path\":\""
                                                + path
                                                + "\",\"size\":"
                                                + size
                                                + ",\"oid\":\""
                                                + "0".repeat(40)
                                                + "\"}")
                        .toArray(String[]::new));
    }

    /// Lets only a token read its files.
    public void gate(String repository, String token) {
        server.gate(repository, token);
    }

    /// Answers so many of the next requests for large files with a status.
    public void fail(int status, int times) {
        server.fault(Fault.Kind.STATUS, "/lfs/", times, status);
    }

    /// Answers nothing more.
    public void fallSilent() {
        server.fault(Fault.Kind.SILENT, "/", Integer.MAX_VALUE, 0);
    }

    /// Asks so many of the next requests for descriptions to wait for so many seconds.
    public void throttle(int times, long seconds) {
        server.fault(Fault.Kind.THROTTLE, "/api/", times, seconds);
    }

    /// The address that stands for the public hub's.
    public String endpoint() {
        return server.endpoint().toString();
    }

    /// Sends the next large files so slowly.
    public void slow(int times, long bytesPerSecond) {
        server.fault(Fault.Kind.SLOW, "/lfs/", times, bytesPerSecond);
    }

    /// Whether nothing may be asked.
    public void setOffline(boolean isOffline) {
        offline.set(isOffline);
    }

    /// Lets nothing be asked once so many more requests have come.
    public void goOfflineAfter(int requests) {
        last.set(asked() + requests);
    }

    private boolean isOffline() {
        return offline.get() || asked() >= last.get();
    }

    /// The models of this hub, kept in `cache`.
    public HubModels models(Path cache) {
        return new HubModels(
                () -> Served.settings(server).withCache(cache).withOffline(this::isOffline));
    }

    /// The same, which wait as long as they do for a person.
    public HubModels patientModels(Path cache) {
        return new HubModels(
                () ->
                        Served.settings(server)
                                .withCache(cache)
                                .withOffline(this::isOffline)
                                .withLimits(HubLimits.USUAL));
    }

    /// The address of a repository's page.
    public String page(String repository) {
        return server.endpoint() + "/" + repository;
    }

    /// How many requests have come.
    public int asked() {
        return server.seen().size();
    }

    /// How many bytes were sent.
    public long sent() {
        return server.sent();
    }

    @Override
    public void close() {
        server.close();
    }
}
