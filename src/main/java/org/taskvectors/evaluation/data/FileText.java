package org.taskvectors.evaluation.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// A file's bytes with the encoding that makes text of all of them. The bytes are held, so that
/// what is fingerprinted is what is read.
final class FileText {
    private static final Charset WESTERN = Charset.forName("windows-1252");

    /// Byte order marks, as characters of Latin-1, and the encodings that they tell.
    private static final Map<String, Charset> MARKS =
            Map.of("\u00ef\u00bb\u00bf", UTF_8, "\u00ff\u00fe", UTF_16LE, "\u00fe\u00ff", UTF_16BE);

    private static final int LONGEST_MARK = 3;

    private final Path file;
    private final byte[] bytes;
    private final int from;
    private final Charset charset;
    private final List<String> notes;

    /// @param from where the text begins, behind a byte order mark
    private FileText(Path file, byte[] bytes, int from, Charset charset, List<String> notes) {
        this.file = file;
        this.bytes = bytes;
        this.from = from;
        this.charset = charset;
        this.notes = notes;
    }

    /// Reads a file and finds its encoding: the one that is given, the one of its byte order mark,
    /// UTF-8, or else Windows-1252, which is noted.
    ///
    /// @throws Failure with a [DataProblem] where it is no text, or as [ReadableFile] does
    static FileText read(Path file, Optional<Charset> given, Bounds bounds) throws Failure {
        byte[] bytes = bytes(file, bounds);
        if (bytes.length == 0) {
            throw Failure.of(
                    DataProblem.EMPTY, file, "the file is empty", "Download or save it again");
        }
        Optional<OtherKind> other = OtherKind.of(bytes);
        if (other.isPresent()) {
            throw Failure.of(
                    DataProblem.OTHER_KIND,
                    file,
                    "this is " + other.get().what() + ", not a text file of rows",
                    other.get().advice());
        }
        String start = new String(bytes, 0, Math.min(LONGEST_MARK, bytes.length), ISO_8859_1);
        Optional<String> mark = MARKS.keySet().stream().filter(start::startsWith).findFirst();
        Optional<Charset> marked = mark.map(one -> MARKS.getOrDefault(one, UTF_8));
        if (given.isEmpty() && marked.isEmpty()) {
            return unmarked(file, bytes);
        }
        // Of UTF-16 the mark says which of the two it is.
        boolean fits =
                given.isEmpty()
                        || given.equals(marked)
                        || (marked.isPresent()
                                && marked.get().name().startsWith(given.get().name()));
        return fits && marked.isPresent()
                ? strict(file, bytes, mark.orElse("").length(), marked.get())
                : strict(file, bytes, 0, given.orElse(UTF_8));
    }

    Path file() {
        return file;
    }

    Charset charset() {
        return charset;
    }

    /// Returns how the encoding was found, where a person should know it.
    List<String> notes() {
        return notes;
    }

    /// Returns the text from its begin.
    Reader reader() {
        return new InputStreamReader(
                new ByteArrayInputStream(bytes, from, bytes.length - from),
                Encoding.strict(charset));
    }

    /// Returns the SHA-256 of the bytes, in hexadecimal.
    String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Whether the last line has no line break at its end.
    boolean endsWithoutBreak() {
        int last = bytes.length - 1;
        if (charset.equals(UTF_16LE)) {
            last--;
        }
        return last < 0 || (bytes[last] != '\n' && bytes[last] != '\r');
    }

    private static byte[] bytes(Path file, Bounds bounds) throws Failure {
        try (ReadableFile opened = ReadableFile.open(file)) {
            if (opened.size() > bounds.bytes()) {
                throw Failure.of(
                        DataProblem.TOO_LARGE,
                        file,
                        "the file has "
                                + opened.size()
                                + " bytes; at most "
                                + bounds.bytes()
                                + " are read, by the memory that the program may take",
                        "Cut out the rows that you need");
            }
            byte[] bytes = new byte[(int) opened.size()];
            opened.read(0, MemorySegment.ofArray(bytes));
            return bytes;
        }
    }

    private static FileText unmarked(Path file, byte[] bytes) throws Failure {
        Encoding found = Encoding.of(bytes, 0, UTF_8);
        if (found.malformed() == 0) {
            return checked(new FileText(file, bytes, 0, UTF_8, List.of()), found);
        }
        Encoding western = Encoding.of(bytes, 0, WESTERN);
        boolean isDamaged = found.beyondAscii() >= found.malformed() || found.nulLine() > 0;
        if (isDamaged || western.malformed() > 0) {
            return strict(file, bytes, 0, UTF_8);
        }
        String note =
                found.malformed()
                        + " places are not UTF-8, the first is byte "
                        + found.firstByte()
                        + " on line "
                        + found.firstLine()
                        + ": the file was read as Windows-1252 (Latin-1)";
        return checked(new FileText(file, bytes, 0, WESTERN, List.of(note)), western);
    }

    private static FileText strict(Path file, byte[] bytes, int from, Charset charset)
            throws Failure {
        return checked(
                new FileText(file, bytes, from, charset, List.of()),
                Encoding.of(bytes, from, charset));
    }

    private static FileText checked(FileText text, Encoding found) throws Failure {
        if (found.nulLine() > 0) {
            throw Failure.of(
                            DataProblem.NOT_TEXT,
                            text.file,
                            "there is a NUL character, which no text has",
                            "If it is UTF-16 or UTF-32, save it as UTF-8; else choose a text file")
                    .at("line " + found.nulLine());
        }
        if (found.malformed() > 0) {
            throw text.malformed(found);
        }
        if (found.characters() == 0) {
            throw Failure.of(
                    DataProblem.EMPTY,
                    text.file,
                    "the file holds nothing but blanks",
                    "Download or save it again");
        }
        return text;
    }

    private Failure malformed(Encoding found) {
        boolean isCut = found.malformed() == 1 && found.lastByte() >= bytes.length - 3;
        if (isCut) {
            return Failure.of(
                            DataProblem.TRUNCATED,
                            file,
                            "the file ends in the middle of a character (" + charset.name() + ")",
                            "It is not whole: download or save it again")
                    .at("line " + found.firstLine());
        }
        return Failure.of(
                        DataProblem.ENCODING,
                        file,
                        "the bytes from byte "
                                + found.firstByte()
                                + " on are no "
                                + charset.name()
                                + " text ("
                                + found.malformed()
                                + " such places, beside "
                                + found.beyondAscii()
                                + " characters beyond ASCII that are)",
                        "Save it as UTF-8, or name its encoding")
                .at("line " + found.firstLine());
    }
}
