package org.taskvectors.workspace.instance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Asks the window that is open already.
final class HandOverClient {
    private static final int LARGEST_ADDRESS = 4096;
    private static final int CONNECTING_MILLIS = 1_000;

    /// Longer than a window may take to answer, see [HandOverServer] and [Instance].
    private static final Duration ANSWERING = Duration.ofSeconds(8);

    /// How an attempt ended.
    enum Outcome {
        TAKEN,
        /// A window took the call and did not do what was asked, or not in time.
        NO_ANSWER,
        /// Nothing waits there, or not yet.
        NOT_THERE
    }

    private HandOverClient() {}

    static Outcome ask(Path addressFile, HandOver asked) {
        Optional<Address> address = address(addressFile);
        if (address.isEmpty()) {
            return Outcome.NOT_THERE;
        }
        byte[] request = Messages.request(address.get().secret(), asked);
        if (request.length > Frame.MOST_BYTES) {
            return Outcome.NO_ANSWER;
        }
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), address.get().port()),
                    CONNECTING_MILLIS);
            return ask(socket, request);
        } catch (IOException e) {
            return Outcome.NOT_THERE;
        }
    }

    private static Outcome ask(Socket socket, byte[] request) {
        try {
            Frame.write(socket, request);
            return Frame.read(socket, ANSWERING).filter(Messages::isTaken).isPresent()
                    ? Outcome.TAKEN
                    : Outcome.NO_ANSWER;
        } catch (IOException e) {
            return Outcome.NO_ANSWER;
        }
    }

    private static Optional<Address> address(Path file) {
        try {
            return Files.size(file) > LARGEST_ADDRESS
                    ? Optional.empty()
                    : Messages.readAddress(Files.readAllBytes(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
