package org.taskvectors.evaluation.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Problem;

/// Files that are refused, each by its name, its line, and what to do.
class RefusedTablesTest {
    private static final Bounds BOUNDS = Bounds.within(2L << 30);

    @TempDir Path folder = Path.of("");

    private Failure refused(String name, byte[] bytes, ReadOptions options, Bounds bounds)
            throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        Failure failure =
                catchThrowableOfType(Failure.class, () -> Tables.read(file, options, bounds));
        assertThat(failure).as(name).isNotNull();
        assertThat(failure.file()).isEqualTo(file);
        assertThat(failure.advice()).isNotBlank();
        return Objects.requireNonNull(failure);
    }

    private Failure refused(String name, String text) throws IOException {
        return refused(name, text.getBytes(UTF_8), ReadOptions.none(), BOUNDS);
    }

    private Failure refused(String name, byte[] bytes) throws IOException {
        return refused(name, bytes, ReadOptions.none(), BOUNDS);
    }

    private static void isAt(Failure failure, Problem problem, int line) {
        assertThat(failure.problem()).as(failure.getMessage()).isEqualTo(problem);
        assertThat(failure.place()).as(failure.getMessage()).isEqualTo("line " + line);
    }

    @Test
    void anEmptyFile() throws IOException {
        assertThat(refused("a.tsv", "").problem()).isEqualTo(DataProblem.EMPTY);
        assertThat(refused("b.tsv", " \n\t\n").problem()).isEqualTo(DataProblem.EMPTY);
        assertThat(refused("c.txt", "\ufeff").problem()).isEqualTo(DataProblem.EMPTY);
    }

    @Test
    void namesWithoutARow() throws IOException {
        assertThat(refused("a.tsv", "text\tlabel\n").problem()).isEqualTo(DataProblem.NO_ROWS);
        assertThat(refused("b.json", "[]").problem()).isEqualTo(DataProblem.NO_ROWS);
        assertThat(refused("c.jsonl", "{}\n").problem()).isEqualTo(DataProblem.NO_ROWS);
    }

    @Test
    void aFolderAndNothing() {
        Failure folderFailure = catchThrowableOfType(Failure.class, () -> Tables.read(folder));
        assertThat(folderFailure.problem()).isEqualTo(FileProblem.NOT_A_FILE);
        Failure absent =
                catchThrowableOfType(
                        Failure.class, () -> Tables.read(folder.resolve("absent.tsv")));
        assertThat(absent.problem()).isEqualTo(FileProblem.NOT_FOUND);
    }

    @Test
    void filesOfOtherKinds() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write("text\tlabel\n".getBytes(UTF_8));
        }
        isKind("a.tsv.gz", gzip.toByteArray(), "gzip");
        isKind("a.xlsx", zip("[Content_Types].xml"), "spreadsheet");
        isKind("a.zip", zip("train.tsv"), "zip");
        isKind("a.parquet", "PAR1\u0015\0\u0015".getBytes(ISO_8859_1), "Parquet");
        isKind("a.arrow", "ARROW1\0\0\u00ff\u00ff".getBytes(ISO_8859_1), "Arrow");
        isKind("b.arrow", "\u00ff\u00ff\u00ff\u00ff\u0010\0\0\0".getBytes(ISO_8859_1), "Arrow");
        isKind(
                "model.safetensors",
                "\u0010\0\0\0\0\0\0\0{\"a\":{}}".getBytes(ISO_8859_1),
                "safetensors");
        isKind("a.gguf", "GGUF\u0003\0\0\0".getBytes(ISO_8859_1), "GGUF");
        isKind("a.npy", "\u0093NUMPY\u0001\0".getBytes(ISO_8859_1), "NumPy");
        isKind("a.pkl", "\u0080\u0004\u0095".getBytes(ISO_8859_1), "pickle");
        isKind("a.pdf", "%PDF-1.7\n".getBytes(ISO_8859_1), "PDF");
        isKind("a.csv", "<!DOCTYPE html><html>".getBytes(ISO_8859_1), "web page");
        isKind(
                "b.csv",
                "version https://git-lfs.github.com/spec/v1\noid".getBytes(ISO_8859_1),
                "Git LFS");
    }

    private void isKind(String name, byte[] bytes, String word) throws IOException {
        Failure failure = refused(name, bytes);
        assertThat(failure.problem()).as(name).isEqualTo(DataProblem.OTHER_KIND);
        assertThat(failure.what()).contains(word);
    }

    private static byte[] zip(String entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(entry));
        }
        return bytes.toByteArray();
    }

    @Test
    void aNulCharacter() throws IOException {
        isAt(refused("a.tsv", "text\tlabel\nx\0\t1\n"), DataProblem.NOT_TEXT, 2);
        byte[] unmarked = "text\tlabel\n".getBytes(StandardCharsets.UTF_16LE);
        Failure failure = refused("b.tsv", unmarked);
        assertThat(failure.problem()).isEqualTo(DataProblem.NOT_TEXT);
        assertThat(failure.advice()).contains("UTF-16");
    }

    @Test
    void textThatIsMostlyUtf8IsDamagedAndNotOfAnotherEncoding() throws IOException {
        byte[] bytes = "text\tlabel\nété\t1\n?\t0\n".getBytes(UTF_8);
        bytes[bytes.length - 4] = (byte) 0xE9;
        Failure failure = refused("a.tsv", bytes);
        isAt(failure, DataProblem.ENCODING, 3);
        assertThat(failure.what()).contains("byte " + (bytes.length - 4));
        byte[] cut = java.util.Arrays.copyOf(bytes, "text\tlabel\né".getBytes(UTF_8).length + 2);
        isAt(refused("b.tsv", cut), DataProblem.TRUNCATED, 2);
    }

    @Test
    void bytesThatAreNotOfTheEncodingThatIsNamed() throws IOException {
        byte[] bytes = "text\tlabel\ncaf\u00e9\t1\n".getBytes(ISO_8859_1);
        isAt(
                refused("a.tsv", bytes, ReadOptions.none().withCharset(UTF_8), BOUNDS),
                DataProblem.ENCODING,
                2);
        // 0x81 is no character of Windows-1252 either.
        bytes[14] = (byte) 0x81;
        isAt(refused("b.tsv", bytes), DataProblem.ENCODING, 2);
    }

    @Test
    void rowsOfOtherWidths() throws IOException {
        Failure shorter = refused("a.tsv", "text\tlabel\nx\ny\t1\n");
        isAt(shorter, DataProblem.RAGGED, 2);
        assertThat(shorter.what()).contains("1 column, the first has 2");
        isAt(refused("b.csv", "text,label\nx,1\ny, z,0\n"), DataProblem.RAGGED, 3);
        isAt(refused("c.csv", "text,label\n\"x\n\",1\ny\n"), DataProblem.RAGGED, 4);
    }

    @Test
    void aFileThatEndsInARow() throws IOException {
        isAt(refused("a.tsv", "text\tlabel\nx\t1\ny"), DataProblem.TRUNCATED, 3);
        isAt(refused("b.csv", "text,label\nx,1\n\"y, z\n"), DataProblem.TRUNCATED, 3);
        isAt(refused("c.jsonl", "{\"a\": 1}\n{\"a\": \"x"), DataProblem.TRUNCATED, 2);
        assertThat(refused("d.json", "[{\"a\": 1},\n{\"a\": 2}").problem())
                .isEqualTo(DataProblem.TRUNCATED);
        assertThat(refused("e.json", "{\"1\": {\"a\": 1},\n").problem())
                .isEqualTo(DataProblem.TRUNCATED);
    }

    @Test
    void quotesThatGoOn() throws IOException {
        isAt(refused("a.csv", "text,label\n\"x\" y,1\n"), DataProblem.QUOTES, 2);
    }

    @Test
    void aColumnNamedTwice() throws IOException {
        assertThat(refused("a.tsv", "text\ttext\nx\ty\n").problem())
                .isEqualTo(DataProblem.COLUMN_TWICE);
        assertThat(refused("a.jsonl", "{\"a\": 1, \"a\": 2}\n").problem())
                .isEqualTo(DataProblem.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{\"a\": 1}|nonsense#2",
                "{\"a\": 1}|{\"a\" 2}#2",
                "{\"a\": 1}|[1]#2",
                "[{\"a\": 1},|3]#2",
                "[{\"a\": 1}]|{}#2",
                "{\"text\": {\"0\": \"a\"},|\"label\": {\"0\": 1}}#1",
                "{\"text\": [\"a\"],|\"label\": [1, 2]}#2",
                "17#1",
            })
    void jsonThatHasNotTheFormOfRows(String text, int line) throws IOException {
        isAt(refused("a.json", text.replace('|', '\n')), DataProblem.MALFORMED, line);
    }

    @Test
    void deepJson() throws IOException {
        String deep = "{\"a\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        isAt(refused("a.jsonl", "{\"a\": 1}\n" + deep), DataProblem.TOO_LARGE, 2);
        isAt(refused("b.json", "{\"a\":".repeat(100_000)), DataProblem.TOO_LARGE, 1);
    }

    @Test
    void moreThanTheBounds() throws IOException {
        byte[] rows = "text\tlabel\nx\t1\ny\t0\nz\t1\n".getBytes(UTF_8);
        isLarge("a.tsv", rows, new Bounds(10, 9, 9, 99, 99, 99), "bytes");
        isLarge("a.tsv", rows, new Bounds(99, 3, 9, 99, 99, 99), "more than 3 rows");
        isLarge("a.tsv", rows, new Bounds(99, 9, 1, 99, 99, 99), "more than 1 columns");
        isLarge("a.tsv", rows, new Bounds(99, 9, 9, 7, 99, 99), "more than 7 cells");
        isLarge("a.txt", "long text".getBytes(UTF_8), new Bounds(99, 9, 9, 99, 99, 8), "8 char");
        byte[] json = "{\"a\": 1}\n{\"b\": 1}\n{\"c\": 1}\n".getBytes(UTF_8);
        isLarge("a.jsonl", json, new Bounds(99, 2, 9, 99, 99, 99), "more than 2 rows");
        isLarge("a.jsonl", json, new Bounds(99, 9, 2, 99, 99, 99), "more than 2 keys");
        isLarge("a.jsonl", json, new Bounds(99, 9, 9, 8, 99, 99), "more than 8 cells");
        byte[] columns = "{\"a\": [1, 2, 3, 4]}".getBytes(UTF_8);
        isLarge("a.json", columns, new Bounds(99, 3, 9, 99, 99, 99), "more than 3 rows");
    }

    @Test
    void aRowThatDoesNotEnd() throws IOException {
        Bounds bounds = new Bounds(1 << 20, 9, 9, 99, 1000, 99);
        byte[] quoted = ("text,label\nx,1\n\"" + "y\n".repeat(100_000)).getBytes(UTF_8);
        Failure failure = refused("a.csv", quoted, ReadOptions.none(), bounds);
        isAt(failure, DataProblem.TOO_LARGE, 3);
        assertThat(failure.what()).contains("more than 1000 characters");
        byte[] string = ("{\"a\": \"" + "y".repeat(100_000) + "\"}").getBytes(UTF_8);
        isLarge("a.jsonl", string, bounds, "");
        byte[] list = ("{\"a\": [" + "1,".repeat(100_000) + "1]}\n{}").getBytes(UTF_8);
        isLarge("a.jsonl", list, bounds, "more than 1000 characters");
    }

    private void isLarge(String name, byte[] bytes, Bounds bounds, String words)
            throws IOException {
        Failure failure = refused(name, bytes, ReadOptions.none(), bounds);
        assertThat(failure.problem()).as(failure.getMessage()).isEqualTo(DataProblem.TOO_LARGE);
        assertThat(failure.what()).contains(words);
    }

    @Test
    void theBoundsFollowTheMemory() {
        assertThat(Bounds.within(64L << 30).bytes()).isEqualTo(1L << 30);
        assertThat(Bounds.within(512L << 20).bytes()).isEqualTo(128L << 20);
        assertThat(Bounds.within(512L << 20).cells()).isEqualTo(4L << 20);
    }

    @Test
    void optionsThatDoNotFit() throws IOException {
        byte[] tsv = "text\tlabel\nx\t1\n".getBytes(UTF_8);
        for (ReadOptions options :
                new ReadOptions[] {
                    ReadOptions.none().withDelimiter(';'),
                    ReadOptions.none().withLayout(Layout.CSV).withDelimiter('"'),
                    ReadOptions.none().withLayout(Layout.TEXT).withHeader(true)
                }) {
            assertThat(refused("a.tsv", tsv, options, BOUNDS).problem())
                    .isEqualTo(DataProblem.OPTION_WRONG);
        }
    }
}
