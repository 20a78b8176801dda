package org.taskvectors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.gguf.GgufFile;
import org.taskvectors.file.ReadableFile;

class GgufVocabularyTest {
    private static final Path LLAMA =
            Path.of("..", "shared", "data", "gguf", "ggml-vocab-llama-spm.gguf");

    /// Inputs and ids by llama.cpp's own tests.
    @Test
    void llamasVocabularyGivesLlamaCppsIds() throws Exception {
        Assumptions.assumeTrue(Files.exists(LLAMA), "the vocabulary is not on this machine");
        String[] texts =
                Files.readString(Path.of(LLAMA + ".inp")).split("\n__ggml_vocab_test__\n", -1);
        List<String> lines = Files.readAllLines(Path.of(LLAMA + ".out"));
        try (GgufFile file = GgufFile.open(ReadableFile.open(LLAMA));
                Tokenizer tokenizer = Tokenizers.of(file.vocabulary().orElseThrow(), file.path())) {
            assertThat(tokenizer.prefix()).containsExactly(1);
            assertThat(tokenizer.ends()).containsExactly(2);
            List<String> found = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                found.add(texts[i] + ": " + tokenizer.encode(texts[i]));
                List<Integer> ids =
                        Stream.of(lines.get(i).strip().split(" "))
                                .filter(id -> !id.isEmpty())
                                .map(Integer::valueOf)
                                .toList();
                expected.add(texts[i] + ": " + ids);
            }
            assertThat(found).isEqualTo(expected);
            assertThat(lines).hasSizeGreaterThan(40);
        }
    }
}
