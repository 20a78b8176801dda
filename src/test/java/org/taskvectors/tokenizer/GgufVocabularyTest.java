package org.taskvectors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.checkpoint.gguf.GgufFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

class GgufVocabularyTest {
    private static final Path LLAMA =
            Path.of("..", "shared", "data", "gguf", "ggml-vocab-llama-spm.gguf");

    /// Inputs and ids by llama.cpp's own tests.
    private static Vocabulary vocabulary(List<String> tokens, double... scores) {
        return new Vocabulary(
                scores.length == 0 ? "gpt2" : "llama",
                Optional.empty(),
                tokens,
                scores,
                new int[0],
                List.of(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lyingVocabulariesAreRefusedInTheirOwnWords(boolean isScored) {
        Vocabulary lying =
                isScored
                        ? vocabulary(List.of("a", "b"), 0, Double.NaN)
                        : vocabulary(List.of("a", "a"));
        assertThatThrownBy(() -> Tokenizers.of(lying, Path.of("lying.gguf")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(isScored ? "a score" : "the token a twice");
    }

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
