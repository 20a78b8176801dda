package org.taskvectors.file;

import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Reads a range of a file as text, decoded strictly: bytes that are not UTF-8 are a [Failure] that
/// names the first of them, never a replacement character. The buffer is small however long the
/// range is. Closing the reader leaves the file open.
public final class Utf8Reader extends Reader {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ReadableFile file;
    private final long end;
    private final Problem notUtf8;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
    private final CharBuffer chars = CharBuffer.allocate(BUFFER_BYTES);

    /// The position of the first byte that is not yet in the buffer.
    private long next;

    /// @param begin the first byte of the range
    /// @param end the byte behind it
    /// @param notUtf8 the problem of a failure to decode
    public Utf8Reader(ReadableFile file, long begin, long end, Problem notUtf8) {
        this.file = file;
        this.next = begin;
        this.end = end;
        this.notUtf8 = notUtf8;
        bytes.flip();
        chars.flip();
    }

    @Override
    public int read(char[] target, int offset, int length) throws Failure {
        if (length == 0) {
            return 0;
        }
        while (!chars.hasRemaining()) {
            if (next >= end && !bytes.hasRemaining()) {
                return -1;
            }
            decode();
        }
        int got = Math.min(length, chars.remaining());
        chars.get(target, offset, got);
        return got;
    }

    @Override
    public void close() {}

    private void decode() throws Failure {
        fill();
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, next >= end);
        chars.flip();
        if (result.isError()) {
            throw Failure.of(
                            notUtf8,
                            file.path(),
                            "these bytes are not UTF-8 text",
                            "The file is damaged; download or save it again")
                    .at("byte " + (next - bytes.remaining()));
        }
    }

    private void fill() throws Failure {
        bytes.compact();
        int wanted = (int) Math.min(bytes.remaining(), end - next);
        file.read(next, MemorySegment.ofBuffer(bytes.slice(bytes.position(), wanted)));
        bytes.position(bytes.position() + wanted);
        bytes.flip();
        next += wanted;
    }
}
