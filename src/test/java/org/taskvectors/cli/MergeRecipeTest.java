package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.analysis.ProfileStore;

/// `merge RECIPE.yml`; the numbers are held against mergekit's in
/// [org.taskvectors.merge.RecipeMergeTest].
class MergeRecipeTest {
    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/merge/recipe/float32").toAbsolutePath();

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode document() throws IOException {
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("merge", document)).isEmpty();
        return document;
    }

    /// Writes a recipe whose models lie in the golden folder.
    private String recipe(String text) throws IOException {
        Path file = folder.resolve("recipe.yml");
        Files.writeString(file, text.replace("./", GOLDEN + "/"));
        return file.toString();
    }

    @Test
    void aDryRunShowsWhatItMeans() throws IOException {
        String recipe = GOLDEN.resolve("task-arithmetic.yml").toString();
        assertThat(run("merge", recipe, "--dry-run")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("Task arithmetic", "layers", "weight", "./other", "-0.3", "would write");
        assertThat(run("merge", recipe, "--dry-run", "--json")).as(err.toString()).isZero();
        JsonNode document = document();
        assertThat(document.at("/recipe/2/how").asText()).isEqualTo("base");
        assertThat(document.at("/recipe/0/values/lambda").asDouble()).isEqualTo(0.9);
        assertThat(document.at("/plan/tensors").asInt()).isEqualTo(30);
        assertThat(document.path("saved").isNull()).isTrue();
    }

    @Test
    void aModelFolderIsWritten() throws IOException {
        String recipe = GOLDEN.resolve("slerp.yml").toString();
        assertThat(run("merge", recipe, "-o", at("merged"), "--json")).as(err.toString()).isZero();
        assertThat(document().at("/saved/tensors").asInt()).isEqualTo(30);
        assertThat(folder.resolve("merged/config.json")).exists();
        assertThat(folder.resolve("merged/README.md"))
                .content()
                .startsWith("---\nbase_model:\n- './one'\n")
                .contains(
                        Files.readString(Path.of(recipe)).strip(),
                        "| ./other | model | model.safetensors |");
        assertThat(run("merge", recipe, "-o", at("merged.safetensors"))).isZero();
        assertThat(folder.resolve("merged.safetensors")).exists();
    }

    /// Layers that are stacked anew are counted by config.json, and so is a new dtype.
    @Test
    void theConfigurationSaysWhatIsThere() throws IOException {
        String recipe =
                recipe(
                        """
                        merge_method: passthrough
                        slices:
                          - sources: [{model: ./one, layer_range: [0, 3]}]
                          - sources: [{model: ./other, layer_range: [0, 2]}]
                        out_dtype: float16
                        """);
        assertThat(run("merge", recipe, "-o", at("merged"), "--allow-paths", GOLDEN.toString()))
                .as(err.toString())
                .isZero();
        JsonNode config =
                new ObjectMapper().readTree(folder.resolve("merged/config.json").toFile());
        assertThat(config.path("num_hidden_layers").asInt()).isEqualTo(5);
        assertThat(config.path("torch_dtype").asText()).isEqualTo("float16");
    }

    /// Slices that do not have the same inputs have no common method to go through.
    @Test
    void slicesOfDifferentInputsAreRefused() throws IOException {
        String recipe =
                recipe(
                        """
                        merge_method: linear
                        parameters: {weight: 1}
                        slices:
                          - sources: [{model: ./one, layer_range: [0, 1]}]
                          - sources:
                              - {model: ./one, layer_range: [1, 2]}
                              - {model: ./other, layer_range: [1, 2]}
                        """);
        assertThat(run("merge", recipe, "-o", at("merged"), "--allow-paths", GOLDEN.toString()))
                .isNotZero();
        assertThat(err.toString()).contains("different numbers of sources");
    }

    @Test
    void modelsElsewhereHaveToBeAllowed() throws IOException {
        String recipe =
                recipe(
                        """
                        merge_method: linear
                        models:
                          - model: ./one
                          - model: ./other
                        parameters: {weight: 1}
                        """);
        assertThat(run("merge", recipe, "-o", at("merged"))).isNotZero();
        assertThat(err.toString()).contains("lies outside");
        assertThat(run("merge", recipe, "-o", at("merged"), "--allow-paths", GOLDEN.toString()))
                .as(err.toString())
                .isZero();
    }

    /// What is not computed is refused with its name, before anything is written.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dtype: float64 | float64 is not written",
                "chat_template: chatml | chat template",
                "tokenizer: {source: union, tokens: {a: {source: ./base}}} | not among",
                "merge_mode: fast | merge_mode",
                "parameters: {weight: 1, wieght: 2} | wieght",
                "base_model: organisation/name | hub",
                "base_model: {model: ./base, override_architecture: X} | architecture",
                "base_model: ./base+./one | adapter",
                "tokenizer_source: union | tokenizer",
            })
    void whatIsNotComputedIsRefused(String line, String said) throws IOException {
        String weight = line.startsWith("parameters") ? "" : "parameters: {weight: 1}\n";
        String recipe =
                recipe(
                        "merge_method: linear\nmodels:\n  - model: ./one\n  - model: ./other\n"
                                + weight
                                + line
                                + "\n");
        assertThat(run("merge", recipe, "-o", at("merged"), "--allow-paths", GOLDEN.toString()))
                .isNotZero();
        assertThat(err.toString()).contains(said);
        assertThat(folder.resolve("merged")).doesNotExist();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /// Whichever tokenizer is asked for, it is the one that all models have; or it is refused.
    @Test
    void aTokenizerIsTakenWhereAllAreTheSame() throws IOException {
        Path tokenizers = Path.of("src/test/resources/org/taskvectors/tokenizer");
        for (String model : List.of("one", "other")) {
            copy(GOLDEN.resolve(model), folder.resolve(model));
            Files.copy(
                    tokenizers.resolve("byte-level/tokenizer.json"),
                    folder.resolve(model).resolve("tokenizer.json"));
        }
        Path recipe = folder.resolve("recipe.yml");
        Files.writeString(
                recipe,
                """
                merge_method: linear
                models:
                  - model: ./one
                  - model: ./other
                parameters: {weight: 1}
                tokenizer_source: union
                """);
        assertThat(run("merge", recipe.toString(), "-o", at("merged"))).as(err.toString()).isZero();
        assertThat(out.toString()).contains("note: the result has 11 rows in embedding and head");
        assertThat(folder.resolve("merged/tokenizer.json")).exists();
        Files.copy(
                tokenizers.resolve("unigram/tokenizer.json"),
                folder.resolve("other/tokenizer.json"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(run("merge", recipe.toString(), "-o", at("again"))).isNotZero();
        assertThat(err.toString()).contains("of its own vocabulary (Unigram)", "line ");
        assertThat(folder.resolve("again")).doesNotExist();
    }

    /// One weight with two names has one value: a second one would be passed over.
    @Test
    void namesOfOneWeightHaveTheSameValues() throws IOException {
        for (String model : List.of("one", "other")) {
            copy(GOLDEN.resolve(model), folder.resolve(model));
            Path config = folder.resolve(model).resolve("config.json");
            Files.writeString(
                    config,
                    Files.readString(config)
                            .replace(
                                    "\"tie_word_embeddings\": false",
                                    "\"tie_word_embeddings\": true"));
        }
        Path recipe = folder.resolve("recipe.yml");
        Files.writeString(
                recipe,
                """
                merge_method: linear
                models:
                  - model: ./one
                  - model: ./other
                    parameters:
                      weight:
                        - {filter: lm_head, value: 2}
                        - value: 1
                parameters: {weight: 1}
                """);
        assertThat(run("merge", recipe.toString(), "-o", at("merged"))).isNotZero();
        assertThat(err.toString()).contains("are one weight");
    }

    /// What a recipe does not hand on to its models is refused beside it.
    @Test
    void howFilesAreOpenedIsRefusedBesideARecipe() throws IOException {
        String recipe =
                recipe(
                        """
                        merge_method: linear
                        models:
                          - model: ./one
                            parameters: {weight: 1}
                        """);
        for (String option : List.of("--under", "--adapter", "--lora-scale")) {
            assertThat(
                            run(
                                    "merge",
                                    recipe,
                                    "--dry-run",
                                    "--allow-paths",
                                    GOLDEN.toString(),
                                    option,
                                    "2"))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("opens its models as they lie");
            assertThat(run("inspect", recipe, option, "2")).isEqualTo(1);
            assertThat(err.toString()).contains("can be chosen for it");
        }
    }

    /// What changes no number is said, and what would change one is refused.
    @Test
    void parametersThatAreNotOursAreNamed() throws IOException {
        String models = "base_model: ./base\nmodels:\n  - model: ./one\n  - model: ./other\n";
        String recipe =
                recipe(
                        "merge_method: task_arithmetic\n"
                                + models
                                + "parameters: {weight: 1, density: 0.5, int8_mask: true}\n");
        String allow = GOLDEN.toString();
        assertThat(run("merge", recipe, "--dry-run", "--allow-paths", allow))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("'int8_mask' changes no", "'density' changes no");
        recipe =
                recipe(
                        "merge_method: multislerp\n"
                                + models
                                + "parameters: {weight: 1, eps: 0.1}\n");
        assertThat(run("merge", recipe, "--dry-run", "--allow-paths", allow)).isNotZero();
        assertThat(err.toString()).contains("another 'eps'", "line 6");
    }

    @Test
    void aRecipeAndOptionsDoNotMix() {
        String recipe = GOLDEN.resolve("slerp.yml").toString();
        assertThat(run("merge", recipe, "--method", "ties", "-o", at("merged"))).isNotZero();
        assertThat(err.toString()).contains("a recipe says");
        assertThat(run("merge", "--allow-paths", at("x"), "--model", at("y"), "-o", at("merged")))
                .isNotZero();
        assertThat(err.toString()).contains("--allow-paths");
    }
}
