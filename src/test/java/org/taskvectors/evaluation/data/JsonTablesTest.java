package org.taskvectors.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the rows of JSON are, in each of its forms.
class JsonTablesTest {
    @TempDir Path folder = Path.of("");

    private Table table(String name, String text) throws IOException {
        return Tables.read(Files.writeString(folder.resolve(name), text));
    }

    @Test
    void linesOfObjects() throws IOException {
        Table table =
                table(
                        "a.jsonl",
                        "{\"premise\": \"a \", \"label\": 2}\n\n{\"label\": \"neutral\","
                                + " \"premise\": \"b\\u0041\"}");
        assertThat(table.layout()).isEqualTo(Layout.JSON_LINES);
        assertThat(table.columns()).containsExactly("premise", "label");
        assertThat(table.rows()).containsExactly(List.of("a ", "2"), List.of("bA", "neutral"));
        assertThat(table.lines()).containsExactly(1, 3);
        assertThat(table.notes()).isEmpty();
    }

    @Test
    void linesInAFileThatIsNamedJson() throws IOException {
        assertThat(table("a.json", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n").layout())
                .isEqualTo(Layout.JSON_LINES);
        assertThat(table("b.json", "{\"text\": \"a\", \"label\": 0}").rows())
                .containsExactly(List.of("a", "0"));
    }

    @Test
    void anArrayOfObjects() throws IOException {
        Table table =
                table("a.json", "[\n {\"text\": \"a\", \"label\": 1},\n {\"text\": \"b\"}\n]\n");
        assertThat(table.layout()).isEqualTo(Layout.JSON);
        assertThat(table.rows()).containsExactly(List.of("a", "1"), List.of("b", ""));
        assertThat(table.lines()).containsExactly(2, 3);
        assertThat(table.notes())
                .containsExactly("'label' is absent, null or empty in 1 of 2 rows");
    }

    @Test
    void anObjectOfObjectsKeepsTheirKeys() throws IOException {
        Table table =
                table(
                        "a.json",
                        "{\"7\": {\"text_a\": \"a\", \"label\": \"x\"},\n"
                                + " \"9\": {\"text_a\": \"b\", \"label\": \"y\"}}");
        assertThat(table.columns()).containsExactly("text_a", "label", "id");
        assertThat(table.rows()).containsExactly(List.of("a", "x", "7"), List.of("b", "y", "9"));
        assertThat(table.lines()).containsExactly(1, 2);
        assertThat(table("b.json", "{\"x\": {\"id\": 3}, \"y\": {\"id\": 4}}").columns())
                .containsExactly("id", "key of id");
    }

    @Test
    void anObjectOfColumns() throws IOException {
        Table table = table("a.json", "{\"text\": [\"a\", \"b\"], \"label\": [0, 1]}");
        assertThat(table.rows()).containsExactly(List.of("a", "0"), List.of("b", "1"));
    }

    @Test
    void anArrayInAnObject() throws IOException {
        Table table = table("a.json", "{\"version\": 1, \"data\": [{\"text\": \"a\"}], \"x\": {}}");
        assertThat(table.rows()).containsExactly(List.of("a"));
        assertThat(table.notes()).containsExactly("the rows are those of 'data'");
    }

    @Test
    void cellsOfOtherKindsAreTheirJson() throws IOException {
        Table table =
                table(
                        "a.jsonl",
                        "{\"a\": [\"x\", 1], \"b\": {\"c\": null}, \"d\": true, \"e\": null, \"f\":"
                                + " 1.50, \"g\": NaN}\n");
        assertThat(table.rows())
                .containsExactly(List.of("[\"x\",1]", "{\"c\":null}", "true", "", "1.5", "NaN"));
    }

    @Test
    void laterKeysAreColumnsToo() throws IOException {
        Table table = table("a.jsonl", "{\"text\": \"a\"}\n{\"label\": 1}\n");
        assertThat(table.columns()).containsExactly("text", "label");
        assertThat(table.rows()).containsExactly(List.of("a", ""), List.of("", "1"));
        assertThat(table.notes()).hasSize(2);
    }

    @Test
    void anOptionThatTheFileContradictsIsNoted() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "[{\"text\": \"a\"}]");
        Table table = Tables.read(file, ReadOptions.none().withLayout(Layout.JSON_LINES));
        assertThat(table.layout()).isEqualTo(Layout.JSON);
        assertThat(table.notes()).anyMatch(note -> note.contains("was to be read as JSON lines"));
    }
}
