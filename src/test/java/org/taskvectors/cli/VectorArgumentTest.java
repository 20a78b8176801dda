package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.vector.Scale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

class VectorArgumentTest {
    @Command(name = "apply")
    private static final class Made {}

    private static final CommandLine COMMAND = new CommandLine(new Made());

    @TempDir private Path folder;

    private Path file(String name) throws Exception {
        return Files.createFile(folder.resolve(name));
    }

    private static VectorArgument of(Object argument) {
        return VectorArgument.of(argument.toString(), COMMAND);
    }

    @Test
    void splitsAtTheLastNumberAndAPathThatExistsWins() throws Exception {
        Path plain = file("v.safetensors");
        Path rank = file("rank=8");
        assertThat(of(plain)).isEqualTo(new VectorArgument(plain, Scale.ONE));
        assertThat(of(rank)).isEqualTo(new VectorArgument(rank, Scale.ONE));
        assertThat(of(rank + "=0.5")).isEqualTo(new VectorArgument(rank, new Scale.Constant(0.5)));
        assertThat(of(plain + "=-2e-1"))
                .isEqualTo(new VectorArgument(plain, new Scale.Constant(-0.2)));
        assertThat(of(plain + "=0")).isEqualTo(new VectorArgument(plain, new Scale.Constant(0)));
        Path absent = folder.resolve("a=b");
        assertThat(of(absent)).isEqualTo(new VectorArgument(absent, Scale.ONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "inf", "1e400", "3.5e38", "0x10", "", "1,5", "abc", "1f", " 1"})
    void whatIsNoCoefficientIsWrongUsage(String tail) throws Exception {
        Path plain = file("v.safetensors");
        assertThatThrownBy(() -> of(plain + "=" + tail))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'" + tail + "' is no coefficient");
    }
}
