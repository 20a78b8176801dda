package org.taskvectors.workspace.instance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.PathReader;
import org.taskvectors.file.PrivateFile;
import org.taskvectors.job.Service;

/// Waits for second starts of the program, on a thread of its own, one after the other. Whatever
/// comes that is no request with the secret is dropped, and costs that thread a moment at most.
final class HandOverServer implements AutoCloseable {
    /// How long a request may take to come.
    private static final Duration READING = Duration.ofSeconds(1);

    /// How long the window may take to become ready for requests.
    private static final Duration STARTING = Duration.ofSeconds(4);

    private static final long PAUSE_NANOS = 10_000_000L;

    private static final int BACKLOG = 8;
    private static final int SECRET_BYTES = 24;

    /// Does what is asked.
    @FunctionalInterface
    interface Receiver {
        /// Returns whether it was done.
        boolean take(HandOver asked);
    }

    private final ServerSocket socket;
    private final Path addressFile;
    private final String secret;
    private final PathReader paths;
    private final CompletableFuture<Receiver> receiver = new CompletableFuture<>();

    private HandOverServer(ServerSocket socket, Path addressFile, String secret, PathReader paths) {
        this.socket = socket;
        this.addressFile = addressFile;
        this.secret = secret;
        this.paths = paths;
    }

    /// Begins to wait.
    ///
    /// @param addressFile where the address is written
    /// @param paths reads what is handed over
    /// @throws Failure where this machine does not let it, or the file cannot be written
    static HandOverServer start(Path addressFile, PathReader paths) throws Failure {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        ServerSocket socket;
        try {
            socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.NOT_WRITABLE,
                            addressFile,
                            "this machine lets no second start talk to this one: " + e.getMessage(),
                            "")
                    .causedBy(e);
        }
        HandOverServer server = new HandOverServer(socket, addressFile, secret, paths);
        try {
            PrivateFile.write(
                    addressFile, Messages.address(new Address(socket.getLocalPort(), secret)));
        } catch (Failure e) {
            server.close();
            throw e;
        }
        Service.start("second-starts", server::serve);
        return server;
    }

    /// From now on requests are taken; those that came before wait for this.
    void receive(Receiver takes) {
        receiver.complete(takes);
    }

    private void serve() {
        while (!socket.isClosed()) {
            answerNext();
        }
    }

    private void answerNext() {
        try (Socket connection = socket.accept()) {
            answer(connection);
        } catch (IOException e) {
            // Closed, or one that asked in a way that has no answer: the next one counts. The
            // pause is for a process that has no descriptor left for a connection.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void answer(Socket connection) throws IOException {
        Optional<HandOver> asked =
                Frame.read(connection, READING)
                        .flatMap(bytes -> Messages.readRequest(bytes, secret, paths));
        // A second start that waited too long, for a process that slept, has gone its own way.
        if (asked.isPresent() && !Frame.isEnded(connection)) {
            Frame.write(connection, Messages.answer(take(asked.get())));
        }
    }

    private boolean take(HandOver asked) {
        try {
            return receiver.get(STARTING.toMillis(), TimeUnit.MILLISECONDS).take(asked);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        PrivateFile.remove(addressFile);
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing waits there any more than before.
            return;
        }
    }
}
