package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedWeightsTest {
    @TempDir Path folder;

    private String file;

    @BeforeEach
    void write() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.write(model.resolve("one"), new byte[100]);
        Files.write(model.resolve("two"), new byte[20]);
        file = Files.write(folder.resolve("file"), new byte[3]).toString();
    }

    @Test
    void filesAndFoldersAreCountedHoweverTheyAreNamed() {
        String model = folder.resolve("model").toString();
        assertThat(NamedWeights.bytes(List.of("merge", "--base", model))).isEqualTo(120);
        assertThat(NamedWeights.bytes(List.of("--base=" + model, file))).isEqualTo(123);
        assertThat(NamedWeights.bytes(List.of("--model", model + "=0.5"))).isEqualTo(120);
        assertThat(NamedWeights.bytes(List.of("--model=" + file + "=-1"))).isEqualTo(3);
    }

    @Test
    void whatIsNoPathCountsNothing() {
        assertThat(NamedWeights.bytes(List.of("", "=", "\0", "--force", "a=b=c"))).isZero();
        assertThat(NamedWeights.bytes(List.of())).isZero();
    }
}
