package org.taskvectors.evaluation.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the rows of each layout are.
class TablesTest {
    @TempDir Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void tsvKeepsEveryByteOfACell() throws IOException {
        Table table =
                Tables.read(
                        file(
                                "dev.tsv",
                                "sentence\tlabel\n a film , \"so bad \t0\r\n\"good\" \t1\n"));
        assertThat(table.layout()).isEqualTo(Layout.TSV);
        assertThat(table.columns()).containsExactly("sentence", "label");
        assertThat(table.rows())
                .containsExactly(List.of(" a film , \"so bad ", "0"), List.of("\"good\" ", "1"));
        assertThat(table.lines()).containsExactly(2, 3);
        assertThat(table.charset()).isEqualTo(UTF_8);
    }

    @Test
    void tsvSaysThatQuotesAreKept() throws IOException {
        assertThat(Tables.read(file("a.tsv", "text\tlabel\n\"x\"\t0\n")).notes())
                .anyMatch(note -> note.startsWith("1 rows have a cell in quotes"));
    }

    @Test
    void csvHasQuotesLineBreaksAndDelimitersInCells() throws IOException {
        Table table =
                Tables.read(
                        file(
                                "a.csv",
                                """
                                text,label
                                "one, ""two\""
                                three ",1
                                b "c" d,0
                                """
                                        .replace("\n", "\r\n")));
        assertThat(table.layout()).isEqualTo(Layout.CSV);
        assertThat(table.rows())
                .containsExactly(List.of("one, \"two\"\r\nthree ", "1"), List.of("b \"c\" d", "0"));
        assertThat(table.lines()).containsExactly(2, 4);
    }

    @ParameterizedTest
    @CsvSource({";,';'", "|,'|'"})
    void csvFindsItsDelimiterAndSaysSo(char delimiter, String shown) throws IOException {
        String text = "text;label\n1,5 or 2,5;0\n\"a;b\";1\n".replace(';', delimiter);
        Table table = Tables.read(file("a.csv", text));
        assertThat(table.rows().get(0)).containsExactly("1,5 or 2,5", "0");
        assertThat(table.rows().get(1)).containsExactly("a" + delimiter + "b", "1");
        assertThat(table.notes()).containsExactly("columns are delimited by '" + delimiter + "'");
        assertThat(shown).isNotEmpty();
    }

    @Test
    void csvWithTabsIsNoTsv() throws IOException {
        Table table = Tables.read(file("a.csv", "text\tlabel\n\"x\ty\"\t0\n"));
        assertThat(table.layout()).isEqualTo(Layout.CSV);
        assertThat(table.rows()).containsExactly(List.of("x\ty", "0"));
        assertThat(table.notes()).containsExactly("columns are delimited by tabs");
    }

    @Test
    void aDelimiterThatIsNamedIsTaken() throws IOException {
        Path file = file("a.csv", "text,label#x\na,b#c,d\n");
        assertThat(
                        Tables.read(file, ReadOptions.none().withDelimiter('#').withHeader(true))
                                .columns())
                .containsExactly("text,label", "x");
    }

    @Test
    void aFirstRowOfDataIsNoRowOfNames() throws IOException {
        Table numbered = Tables.read(file("a.tsv", "a fine film\t1\na bad one\t0\n"));
        assertThat(numbered.columns()).containsExactly("column 1", "column 2");
        assertThat(numbered.rows()).hasSize(2);
        assertThat(numbered.lines()).containsExactly(1, 2);
        assertThat(numbered.notes()).anyMatch(note -> note.contains("looks like data"));
        Table words = Tables.read(file("b.tsv", "good\tnice\nbad\tawful\ngood\tlovely\n"));
        assertThat(words.columns()).containsExactly("column 1", "column 2");
        assertThat(words.rows()).hasSize(3);
    }

    @Test
    void namesThatArentKnownAreNamesStill() throws IOException {
        Table table =
                Tables.read(file("a.csv", ",utterance,intent\n0,hello you,greet\n1,bye,part\n"));
        assertThat(table.columns()).containsExactly("column 1", "utterance", "intent");
        assertThat(table.rows()).hasSize(2);
    }

    @Test
    void whetherThereIsARowOfNamesCanBeSaid() throws IOException {
        Path file = file("a.tsv", "text\tlabel\nx\ty\n");
        assertThat(Tables.read(file, ReadOptions.none().withHeader(false)).rows()).hasSize(2);
        assertThat(Tables.read(file, ReadOptions.none().withHeader(false)).notes()).isEmpty();
        Path other = file("b.tsv", "1\t2\nx\ty\n");
        assertThat(Tables.read(other, ReadOptions.none().withHeader(true)).columns())
                .containsExactly("1", "2");
    }

    @Test
    void emptyLinesArePassedOverAndCounted() throws IOException {
        Table table = Tables.read(file("a.csv", "text,label\n\nx,1\n\n\ny,0\n\n"));
        assertThat(table.rows()).hasSize(2);
        assertThat(table.lines()).containsExactly(3, 6);
        assertThat(table.notes()).containsExactly("4 empty lines were passed over");
    }

    @Test
    void rowsThatRepeatAreCounted() throws IOException {
        Table table = Tables.read(file("a.tsv", "text\tlabel\nx\t1\nx\t1\nx\t0\nx\t1\n"));
        assertThat(table.rows()).hasSize(4);
        assertThat(table.notes())
                .containsExactly("2 of 4 rows repeat an earlier one; they are kept");
    }

    @Test
    void plainTextIsOneRow() throws IOException {
        Table table = Tables.read(file("a.txt", "One line, and\r\nanother. \n"));
        assertThat(table.layout()).isEqualTo(Layout.TEXT);
        assertThat(table.columns()).containsExactly("text");
        assertThat(table.rows()).containsExactly(List.of("One line, and\r\nanother. \n"));
        assertThat(table.notes()).isEmpty();
    }

    @Test
    void anUnknownEndingIsReadByItsContentAndSaysSo() throws IOException {
        Table tabs = Tables.read(file("a.txt", "text\tlabel\nx\t0\n"));
        assertThat(tabs.layout()).isEqualTo(Layout.TSV);
        assertThat(tabs.notes()).containsExactly("read as TSV, by its content");
        assertThat(Tables.read(file("rows", "{\"text\": \"x\"}\n")).layout())
                .isEqualTo(Layout.JSON_LINES);
        assertThat(Tables.read(file("b.csv", "{\"text\": \"x\", \"label\": 1}\n")).columns())
                .containsExactly("text", "label");
        Table text = Tables.read(file("readme", "a, b\nc, d\n"));
        assertThat(text.layout()).isEqualTo(Layout.TEXT);
        assertThat(text.notes()).containsExactly("read as plain text, by its content");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,EFBBBF", "UTF-16LE,FFFE", "UTF-16BE,FEFF"})
    void aByteOrderMarkTellsTheEncodingAndIsNoText(String name, String mark) throws IOException {
        byte[] text = "text\tlabel\nÉté 中 😀\t1\n".getBytes(Charset.forName(name));
        byte[] bytes = java.util.HexFormat.of().parseHex(mark);
        byte[] all = java.util.Arrays.copyOf(bytes, bytes.length + text.length);
        System.arraycopy(text, 0, all, bytes.length, text.length);
        Table table = Tables.read(Files.write(folder.resolve("a.tsv"), all));
        assertThat(table.charset()).isEqualTo(Charset.forName(name));
        assertThat(table.columns()).containsExactly("text", "label");
        assertThat(table.rows()).containsExactly(List.of("Été 中 😀", "1"));
        Table said =
                Tables.read(
                        folder.resolve("a.tsv"),
                        ReadOptions.none().withCharset(Charset.forName(name)));
        assertThat(said.columns()).containsExactly("text", "label");
    }

    @Test
    void whatIsNotUtf8IsReadAsWindows1252AndSaysSo() throws IOException {
        byte[] bytes = "text\tlabel\nok\t0\ncaf\u00e9 \u0096 na\u00efve\t1\n".getBytes(ISO_8859_1);
        Table table = Tables.read(Files.write(folder.resolve("a.tsv"), bytes));
        assertThat(table.charset().name()).isEqualTo("windows-1252");
        assertThat(table.rows().get(1)).containsExactly("café – naïve", "1");
        assertThat(table.notes())
                .containsExactly(
                        "3 places are not UTF-8, the first is byte 19 on line 3: the file was read"
                                + " as Windows-1252 (Latin-1)");
    }

    @Test
    void anEncodingThatIsNamedIsTaken() throws IOException {
        byte[] bytes = "text\tlabel\ncaf\u00e9\t1\n".getBytes(ISO_8859_1);
        Path file = Files.write(folder.resolve("a.tsv"), bytes);
        Table table = Tables.read(file, ReadOptions.none().withCharset(ISO_8859_1));
        assertThat(table.rows().get(0)).containsExactly("café", "1");
        assertThat(table.notes()).isEmpty();
        byte[] wide = "text\tlabel\nx\t1\n".getBytes(UTF_16LE);
        Path unmarked = Files.write(folder.resolve("b.tsv"), wide);
        assertThat(Tables.read(unmarked, ReadOptions.none().withCharset(UTF_16LE)).columns())
                .containsExactly("text", "label");
        assertThat(UTF_16BE).isNotEqualTo(UTF_16LE);
    }

    @Test
    void theFingerprintIsTheSha256OfTheFile() throws IOException {
        // printf 'text\nabc\n' | sha256sum
        assertThat(Tables.read(file("a.tsv", "text\nabc\n")).fingerprint())
                .isEqualTo("91e00a489dc04b3ca37f3a0eb2449ad36514a9ca53ea2f397f8737e7d0e87578");
    }

    @Test
    void aPreviewHasTenRows() throws IOException {
        StringBuilder text = new StringBuilder("text\tlabel\n");
        for (int i = 0; i < 12; i++) {
            text.append("row ").append(i).append("\t1\n");
        }
        assertThat(Tables.read(file("a.tsv", text.toString())).preview())
                .hasSize(10)
                .endsWith(List.of("row 9", "1"));
        assertThat(Tables.read(file("b.tsv", "text\tlabel\nx\t1\n")).preview()).hasSize(1);
    }
}
