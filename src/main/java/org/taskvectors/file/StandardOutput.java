package org.taskvectors.file;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Standard output as bytes. Unlike `System.out` it remembers why writing failed: a reader that
/// closed the pipe (`| head`) is no failure, a full disk is one.
public final class StandardOutput extends OutputStream {
    private final OutputStream out;
    private @Nullable IOException failure;

    public StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    /// Writes to any stream instead, for tests.
    public StandardOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /// Returns why output was lost; null if all of it was written, or if the reader closed the
    /// pipe.
    public @Nullable IOException failure() {
        IOException seen = failure;
        return seen == null || isClosedPipe(seen) ? null : seen;
    }

    private static boolean isClosedPipe(IOException e) {
        String said = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
        return said.contains("broken pipe")
                || said.contains("pipe is being closed")
                || said.contains("pipe has been ended");
    }
}
