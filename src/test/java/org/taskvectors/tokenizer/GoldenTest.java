package org.taskvectors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.checkpoint.gguf.GgufFile;
import org.taskvectors.file.ReadableFile;

/// Tokenizers against the ids that the libraries of others give, by
/// `src/test/oracle/tokenizers/make_golden.py`. Real ones are compared too where the system
/// property `taskvectors.tokenizers` names a folder of them.
class GoldenTest {
    private static final Path TINY =
            Path.of("src", "test", "resources", "org", "taskvectors", "tokenizer");

    @TestFactory
    Stream<DynamicTest> tokenizersGiveTheIdsOfOthers() throws Exception {
        List<Path> folders = new ArrayList<>(foldersIn(TINY));
        String more = System.getProperty("taskvectors.tokenizers", "");
        if (!more.isBlank()) {
            folders.addAll(foldersIn(Path.of(more)));
        }
        return folders.stream()
                .map(
                        folder ->
                                DynamicTest.dynamicTest(
                                        folder.getFileName().toString(), () -> compare(folder)));
    }

    private static List<Path> foldersIn(Path root) throws Exception {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.exists(folder.resolve("golden.json")))
                    .sorted()
                    .toList();
        }
    }

    private static Tokenizer open(Path folder) throws Exception {
        Path gguf = folder.resolve("model.gguf");
        if (!Files.exists(gguf)) {
            return Tokenizers.ofFolder(folder);
        }
        try (GgufFile file = GgufFile.open(ReadableFile.open(gguf))) {
            return Tokenizers.of(file.vocabulary().orElseThrow(), gguf);
        }
    }

    private static void compare(Path folder) throws Exception {
        JsonNode golden =
                new JsonMapper().readTree(Files.readString(folder.resolve("golden.json")));
        List<String> differences = new ArrayList<>();
        try (Tokenizer tokenizer = open(folder)) {
            assertThat(tokenizer.size()).isEqualTo(golden.path("size").asInt());
            for (JsonNode entry : golden.path("entries")) {
                String text = entry.path("text").asText();
                List<Integer> ids = ints(entry.path("ids"));
                differ(differences, text, "ids", tokenizer.encode(text), ids);
                String decoded = entry.path("decoded").asText();
                differ(differences, text, "decoded", tokenizer.decode(ids), decoded);
                String bytes = withoutFirstSpace(tokenizer, ids, decoded);
                differ(differences, text, "bytes", bytes, decoded);
                if (entry.has("whole")) {
                    List<Integer> whole = ints(entry.path("whole"));
                    List<Integer> prompt = tokenizer.prompt(text);
                    List<Integer> begin = whole.subList(0, Math.min(prompt.size(), whole.size()));
                    boolean hasOwn = begin.size() > 1 && begin.get(0).equals(begin.get(1));
                    if (!hasOwn) {
                        differ(differences, text, "prompt", prompt, begin);
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(golden.path("entries")).hasSizeGreaterThan(15);
    }

    private static void differ(
            List<String> differences, String text, String what, Object found, Object expected) {
        if (!found.equals(expected)) {
            differences.add(what + " of [" + text + "]: " + found + " instead of " + expected);
        }
    }

    /// The bytes of all these tokens as a text; without the space at its beginning that a decoder
    /// takes away.
    private static String withoutFirstSpace(
            Tokenizer tokenizer, List<Integer> ids, String decoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(tokenizer.bytes(id));
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        return text.equals(" " + decoded) ? decoded : text;
    }

    private static List<Integer> ints(JsonNode list) {
        List<Integer> ints = new ArrayList<>();
        list.forEach(value -> ints.add(value.asInt()));
        return ints;
    }
}
