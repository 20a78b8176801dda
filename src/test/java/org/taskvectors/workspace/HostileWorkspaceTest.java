package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.file.PathReader;

/// Workspace files as no version of this program wrote them: each is read or refused with a
/// sentence, and what was read can be saved and read again.
class HostileWorkspaceTest {
    private static final Path FILE = Path.of("hostile.workbench.json").toAbsolutePath();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String WHOLE =
            """
            {"format": "task-vector-workbench-workspace", "version": 3, "name": "all kinds",
             "items": [
              {"kind": "file", "id": "b", "path": "/models/b", "name": "b", "role": "base",
               "facts": {"format": "safetensors", "architecture": "Llama", "parameters": 10,
                "dtypes": ["bfloat16"], "bytes": 20, "files": 1, "layers": 2, "tensors": 3,
                "of": "", "on": "", "notes": ["stale"], "bits_per_weight": 4.5,
                "adapter": {"method": "LoRA", "rank": "8", "alpha": "16", "base": "b",
                 "targets": ["q_proj"], "incomplete": [], "asks_alpha": false,
                 "adapters": ["default"]},
                "dictionaries": {"keys": ["ema"], "by_default": "ema"}, "partial": "",
                "layout": {"q_proj": [1, 2, 3]}},
               "content": [{"bytes": 10, "modified": 20, "sample": "ab"}],
               "scale": {"alpha": 16, "rank_stabilised": true}, "adapter": "a", "under": "ema"},
              {"kind": "file", "id": "v", "path": "v", "name": "v", "role": "vector",
               "base": "b", "colour": 3, "scale": {"factor": 2}},
              {"kind": "evaluation", "id": "e", "name": "e", "file": "e.jsonl", "summary": "s",
               "done": true, "asked": "{}"},
              {"kind": "sheet", "id": "sheet", "name": "Figure sheet", "columns": 2, "wide": true,
               "lettered": true, "caption": "c", "panels": [{"figure": {"kind": "line"},
                "sources": [{"id": "v", "name": "v",
                 "content": [{"bytes": 1, "modified": 2, "sample": "c"}]}]}]},
              {"kind": "later", "id": "x", "name": "x", "what": [1, 2]}],
             "ticked": ["v"], "threshold": {"value": 0.25, "basis": "tensor"}, "place": "compare",
             "choices": {"compare.pairs": "v w", "extract.folder": "workspace:out"},
             "window": {"x": 1, "y": 2, "width": 3, "height": 4, "maximized": false},
             "theme": "dark", "recent": ["/models/b"]}
            """;

    private static final List<String> VALUES =
            List.of(
                    "null",
                    "-1",
                    "1e999",
                    "99999999999999999999999",
                    "\"\"",
                    "\"\\u0000\"",
                    "\"NaN\"",
                    "\"Infinity\"",
                    "[]",
                    "{}",
                    "[[[[]]]]",
                    "[null, 1, {}]",
                    "{\"\": {\"\": 1}}",
                    "true");

    @TempDir private Path folder;

    /// The places of all values of a document, each as JSON pointer.
    private static List<String> pointers(JsonNode node, String at) {
        List<String> all = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.properties()
                    .forEach(
                            entry -> {
                                all.add(at + "/" + entry.getKey());
                                all.addAll(pointers(entry.getValue(), at + "/" + entry.getKey()));
                            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                all.add(at + "/" + i);
                all.addAll(pointers(array.get(i), at + "/" + i));
            }
        }
        return all;
    }

    private static String with(String pointer, String value) throws IOException {
        JsonNode root = MAPPER.readTree(WHOLE);
        int cut = pointer.lastIndexOf('/');
        String name = pointer.substring(cut + 1);
        JsonNode parent = root.at(pointer.substring(0, cut));
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), MAPPER.readTree(value));
        } else {
            ((ObjectNode) parent).set(name, MAPPER.readTree(value));
        }
        return root.toString();
    }

    private static String without(String pointer) throws IOException {
        JsonNode root = MAPPER.readTree(WHOLE);
        int cut = pointer.lastIndexOf('/');
        String name = pointer.substring(cut + 1);
        JsonNode parent = root.at(pointer.substring(0, cut));
        if (parent instanceof ArrayNode array) {
            array.remove(Integer.parseInt(name));
        } else {
            ((ObjectNode) parent).remove(name);
        }
        return root.toString();
    }

    private static List<String> badlyRead(String text, String what) {
        WorkspaceState state;
        try {
            state = WorkspaceJson.read(FILE, text, PathReader.ofDisks());
        } catch (Failure e) {
            return List.of();
        } catch (RuntimeException | Error e) {
            return List.of(what + ": " + e);
        }
        try {
            WorkspaceState again =
                    WorkspaceJson.read(FILE, WorkspaceJson.write(state), PathReader.ofDisks());
            PortablePaths paths = new PortablePaths(FILE.resolveSibling(""));
            WorkspaceState moved =
                    WorkspaceJson.read(
                            FILE, WorkspaceJson.write(state, paths), PathReader.ofDisks());
            return again.equals(state) && moved.equals(state)
                    ? List.of()
                    : List.of(what + ": saved and read it is another one");
        } catch (Failure | RuntimeException | Error e) {
            return List.of(what + ": what was read cannot be saved and read: " + e);
        }
    }

    @Test
    void anyValueAtAnyPlaceIsReadOrRefused() throws IOException {
        List<String> wrong = new ArrayList<>(badlyRead(WHOLE, "the whole"));
        for (String pointer : pointers(MAPPER.readTree(WHOLE), "")) {
            wrong.addAll(badlyRead(without(pointer), "without " + pointer));
            for (String value : VALUES) {
                wrong.addAll(badlyRead(with(pointer, value), value + " at " + pointer));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void itemsThatShareAnIdAreToldApart() throws IOException {
        ObjectNode root = (ObjectNode) MAPPER.readTree(WHOLE);
        ArrayNode items = (ArrayNode) root.path("items");
        items.addAll(items.deepCopy());
        ((ArrayNode) root.path("ticked")).add("v");
        WorkspaceState state = WorkspaceJson.read(FILE, root.toString(), PathReader.ofDisks());
        assertThat(state.items())
                .extracting(Item::id)
                .doesNotHaveDuplicates()
                .contains("b", "b-2", "v", "v-2")
                .hasSize(10);
        assertThat(state.ticked()).containsExactly("v");
    }

    @Test
    void aFileThatIsTooLargeIsRefusedUnread() throws IOException {
        Path file = folder.resolve("huge.workbench.json");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(3L << 30);
        }
        assertThatThrownBy(() -> WorkspaceStore.read(file))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("too large");
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            assertThat(store.off()).isPresent();
            store.workspace().update(state -> state.withName("lost?"));
        }
        assertThat(Files.size(file)).isEqualTo(3L << 30);
    }
}
