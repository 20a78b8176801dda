package org.taskvectors.workspace.instance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// One message on a connection: its length in four bytes, then its bytes. Reading takes no more
/// memory than what has come, and no more time than it is given, however slowly it comes.
final class Frame {
    /// Longer ones are not read.
    static final int MOST_BYTES = 1 << 20;

    private static final int PIECE = 1 << 13;

    private Frame() {}

    static void write(Socket socket, byte[] message) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] whole = new byte[Integer.BYTES + message.length];
        ByteBuffer.wrap(whole).putInt(message.length).put(message);
        out.write(whole);
        out.flush();
    }

    /// Returns nothing where it is too long.
    ///
    /// @throws IOException where it does not come whole in that time
    static Optional<byte[]> read(Socket socket, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        InputStream in = socket.getInputStream();
        int length = ByteBuffer.wrap(read(socket, in, Integer.BYTES, end)).getInt();
        return length < 0 || length > MOST_BYTES
                ? Optional.empty()
                : Optional.of(read(socket, in, length, end));
    }

    /// Whether the other side has closed the connection.
    static boolean isEnded(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static byte[] read(Socket socket, InputStream in, int length, long end)
            throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] piece = new byte[Math.min(PIECE, Math.max(1, length))];
        while (whole.size() < length) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("the message did not come in time");
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            int count = in.read(piece, 0, Math.min(piece.length, length - whole.size()));
            if (count < 0) {
                throw new IOException("the message ended early");
            }
            whole.write(piece, 0, count);
        }
        return whole.toByteArray();
    }
}
