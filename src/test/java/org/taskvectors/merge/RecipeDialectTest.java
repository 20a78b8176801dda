package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.SameNumbers;

/// Methods under `workbench.` are this program's own: its parameters and values, a seed, vectors
/// and adapters as they are. Held against the same merge without a recipe.
class RecipeDialectTest {
    private static final Path FLOAT =
            Path.of("src/test/resources/golden/merge/recipe/float32").toAbsolutePath();

    @TempDir private Path folder;

    private Path vector(String tuned) throws Exception {
        Path file = folder.resolve(tuned + ".safetensors");
        new Extractor("test", new ProfileStore(folder.resolve("cache")))
                .extract(
                        new ExtractionRequest(
                                Located.of(FLOAT.resolve("base")),
                                Located.of(FLOAT.resolve(tuned)),
                                file,
                                Policies.DEFAULT,
                                false,
                                Compute.onCpu(2)),
                        new Progress(),
                        new Cancellation());
        return file;
    }

    private RecipeMerge read(String text, String out) throws IOException {
        return RecipeMerge.of(
                text.replace("$", FLOAT.toString()),
                folder,
                Reach.of(List.of(FLOAT)),
                0,
                new Output.Model(new Target.Folder(folder.resolve(out))),
                Compute.onCpu(2));
    }

    private Path save(MergeRequest request, String out) throws Exception {
        new MergeSaver("test", new ProfileStore(folder.resolve("cache")))
                .save(request, new Progress(), new Cancellation());
        return folder.resolve(out);
    }

    private MergeRequest byHand(
            String method, Settings settings, long seed, List<Given> given, String out) {
        Method of = Methods.of(method).orElseThrow();
        return new MergeRequest(
                of,
                new Chosen(settings, seed),
                Optional.of(Located.of(FLOAT.resolve("base"))),
                given,
                OutputDType.SOURCE,
                new Target.Folder(folder.resolve(out)),
                false,
                false,
                Compute.onCpu(2));
    }

    private static void requireSame(Path one, Path other) throws IOException {
        try (Checkpoint a = Checkpoints.open(one);
                Checkpoint b = Checkpoints.open(other)) {
            assertThat(a.tensors()).isEqualTo(b.tensors());
            for (Tensor tensor : a.tensors()) {
                assertThat(SameNumbers.bytes(a, tensor.name()))
                        .as(tensor.name())
                        .isEqualTo(SameNumbers.bytes(b, tensor.name()));
            }
        }
    }

    @Test
    void vectorsAndAdaptersAreTakenAsWhatTheyAre() throws Exception {
        Path one = vector("one");
        Path lora = FLOAT.resolve("lora");
        RecipeMerge recipe =
                read(
                        """
                        merge_method: workbench.ties
                        base_model: $/base
                        models:
                          - model: ./one.safetensors
                            parameters: {weight: 0.75}
                          - model: $/lora
                            parameters: {density: 0.5}
                          - model: $/other
                        parameters: {positive_ties: true}
                        """,
                        "recipe");
        assertThat(recipe.request().ingredients())
                .extracting(Given::space)
                .containsExactly(Space.VECTORS, Space.VECTORS, Space.MODELS);
        Settings settings =
                Settings.of(Map.of("positive_ties", 1.0))
                        .withEach("weight", 0.75, 1, 1)
                        .withEach("density", 0.2, 0.5, 0.2);
        requireSame(
                save(recipe.request(), "recipe"),
                save(
                        byHand(
                                "ties",
                                settings,
                                0,
                                List.of(
                                        new Given(Located.of(one), Space.VECTORS),
                                        new Given(Located.of(lora), Space.VECTORS),
                                        new Given(
                                                Located.of(FLOAT.resolve("other")), Space.MODELS)),
                                "hand"),
                        "hand"));
    }

    private static final String DARE =
            """
            merge_method: workbench.dare_linear
            base_model: $/base
            models: [{model: $/one}, {model: $/other}]
            parameters: {seed: 7, rescale: false}
            """;

    @Test
    void theSeedIsTheRecipes() throws Exception {
        RecipeMerge recipe = read(DARE, "recipe");
        assertThat(recipe.request().chosen().seed()).isEqualTo(7);
        List<Given> models =
                List.of(
                        new Given(Located.of(FLOAT.resolve("one")), Space.MODELS),
                        new Given(Located.of(FLOAT.resolve("other")), Space.MODELS));
        Settings settings = Settings.of(Map.of("rescale", 0.0));
        requireSame(
                save(recipe.request(), "recipe"),
                save(byHand("dare_linear", settings, 7, models, "hand"), "hand"));
        assertThatThrownBy(
                        () ->
                                read(
                                        DARE.replace(
                                                "seed: 7",
                                                "seed: [{filter: q_proj, value: 1}, {value: 2}]"),
                                        "x"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.what()).startsWith("the seed is one number");
                            assertThat(e.place()).startsWith("line 4");
                        });
    }

    @Test
    void linearOnABaseIsOfVectorsAsOnTheCommandLine() throws Exception {
        RecipeMerge recipe =
                read(
                        """
                        merge_method: workbench.linear
                        base_model: $/base
                        models: [{model: $/one}, {model: $/other, parameters: {weight: 3}}]
                        """,
                        "recipe");
        assertThat(recipe.request().base()).isPresent();
        List<Given> models =
                List.of(
                        new Given(Located.of(FLOAT.resolve("one")), Space.MODELS),
                        new Given(Located.of(FLOAT.resolve("other")), Space.MODELS));
        Settings settings = Settings.standard().withEach("weight", 1, 3);
        requireSame(
                save(recipe.request(), "recipe"),
                save(byHand("linear", settings, 0, models, "hand"), "hand"));
    }

    @Test
    void withoutThePrefixNothingChanges() throws Exception {
        vector("one");
        String plain =
                """
                merge_method: ties
                base_model: $/base
                models: [{model: ./one.safetensors, parameters: {weight: 1}}]
                """;
        // It is no model: what mergekit would make of it is refused.
        assertThatThrownBy(() -> save(read(plain, "x").request(), "x")).isInstanceOf(Failure.class);
        assertThatThrownBy(
                        () -> read(plain.replace("{weight: 1}", "{weight: 1, by_tensor: 1}"), "x"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problem()).isEqualTo(RecipeProblem.UNKNOWN_PARAMETER));
        assertThatThrownBy(() -> read(plain.replace("ties", "workbench.tie"), "x"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e ->
                                assertThat(e.advice())
                                        .contains("workbench.ties")
                                        .contains("workbench.orthogonal")
                                        .doesNotContain(" ties,"));
        assertThatThrownBy(() -> read(plain.replace("ties", "tie"), "x"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e ->
                                assertThat(e.advice())
                                        .endsWith("this program's own are called workbench.…"));
    }

    @Test
    void vectorsNeedABaseAndAreNotStacked() throws Exception {
        vector("one");
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        merge_method: workbench.linear
                                        models: [{model: ./one.safetensors}]
                                        """,
                                        "x"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.what()).contains("vectors are merged for a base");
                            assertThat(e.place()).startsWith("line 2");
                        });
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        merge_method: workbench.task_arithmetic
                                        base_model: $/base
                                        slices:
                                          - sources:
                                              - {model: $/base, layer_range: [0, 1]}
                                              - {model: ./one.safetensors, layer_range: [0, 1]}
                                        """,
                                        "x"))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.what()).endsWith("are not stacked"));
    }

    @Test
    void aRecipeOfVectorsIsAVectorThere() throws Exception {
        Files.writeString(folder.resolve("inner.yml"), DARE.replace("$", FLOAT.toString()));
        RecipeMerge outer =
                read(
                        """
                        merge_method: workbench.task_arithmetic
                        base_model: $/base
                        models: [{model: ./inner.yml, parameters: {weight: 0.5}}]
                        """,
                        "outer");
        assertThat(outer.request().ingredients().getFirst().space()).isEqualTo(Space.VECTORS);
        Path half = save(outer.request(), "outer");
        RecipeMerge plain = read(DARE + "  # half\n", "half");
        assertThat(plain.request().chosen().seed()).isEqualTo(7);
        RecipeMerge scaled =
                read(DARE.replace("rescale: false", "rescale: false, lambda: 0.5"), "scaled");
        // Halves of float32 numbers are exact, so that one sum halved is the sum of halves.
        requireSame(half, save(scaled.request(), "scaled"));
    }
}
