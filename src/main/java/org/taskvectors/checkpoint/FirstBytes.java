package org.taskvectors.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// The first bytes of a file, by which it is recognised, and its last ones, for archives with their
/// table of contents there. At most some 70 KB are read.
public final class FirstBytes {
    private static final int FIRST = 1 << 12;
    private static final int LAST = 1 << 16;

    private final ReadableFile file;
    private final byte[] bytes;
    private final String text;

    private FirstBytes(ReadableFile file) throws Failure {
        this.file = file;
        this.bytes = bytes(0, FIRST);
        this.text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Reads the first bytes of an open file.
    ///
    /// @throws Failure where reading fails
    public static FirstBytes of(ReadableFile file) throws Failure {
        return new FirstBytes(file);
    }

    /// Returns how many first bytes there are: 4096, or all of a shorter file.
    public int count() {
        return bytes.length;
    }

    /// Returns the first bytes as a text, one char a byte.
    public String text() {
        return text;
    }

    /// Whether the file begins with these bytes, one char a byte.
    public boolean startWith(String start) {
        return text.startsWith(start);
    }

    /// Returns the first eight bytes as one number, the least significant first.
    ///
    /// @throws IndexOutOfBoundsException if there are fewer
    public long firstLong() {
        long number = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            number = number << 8 | Byte.toUnsignedInt(bytes[i]);
        }
        return number;
    }

    /// Reads the file's last 64 KiB, or all of a shorter file, as a text of one char a byte.
    ///
    /// @throws Failure where reading fails
    public String last() throws Failure {
        return new String(
                bytes(Math.max(0, file.size() - LAST), LAST), StandardCharsets.ISO_8859_1);
    }

    private byte[] bytes(long position, int most) throws Failure {
        byte[] read = new byte[(int) Math.min(most, file.size() - position)];
        file.read(position, MemorySegment.ofArray(read));
        return read;
    }
}
