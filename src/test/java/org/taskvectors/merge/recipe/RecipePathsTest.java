package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.file.Failure;

class RecipePathsTest {
    @TempDir Path folder = Path.of("");

    private Path own = Path.of("");
    private Path other = Path.of("");
    private RecipePaths closed = new RecipePaths(Path.of(""), Reach.NONE);
    private RecipePaths open = new RecipePaths(Path.of(""), Reach.NONE);

    @BeforeEach
    void folders() throws Exception {
        own = Files.createDirectories(folder.resolve("recipes"));
        other = Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(own.resolve("org/here"));
        Files.createDirectories(own.resolve("one"));
        Files.createDirectories(other.resolve("two"));
        closed = new RecipePaths(own, Reach.NONE);
        open = new RecipePaths(own, Reach.of(List.of(other)));
    }

    @Test
    void whatLiesBesideTheRecipeIsFound() throws Failure {
        assertThat(closed.locate(new ModelName("one")))
                .isEqualTo(new Located.Local(own.resolve("one")));
        assertThat(closed.locate(new ModelName("./one")))
                .isEqualTo(new Located.Local(own.resolve("one")));
        assertThat(closed.locate(new ModelName("./org/here")))
                .isEqualTo(new Located.Local(own.resolve("org/here")));
    }

    @Test
    void namesOnTheHubAreNoPaths() throws Failure {
        assertThat(closed.locate(new ModelName("org/model", Optional.of("v1"))))
                .isEqualTo(new Located.Hub("org/model@v1", Optional.empty()));
        assertThat(closed.locate(new ModelName("org/here")))
                .isEqualTo(new Located.Hub("org/here", Optional.of(own.resolve("org/here"))));
        assertThat(closed.locate(new ModelName("hf:org/model", Optional.of("v1"))))
                .isEqualTo(new Located.Hub("org/model@v1", Optional.empty()));
        problem(closed, "https://huggingface.co/org/model", RecipeProblem.NOT_A_PATH);
    }

    @Test
    void whatAPersonAskedForOnTheHubIsFound() throws Failure {
        RecipePaths asked =
                new RecipePaths(
                        own,
                        new Reach(
                                List.of(),
                                Map.of("org/here", other.resolve("two"), "org/model@v1", other)));
        assertThat(asked.locate(new ModelName("org/here")))
                .isEqualTo(new Located.Local(other.resolve("two")));
        assertThat(asked.locate(new ModelName("hf:org/here")))
                .isEqualTo(new Located.Local(other.resolve("two")));
        assertThat(asked.locate(new ModelName("hf:org/model", Optional.of("v1"))))
                .isEqualTo(new Located.Local(other));
        // Another revision is another model.
        assertThat(asked.locate(new ModelName("org/here", Optional.of("v1"))))
                .isEqualTo(new Located.Hub("org/here@v1", Optional.of(own.resolve("org/here"))));
        problem(asked, other.toString(), RecipeProblem.PATH_NOT_ALLOWED);
    }

    @Test
    void otherPlacesAreOpenOnlyWhereAPersonAllowsThem() throws Failure {
        assertThat(open.locate(new ModelName("../models/two")))
                .isEqualTo(new Located.Local(other.resolve("two")));
        assertThat(open.locate(new ModelName(other.resolve("two").toString())))
                .isEqualTo(new Located.Local(other.resolve("two")));
        problem(closed, "../models/two", RecipeProblem.PATH_NOT_ALLOWED);
        problem(closed, other.resolve("two").toString(), RecipeProblem.PATH_NOT_ALLOWED);
        problem(closed, "/etc", RecipeProblem.PATH_NOT_ALLOWED);
        problem(open, "../models/../../etc", RecipeProblem.PATH_NOT_ALLOWED);
        // A folder whose name begins like an allowed one.
        problem(open, "../models2", RecipeProblem.PATH_NOT_ALLOWED);
    }

    @Test
    void linksLeadNowhereElse() throws Exception {
        Files.createSymbolicLink(own.resolve("link"), other.resolve("two"));
        problem(closed, "./link", RecipeProblem.PATH_NOT_ALLOWED);
        assertThat(open.locate(new ModelName("./link")))
                .isEqualTo(new Located.Local(own.resolve("link")));
    }

    @Test
    void whatIsNotThereIsNamed() {
        problem(closed, "./three", RecipeProblem.PATH_NOT_FOUND);
        problem(closed, "gpt2", RecipeProblem.PATH_NOT_FOUND);
        problem(closed, "~/models", RecipeProblem.PATH_NOT_FOUND);
        problem(closed, "a\0b", RecipeProblem.NOT_A_PATH);
        problem(closed, "https://example.org/m", RecipeProblem.NOT_A_PATH);
        assertThatThrownBy(() -> closed.locate(new ModelName("./one", Optional.of("v1"))))
                .hasMessageContaining("revision");
    }

    private static void problem(RecipePaths paths, String text, RecipeProblem problem) {
        assertThatThrownBy(() -> paths.locate(new ModelName(text)))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }
}
