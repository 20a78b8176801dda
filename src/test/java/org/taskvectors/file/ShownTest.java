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
    void whatIsNotSeenIsEscaped() {
        assertThat(Shown.of("a\u200bb\u00adc\ufeff")).isEqualTo("a\\u200bb\\u00adc\\ufeff");
        assertThat(Shown.whole("\u061cא")).isEqualTo("\\u061cא");
        assertThat(Shown.of("half \ud800 low \udc00")).isEqualTo("half \\ud800 low \\udc00");
        assertThat(Shown.of("\ud83d\ude00 می\u200cخواهم")).isEqualTo("\ud83d\ude00 می\u200cخواهم");
        assertThat(Shown.lines("a\u200bb\n\ud800")).isEqualTo("a\u200bb\n\\ud800");
    }

    @Test
    void aCutGoesThroughNoPair() {
        assertThat(Shown.of("x".repeat(79) + "\ud83d\ude00".repeat(100)))
                .doesNotContain("\\u")
                .startsWith("x".repeat(79) + "…\ud83d\ude00");
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
