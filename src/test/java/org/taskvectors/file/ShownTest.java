package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void controlCharactersAreEscapes() {
        Map<String, String> shown =
                Map.of(
                        "a\nb", "a\\nb",
                        "a\tb", "a\\tb",
                        "a\u001b[31mb", "a\\u001b[31mb",
                        "a\u202eb", "a\\u202eb",
                        "a\u0085b", "a\\u0085b",
                        "größe 模型", "größe 模型");
        shown.forEach(
                (text, escaped) -> {
                    assertThat(Shown.of(text)).isEqualTo(escaped);
                    assertThat(Shown.whole(text)).isEqualTo(escaped);
                    assertThat(Shown.of(Path.of(text))).isEqualTo(escaped);
                });
    }

    @Test
    void longTextsAreCutAndPathsAreNot() {
        String text = "x".repeat(300);

        assertThat(Shown.of(text)).hasSize(161).contains("…");
        assertThat(Shown.of(Path.of(text))).isEqualTo(text);
    }

    @Test
    void aFailureIsOneLineWhateverTheFileIsCalled() {
        Failure failure =
                Failure.of(FileProblem.NOT_FOUND, Path.of("a\nb\u001b"), "no\tway", "look\rup")
                        .at("tensor \n");

        assertThat(failure.getMessage())
                .isEqualTo("a\\nb\\u001b: tensor \\n: no\\tway. look\\rup.");
        assertThat(failure.what()).isEqualTo("no\\tway");
    }
}
