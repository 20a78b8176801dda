package org.taskvectors.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesHereTest {
    private static final Path FOLDER = Path.of("folder");

    private static String refusal(boolean isWindows, String name) {
        return new FileNamesHere(isWindows).refusal(FOLDER, name).orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a:b | not every system allows : in names",
                "a/b? | not every system allows ? in names",
                "a\\b | not every system allows \\ in names",
                "a\tb | not every system allows \\t in names",
                "../a | it leads out of its folder",
                "a//b | it leads out of its folder",
            })
    void whatNoCacheCanHoldIsRefusedEverywhere(String name, String why) {
        assertThat(refusal(false, name)).isEqualTo(why);
        assertThat(refusal(true, name)).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({"n, 255, ''", "n, 256, 255 bytes", "ü, 127, ''", "ü, 128, 255 bytes"})
    void partsHaveSoManyBytes(String letter, int count, String why) {
        assertThat(refusal(false, "sub/" + letter.repeat(count) + "/a")).contains(why);
        assertThat(refusal(false, letter.repeat(count)).isEmpty()).isEqualTo(why.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"con", "a/AUX", "nul.json", "COM1", "lpt9.tar.gz", "CON .txt", "a.", "b /c"})
    void whatWindowsKeepsForItselfIsRefusedThere(String name) {
        assertThat(refusal(true, name)).isEqualTo("Windows keeps such names for itself");
        assertThat(refusal(false, name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.json",
                "sub/a b+ü.json",
                "console.py",
                "com10.txt",
                "aux_head.safetensors",
                ".gitattributes",
                "\u202egnp.exe"
            })
    void usualNamesAreNot(String name) {
        assertThat(refusal(true, name)).isEmpty();
        assertThat(refusal(false, name)).isEmpty();
    }
}
