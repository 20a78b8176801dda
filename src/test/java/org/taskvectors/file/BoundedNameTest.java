package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedNameTest {
    @TempDir private Path folder;

    @Test
    void namesThatFitStayAsTheyAre() {
        assertThat(BoundedName.of("a".repeat(251), ".svg")).isEqualTo("a".repeat(251) + ".svg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ü", "模", "😀"})
    void longNamesAreCutAtALetterAndStayDifferent(String letter) {
        String one = BoundedName.of(letter.repeat(300) + "1", ".svg");
        String two = BoundedName.of(letter.repeat(300) + "2", ".svg");

        assertThat(one).startsWith(letter).endsWith(".svg").isNotEqualTo(two);
        assertThat(one.getBytes(StandardCharsets.UTF_8).length).isBetween(250, 255);
        assertThat(one).doesNotContain("\uFFFD");
    }

    @Test
    void aFileOfTheLongestNameIsWritten() throws IOException {
        Path target = folder.resolve("x".repeat(255));

        AtomicFile.writeText(target, "text");

        assertThat(Files.readString(target)).isEqualTo("text");
    }
}
