package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTest {
    @Test
    void aPathOfThatFormMayBeMeantAsAName() {
        assertThat(RepositoryName.meantBy(Path.of("me/not-here_1.5")))
                .hasValue("hf:me/not-here_1.5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me",
                "a/b/c",
                "./me/base",
                "../base",
                "/me/base",
                "me/ba se",
                "me/.base",
                ""
            })
    void othersMayNot(String path) {
        assertThat(RepositoryName.meantBy(Path.of(path))).isEmpty();
    }

    @Test
    void whatIsOnTheDiskMayNot(@TempDir Path folder) throws Exception {
        assertThat(RepositoryName.meantBy(Path.of("src/test"))).isEmpty();
        Path there = Files.createFile(folder.resolve("base"));
        assertThat(RepositoryName.meantBy(there)).isEmpty();
    }
}
