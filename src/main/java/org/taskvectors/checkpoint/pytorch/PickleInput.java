package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Reads the bytes of a pickle one after the other, from a range of a file, of which it holds a
/// small window, or from memory.
final class PickleInput {
    /// The longest pickle that is read; one that describes 100,000 tensors has some 30 MB.
    static final long MOST_BYTES = 100_000_000;

    private static final int WINDOW = 1 << 14;
    private static final int LONGEST_LINE = 4_096;

    /// The source of the window.
    interface Bytes {
        void read(long position, MemorySegment target) throws Failure;
    }

    private final Path path;
    private final Bytes bytes;
    private final String entry;
    private final long end;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);

    /// The position of the first byte after the window.
    private long next;

    private PickleInput(Path path, Bytes bytes, String entry, long begin, long end) {
        this.path = path;
        this.bytes = bytes;
        this.entry = entry;
        this.next = begin;
        this.end = end;
        window.limit(0);
    }

    /// Reads a range of a file.
    ///
    /// @param entry the name of the range in messages: `archive/data.pkl, `; empty for the file
    ///   itself
    static PickleInput of(ReadableFile file, String entry, long begin, long end) {
        return new PickleInput(file.path(), file::read, entry, begin, end);
    }

    /// Reads a range of a file and counts positions from the beginning of the range.
    static PickleInput ofEntry(ReadableFile file, String entry, long begin, long size) {
        return new PickleInput(file.path(), (at, to) -> file.read(begin + at, to), entry, 0, size);
    }

    /// Reads bytes that were unpacked into memory.
    static PickleInput of(Path path, String entry, byte[] unpacked) {
        MemorySegment all = MemorySegment.ofArray(unpacked);
        return new PickleInput(
                path,
                (at, to) -> to.copyFrom(all.asSlice(at, to.byteSize())),
                entry,
                0,
                unpacked.length);
    }

    Path path() {
        return path;
    }

    /// Returns the position of the next byte.
    long position() {
        return next - window.remaining();
    }

    long remaining() {
        return end - position();
    }

    /// Returns the place of a byte as messages name it.
    String place(long position) {
        return entry + "byte " + position;
    }

    int u8() throws Failure {
        return need(1).get() & 0xFF;
    }

    int u16() throws Failure {
        return need(2).getShort() & 0xFFFF;
    }

    int i32() throws Failure {
        return need(4).getInt();
    }

    long i64() throws Failure {
        return need(8).getLong();
    }

    /// Floating-point numbers are the one thing that pickles have most significant byte first.
    double real() throws Failure {
        return Double.longBitsToDouble(Long.reverseBytes(need(8).getLong()));
    }

    /// Returns the next `length` bytes; `length` is unsigned.
    byte[] bytes(long length) throws Failure {
        requireRemaining(length);
        byte[] result = new byte[(int) length];
        int at = 0;
        while (at < result.length) {
            fill();
            int count = Math.min(window.remaining(), result.length - at);
            window.get(result, at, count);
            at += count;
        }
        return result;
    }

    void skip(long length) throws Failure {
        requireRemaining(length);
        long within = Math.min(length, window.remaining());
        window.position(window.position() + (int) within);
        next += length - within;
    }

    /// Reads a text of `length` bytes of UTF-8. Halves of surrogate pairs, which Python may write,
    /// are refused.
    String text(long length) throws Failure {
        long at = position();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(at, "a text is not UTF-8").causedBy(e);
        }
    }

    /// Reads the text up to the next line feed, and skips the line feed.
    String line() throws Failure {
        long at = position();
        StringBuilder line = new StringBuilder();
        for (int c = u8(); c != '\n'; c = u8()) {
            if (line.length() == LONGEST_LINE || c >= 0x80) {
                throw malformed(at, "a name is no name");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    Failure malformed(long position, String what) {
        return Failure.of(
                        PytorchProblem.PICKLE_MALFORMED,
                        path,
                        what,
                        "The file is damaged; download or save it again")
                .at(place(position));
    }

    private void requireRemaining(long length) throws Failure {
        if (length < 0 || length > remaining()) {
            throw truncated();
        }
    }

    private ByteBuffer need(int count) throws Failure {
        if (window.remaining() < count) {
            requireRemaining(count);
            fill();
        }
        return window;
    }

    private void fill() throws Failure {
        window.compact();
        int wanted = (int) Math.min(window.remaining(), end - next);
        bytes.read(next, MemorySegment.ofBuffer(window.slice(window.position(), wanted)));
        window.position(window.position() + wanted);
        window.flip();
        next += wanted;
    }

    private Failure truncated() {
        return Failure.of(
                        PytorchProblem.PICKLE_TRUNCATED,
                        path,
                        "the pickle ends in the middle of an operation",
                        "The file is damaged or cut short; download or save it again")
                .at(place(position()));
    }
}
