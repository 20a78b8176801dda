package org.taskvectors.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Reads a header from its beginning to its end, and never more memory than a part of it: what is
/// not kept is skipped. Every length is held against what is left of the file before it is
/// believed.
final class HeaderCursor {
    static final String DAMAGED = "The file is damaged; download or save it again";

    private static final int BUFFER = 1 << 16;

    private final ReadableFile file;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);

    /// Where the buffer's first byte lies in the file.
    private long start;

    private String place = "header";

    HeaderCursor(ReadableFile file, long position) {
        this.file = file;
        this.start = position;
    }

    /// Says what is being read, for messages.
    void at(String newPlace) {
        place = newPlace;
    }

    long position() {
        return start + buffer.position();
    }

    /// Bytes from here to the end of the file.
    long left() {
        return file.size() - position();
    }

    int unsignedByte() throws Failure {
        require(1);
        return buffer.get() & 0xff;
    }

    int word() throws Failure {
        require(4);
        return buffer.getInt();
    }

    long unsignedWord() throws Failure {
        return Integer.toUnsignedLong(word());
    }

    long doubleWord() throws Failure {
        require(8);
        return buffer.getLong();
    }

    short halfWord() throws Failure {
        require(2);
        return buffer.getShort();
    }

    /// A length of 64 bits, which must not be more than what follows it.
    long stringLength() throws Failure {
        long length = doubleWord();
        if (length < 0 || length > left()) {
            throw failure(
                    GgufProblem.STRING_BEYOND_END,
                    String.format(
                            Locale.ROOT,
                            "a string is said to be %s bytes long, only %,d follow",
                            Long.toUnsignedString(length),
                            left()),
                    DAMAGED);
        }
        return length;
    }

    byte[] bytes(int length) throws Failure {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            require(1);
            int part = Math.min(length - done, buffer.remaining());
            buffer.get(bytes, done, part);
            done += part;
        }
        return bytes;
    }

    /// A key or a tensor's name.
    String name(int longest) throws Failure {
        long length = stringLength();
        if (length > longest) {
            throw failure(
                    GgufProblem.NAME_TOO_LONG,
                    String.format(
                            Locale.ROOT,
                            "a name is said to be %,d bytes long, at most %,d are allowed",
                            length,
                            longest),
                    DAMAGED);
        }
        if (length == 0) {
            throw failure(GgufProblem.NAME_EMPTY, "a name is empty", DAMAGED);
        }
        byte[] bytes = bytes((int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw failure(GgufProblem.NAME_NOT_UTF8, "a name is not UTF-8 text", DAMAGED)
                    .causedBy(e);
        }
    }

    /// Goes on `bytes` further, which lie within the file.
    void skip(long bytes) {
        if (bytes <= buffer.remaining()) {
            buffer.position(buffer.position() + (int) bytes);
        } else {
            start = position() + bytes;
            buffer.position(0).limit(0);
        }
    }

    Failure failure(GgufProblem problem, String what, String advice) {
        return Failure.of(problem, file.path(), what, advice)
                .at(String.format(Locale.ROOT, "%s, byte %,d", place, position()));
    }

    private void require(int bytes) throws Failure {
        if (buffer.remaining() >= bytes) {
            return;
        }
        if (left() < bytes) {
            throw failure(
                    GgufProblem.HEADER_BEYOND_END,
                    "the file ends in the middle of its header",
                    "The download or copy did not finish; repeat it");
        }
        start = position();
        buffer.compact();
        int kept = buffer.position();
        int more = (int) Math.min(buffer.remaining(), file.size() - start - kept);
        file.read(start + kept, MemorySegment.ofBuffer(buffer.slice(kept, more)));
        buffer.position(0).limit(kept + more);
    }
}
