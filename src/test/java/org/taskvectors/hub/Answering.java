package org.taskvectors.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Answers every connection to it with the same bytes, which need not be HTTP, and closes it.
final class Answering implements AutoCloseable {
    private final ServerSocket server;

    Answering(String answer) throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> serve(answer));
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void serve(String answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                readHead(socket.getInputStream());
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
            } catch (IOException e) {
                // Closed, or the other side went away.
            }
        }
    }

    /// Reads until the empty line behind the headers.
    static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
