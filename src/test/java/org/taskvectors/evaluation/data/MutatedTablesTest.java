package org.taskvectors.evaluation.data;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.PromptTemplate;

/// Right files that something happened to: whatever it was, they are read as tables and mapped, or
/// refused with a failure that names the file, and never for longer than a moment.
class MutatedTablesTest {
    private static final int CASES = 10 * Integer.getInteger("taskvectors.mutations", 300);
    private static final Duration MOMENT = Duration.ofSeconds(20);

    private static final Map<String, byte[]> RIGHT = right();

    private static final List<String> PIECES =
            List.of(
                    "\"",
                    "\"\"",
                    "\t",
                    ",",
                    ";",
                    "\n",
                    "\r",
                    "\r\n",
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    "\\",
                    "\\u00",
                    "\0",
                    "é",
                    "\ufeff",
                    "null",
                    "-1",
                    "1e999",
                    "NaN",
                    "\"label\"",
                    "[[[[",
                    "]]]]",
                    "{\"a\":",
                    "label\tlabel",
                    "PAR1",
                    "{}",
                    "[]",
                    "\u2028");

    @TempDir Path folder = Path.of("");

    private static Map<String, byte[]> right() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.tsv", "sentence\tlabel\na \"b\" é \t1\nc\t0\nd e\t1\n".getBytes(UTF_8));
        files.put("b.csv", "text,label\r\n\"a, \"\"b\"\"\nc\",1\r\nd,0\r\n".getBytes(UTF_8));
        files.put("c.csv", "\ufeffid;text;label\n1;a;pos\n2;b;neg\n".getBytes(UTF_16LE));
        String pair = "{\"premise\": \"a\", \"hypothesis\": \"é\", \"label\": %d}";
        files.put("d.jsonl", (pair.formatted(0) + "\n" + pair.formatted(2) + "\n").getBytes(UTF_8));
        files.put(
                "e.json",
                ("[" + pair.formatted(0) + ", " + pair.formatted(1) + "]").getBytes(UTF_8));
        files.put("f.json", ("{\"7\": " + pair.formatted(0) + "}").getBytes(UTF_8));
        files.put("g.json", "{\"text\": [\"a\", \"b\"], \"label\": [0, 1]}".getBytes(UTF_8));
        files.put(
                "h.jsonl",
                ("{\"question\": \"q\", \"choices\": {\"text\": [\"x\", \"y\"], \"label\": [\"A\","
                                + " \"B\"]}, \"answer\": \"B\"}\n")
                        .getBytes(UTF_8));
        files.put("i.txt", "Once upon a time, “there” was.\n".getBytes(UTF_8));
        return files;
    }

    @Test
    void rightFilesAreRead() throws IOException {
        for (var file : RIGHT.entrySet()) {
            assertThat(Tables.read(write(file.getKey(), file.getValue())).rows()).isNotEmpty();
        }
    }

    @Test
    void everyAccidentIsATableOrATypedFailure() {
        assertTimeoutPreemptively(MOMENT.multipliedBy(1 + CASES / 3_000), this::damage);
    }

    private void damage() throws IOException {
        Random random = new Random(7);
        List<String> names = List.copyOf(RIGHT.keySet());
        int read = 0;
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            String name = names.get(i % names.size());
            byte[] bytes = RIGHT.getOrDefault(name, new byte[0]);
            for (int accidents = 1 + random.nextInt(3); accidents > 0; accidents--) {
                bytes = damaged(bytes, random);
            }
            // A file may have the ending of another.
            String ending = random.nextInt(4) == 0 ? names.get(random.nextInt(names.size())) : name;
            if (survives(write("x" + ending, bytes))) {
                read++;
            } else {
                refused++;
            }
        }
        // Both happen, or the accidents are none.
        assertThat(read).isGreaterThan(CASES / 20);
        assertThat(refused).isGreaterThan(CASES / 20);
    }

    private static boolean survives(Path file) throws IOException {
        Table table;
        try {
            table = Tables.read(file);
        } catch (Failure e) {
            assertThat(e.file()).isEqualTo(file);
            assertThat(e.problem()).isNotNull();
            assertThat(e.what()).isNotBlank();
            return false;
        }
        assertThat(table.rows()).isNotEmpty().hasSameSizeAs(table.lines());
        assertThat(table.rows()).allMatch(row -> row.size() == table.columns().size());
        map(table, Optional.empty());
        for (PromptTemplate template : BuiltInTemplates.all()) {
            map(table, Optional.of(template));
        }
        return true;
    }

    private static void map(Table table, Optional<PromptTemplate> template) {
        try {
            Mapping mapping = Mapping.guess(table, template);
            DataSets.dryRun(table, mapping, template);
            DataSet data = DataSets.of(table, mapping, template, OptionalInt.empty());
            assertThat(data.examples().size() + data.leftOut().size())
                    .isEqualTo(table.rows().size());
        } catch (Failure e) {
            assertThat(e.file()).isEqualTo(table.file());
            assertThat(e.problem()).isInstanceOf(DataProblem.class);
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 2 -> {
                byte[] put = bytes.clone();
                put[at] = (byte) random.nextInt(256);
                yield put;
            }
            case 3 -> spliced(bytes, at, at + random.nextInt(bytes.length - at), new byte[0]);
            default ->
                    spliced(
                            bytes,
                            at,
                            at,
                            PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8));
        };
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
        byte[] result = Arrays.copyOf(bytes, from + piece.length + bytes.length - to);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(bytes, to, result, from + piece.length, bytes.length - to);
        return result;
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
