package org.taskvectors.evaluation.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/// What a run over bytes found that were decoded in one encoding.
///
/// @param malformed how many sequences of bytes mean nothing in it
/// @param firstByte the position of the first of them
/// @param firstLine the number of its line, from 1
/// @param lastByte the position of the last of them
/// @param beyondAscii how many characters beyond ASCII there are
/// @param nulLine the number of the line of the first NUL; 0 where there is none
/// @param characters how many there are that are not blank
record Encoding(
        long malformed,
        long firstByte,
        long firstLine,
        long lastByte,
        long beyondAscii,
        long nulLine,
        long characters) {

    static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    static Encoding of(byte[] bytes, int from, Charset charset) {
        return new Run().over(ByteBuffer.wrap(bytes, from, bytes.length - from), strict(charset));
    }

    private static final class Run {
        private final CharBuffer chars = CharBuffer.allocate(1 << 14);
        private long malformed;
        private long firstByte;
        private long firstLine;
        private long lastByte;
        private long line = 1;
        private long beyondAscii;
        private long nulLine;
        private long characters;

        Encoding over(ByteBuffer bytes, CharsetDecoder decoder) {
            CoderResult result;
            do {
                result = decoder.decode(bytes, chars, true);
                count();
                if (result.isError()) {
                    bad(bytes.position());
                    bytes.position(bytes.position() + result.length());
                }
            } while (!result.isUnderflow());
            return new Encoding(
                    malformed, firstByte, firstLine, lastByte, beyondAscii, nulLine, characters);
        }

        private void bad(long at) {
            if (malformed == 0) {
                firstByte = at;
                firstLine = line;
            }
            malformed++;
            lastByte = at;
        }

        private void count() {
            chars.flip();
            while (chars.hasRemaining()) {
                char c = chars.get();
                if (c == '\n') {
                    line++;
                } else if (c == 0 && nulLine == 0) {
                    nulLine = line;
                } else if (c >= 0x80) {
                    beyondAscii++;
                }
                if (c > ' ') {
                    characters++;
                }
            }
            chars.clear();
        }
    }
}
