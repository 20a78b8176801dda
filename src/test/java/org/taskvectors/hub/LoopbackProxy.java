package org.taskvectors.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy on this machine that leads every request to one port of it, whatever host was asked for,
/// and keeps what it could read of it.
final class LoopbackProxy implements AutoCloseable {
    enum Manner {
        PASS,
        /// 407.
        LOGIN,
        /// 403.
        FORBID
    }

    private final ServerSocket server;
    private final Manner manner;
    private final int target;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

    LoopbackProxy(Manner manner, int target) throws IOException {
        this.manner = manner;
        this.target = target;
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /// What was asked, with headers.
    List<String> heads() {
        return List.copyOf(heads);
    }

    /// All that it could read: the heads, and the bytes that it passed on.
    String seen() {
        return String.join("", heads) + passed.toString(StandardCharsets.ISO_8859_1);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String head = Answering.readHead(socket.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            heads.add(head);
            switch (manner) {
                case LOGIN ->
                        say(
                                socket,
                                String.join(
                                        "\r\n",
                                        "407 Proxy Authentication Required",
                                        "Proxy-Authenticate: Basic realm=\"here\"",
                                        "Content-Length: 0"));
                case FORBID -> say(socket, "403 Forbidden\r\nContent-Length: 0");
                case PASS -> pass(socket, head);
            }
        } catch (IOException e) {
            // One side went away.
        }
    }

    private static void say(Socket socket, String answer) throws IOException {
        socket.getOutputStream()
                .write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
    }

    private void pass(Socket socket, String head) throws IOException {
        try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), target)) {
            if (head.startsWith("CONNECT ")) {
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                String own =
                        head.replaceFirst(" http://[^/ ]+", " ")
                                .replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
                behind.getOutputStream().write(own.getBytes(StandardCharsets.ISO_8859_1));
            }
            Thread back =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> copy(behind, socket, new ByteArrayOutputStream()));
            if (head.startsWith("CONNECT ")) {
                copy(socket, behind, passed);
            }
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to, ByteArrayOutputStream kept) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] block = new byte[8 << 10];
            for (int got = in.read(block); got >= 0; got = in.read(block)) {
                kept.write(block, 0, got);
                out.write(block, 0, got);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side went away.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
