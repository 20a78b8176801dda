package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionProblem;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.StoredCore;
import org.taskvectors.workspace.Role;

/// A saved vector where a model is asked for.
class RefusedSidesTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final String BASE = GOLDEN.resolve("extraction/base.safetensors").toString();
    private static final String TUNED = GOLDEN.resolve("extraction/tuned.safetensors").toString();

    @TempDir private Path folder;
    private final StringWriter err = new StringWriter();
    private String vector = "";

    private int run(String... arguments) {
        err.getBuffer().setLength(0);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(
                        List.of(arguments),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err),
                        false);
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    @BeforeEach
    void extract() {
        vector = out("vector.safetensors");
        assertThat(run("extract", "--base", BASE, "--tuned", TUNED, "-o", vector)).isZero();
    }

    private void assertRefused(String... arguments) {
        assertThat(run(arguments)).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(err.toString())
                .contains(
                        "vector.safetensors",
                        "this is a task vector (tuned.safetensors − base.safetensors)",
                        "Choose");
    }

    @Test
    void aVectorIsNoFineTunedModel() {
        assertRefused("extract", "--base", BASE, "--tuned", vector, "-o", out("o.safetensors"));
        assertThat(folder.resolve("o.safetensors")).doesNotExist();
    }

    @Test
    void aVectorIsNoBase() {
        assertRefused("extract", "--base", vector, "--tuned", TUNED, "-o", out("o.safetensors"));
        assertRefused("apply", vector, "--base", vector, "-o", out("model"));
        assertRefused("profile", vector, "--base", vector);
    }

    /// In the window it is refused on the side where it was put.
    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"BASE", "TUNED"})
    void theSideOfAPairSaysSoAtOnce(Role role) {
        StoredCore core =
                new StoredCore(
                        "test",
                        new ProfileStore(folder.resolve("cache")),
                        Compute.onCpu(1),
                        new LiveModels(Optional.empty()));

        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> core.inspectSide(Located.of(Path.of(vector)), role));

        assertThat(failure.problem())
                .isEqualTo(
                        role == Role.BASE
                                ? ExtractionProblem.BASE_IS_VECTOR
                                : ExtractionProblem.TUNED_IS_VECTOR);
        assertThat(failure.getMessage()).contains("vector.safetensors");
    }
}
