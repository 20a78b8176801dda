package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.vector.Recipe;
import org.taskvectors.vector.SameNumbers;

/// `apply VECTOR[=λ]…`, byte by byte what PyTorch makes of it
/// (`src/test/oracle/vector/edited_model.py`).
class ApplyRecipesTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static List<Recipe> recipes() throws IOException {
        return Recipe.all().stream().filter(Recipe::isConstant).toList();
    }

    private int apply(Path output, List<String> vectors, String... more) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of("apply"));
        arguments.addAll(vectors);
        arguments.addAll(
                List.of(
                        "--base",
                        Recipe.GOLDEN.resolve("base.safetensors").toString(),
                        "-o",
                        output.toString()));
        arguments.addAll(List.of(more));
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(arguments, new PrintWriter(out), new PrintWriter(err), false);
    }

    private static void assertExpected(Path saved, Recipe recipe) throws IOException {
        try (Checkpoint model = Checkpoints.open(saved);
                Checkpoint base = Checkpoints.open(Recipe.GOLDEN.resolve("base.safetensors"))) {
            assertThat(model.tensors()).hasSameElementsAs(base.tensors());
            for (Tensor tensor : base.tensors()) {
                byte[] found = SameNumbers.bytes(model, tensor.name());
                if (recipe.changes(tensor.name())) {
                    SameNumbers.assertSame(
                            tensor.dtype(), found, recipe.bytes(tensor.name()), tensor.name());
                } else {
                    assertThat(found)
                            .as(tensor.name())
                            .isEqualTo(SameNumbers.bytes(base, tensor.name()));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyByteOfTheModelIsPytorchs(Recipe recipe) throws IOException {
        Path output = folder.resolve("model");
        assertThat(apply(output, recipe.arguments())).as(err.toString()).isZero();
        assertExpected(output, recipe);
    }

    @ParameterizedTest
    @ValueSource(strings = {".safetensors", ".pth"})
    void oneFileHoldsTheSameBytes(String ending) throws IOException {
        Recipe recipe = Recipe.named("three");
        Path output = folder.resolve("model" + ending);
        assertThat(apply(output, recipe.arguments(), "--threads", "1", "--json"))
                .as(err.toString())
                .isZero();
        assertExpected(output, recipe);
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("apply", document)).isEmpty();
    }

    /// The change that was really written, against NumPy's numbers.
    @ParameterizedTest
    @ValueSource(strings = {"narrow", "three", "minus", "adapter"})
    void theChangeThatWasWrittenIsMeasured(String name) throws IOException {
        Path output = folder.resolve("model");
        assertThat(apply(output, Recipe.named(name).arguments(), "--profile", "--json"))
                .as(err.toString())
                .isZero();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("apply", document)).isEmpty();
        JsonNode expected =
                new ObjectMapper()
                        .readTree(Recipe.GOLDEN.resolve("changes.json").toFile())
                        .path(name);
        JsonNode change = document.path("change");
        assertThat(change.at("/not_finite/nan")).isEqualTo(expected.path("nan"));
        assertThat(change.at("/not_finite/infinite")).isEqualTo(expected.path("infinite"));
        assertThat(change.path("weights").longValue())
                .isEqualTo(expected.path("weights").longValue());
        for (String number : List.of("l2_norm", "mean_magnitude", "largest", "exact_zeros")) {
            double wanted = expected.path(number).doubleValue();
            assertThat(change.path(number).doubleValue())
                    .as(number)
                    .isCloseTo(wanted, within(1e-12 * wanted));
        }
    }

    /// A path that is there wins over a coefficient; else the last `=` with a number behind it
    /// parts the two.
    @Test
    void namesWithAnEqualsSignAreFilesWhereTheyAreThere() throws IOException {
        Path vector = folder.resolve("rank=8.safetensors");
        Files.copy(Recipe.file("a"), vector);
        Path odd = folder.resolve("a=0.3");
        Files.copy(Recipe.file("a"), odd);
        Map<String, String> recipes =
                Map.of(
                        vector.toString(),
                        "one",
                        vector + "=0.3",
                        "fraction",
                        vector + "=-1",
                        "minus",
                        vector + "=3e-1",
                        "fraction",
                        odd.toString(),
                        "one",
                        odd + "=-1.0",
                        "minus");
        for (Map.Entry<String, String> each : recipes.entrySet()) {
            Path output = folder.resolve(each.getValue() + each.getKey().hashCode());
            assertThat(apply(output, List.of(each.getKey()))).as(err.toString()).isZero();
            assertExpected(output, Recipe.named(each.getValue()));
        }
    }

    @Test
    void aCoefficientThatIsNoNumberIsPartOfAPathThatIsNotThere() {
        Path output = folder.resolve("model");
        for (String wrong : List.of("=x", "=", "=NaN", "=Infinity")) {
            assertThat(apply(output, List.of(Recipe.file("a") + wrong)))
                    .as(wrong)
                    .isNotEqualTo(0)
                    .isIn(CommandLineMain.FAILED, CommandLineMain.USAGE);
            assertThat(err.toString().lines()).as(wrong).hasSize(1);
            assertThat(output).doesNotExist();
        }
    }
}
