package org.taskvectors.evaluation.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// A kind of file that holds no rows of text, which its first bytes tell.
///
/// @param what it is, behind "this is"
/// @param advice tells the person what to do
/// @param is whether a file that begins with these bytes, as characters of Latin-1, is of the kind
record OtherKind(String what, String advice, Predicate<String> is) {
    /// How many bytes tell the kind.
    private static final int FIRST = 1 << 12;

    private static final long LONGEST_HEADER = 100_000_000;

    private static final List<OtherKind> KINDS =
            List.of(
                    new OtherKind(
                            "compressed with gzip",
                            "Unpack it with gunzip",
                            starts("\u001f\u008b")),
                    new OtherKind(
                            "a compressed file (bzip2, xz, zstd or 7z)",
                            "Unpack it",
                            starts(
                                    "BZh",
                                    "\u00fd7zXZ\0",
                                    "(\u00b5/\u00fd",
                                    "7z\u00bc\u00af'\u001c")),
                    new OtherKind(
                            "a spreadsheet (.xlsx or .ods)",
                            "Save the sheet as CSV in UTF-8",
                            text ->
                                    text.startsWith("PK\u0003\u0004")
                                            && (text.contains("[Content_Types].xml")
                                                    || text.contains("opendocument.spreadsheet"))),
                    new OtherKind(
                            "a zip archive",
                            "Unpack it",
                            starts("PK\u0003\u0004", "PK\u0005\u0006")),
                    new OtherKind(
                            "a file of an old office program (.xls or .doc)",
                            "Save the sheet as CSV in UTF-8",
                            starts("\u00d0\u00cf\u0011\u00e0")),
                    new OtherKind(
                            "a Parquet file",
                            "Convert it, for example with pandas: read_parquet(…).to_json(…,"
                                    + " orient='records', lines=True)",
                            starts("PAR1", "PARE")),
                    new OtherKind(
                            "an Arrow file, as the datasets library caches them",
                            "Convert it, for example with datasets:"
                                    + " Dataset.from_file(…).to_json(…)",
                            starts("ARROW1", "FEA1", "\u00ff\u00ff\u00ff\u00ff")),
                    new OtherKind(
                            "a safetensors file, which holds weights",
                            "Choose a file of rows",
                            OtherKind::weights),
                    new OtherKind(
                            "a GGUF file, which holds weights",
                            "Choose a file of rows",
                            starts("GGUF")),
                    new OtherKind(
                            "a NumPy array", "Save the rows as JSON lines", starts("\u0093NUMPY")),
                    new OtherKind(
                            "a Python pickle, which is a program and is not run",
                            "Save the rows as JSON lines",
                            starts("\u0080\u0002", "\u0080\u0003", "\u0080\u0004", "\u0080\u0005")),
                    new OtherKind(
                            "an HDF5 file", "Save the rows as JSON lines", starts("\u0089HDF\r\n")),
                    new OtherKind(
                            "an SQLite database",
                            "Save the table as CSV",
                            starts("SQLite format 3\0")),
                    new OtherKind("a PDF", "Save its text as a plain text", starts("%PDF-")),
                    new OtherKind(
                            "a tar archive", "Unpack it", text -> text.startsWith("ustar", 257)),
                    new OtherKind(
                            "a Git LFS pointer, a small text that stands for the file",
                            "Run `git lfs pull` in its folder, or download the file itself",
                            starts("version https://git-lfs.github.com/spec/")),
                    new OtherKind(
                            "a web page (HTML)",
                            "Download the file itself; the page may be asking for a login or a"
                                    + " licence",
                            OtherKind::page));

    /// Returns the kind of a file with these bytes; empty where it may be text.
    static Optional<OtherKind> of(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(FIRST, bytes.length), ISO_8859_1);
        return KINDS.stream().filter(kind -> kind.is.test(text)).findFirst();
    }

    private static Predicate<String> starts(String... starts) {
        return text -> Arrays.stream(starts).anyMatch(text::startsWith);
    }

    private static boolean weights(String text) {
        if (text.length() < 10 || !text.startsWith("{\"", 8)) {
            return false;
        }
        long header =
                ByteBuffer.wrap(text.getBytes(ISO_8859_1)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return header > 0 && header <= LONGEST_HEADER;
    }

    private static boolean page(String text) {
        String start = text.strip();
        String lower = start.substring(0, Math.min(16, start.length())).toLowerCase(Locale.ROOT);
        return lower.startsWith("<!doctype") || lower.startsWith("<html");
    }
}
