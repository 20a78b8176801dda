package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.ThreadedPasses;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.MeasuredFirst;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.checkpoint.open.Recognition;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.Saver;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.Combination;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.Scale;
import org.taskvectors.vector.Term;

/// A recipe opens as a checkpoint, without being written, and has the bits of what `merge` writes.
class RecipeItemTest {
    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/merge/recipe").toAbsolutePath();
    private static final Path FLOAT = GOLDEN.resolve("float32");
    private static final OpenOptions MODEL =
            OpenOptions.NONE.withReach(Reach.of(List.of(GOLDEN))).withAsModel(true);
    private static final OpenOptions VECTOR = OpenOptions.NONE.withReach(Reach.of(List.of(GOLDEN)));

    @TempDir private Path folder;

    static Stream<String> recipes() throws IOException {
        try (Stream<Path> all = Files.walk(GOLDEN)) {
            return all
                    .filter(path -> path.toString().endsWith(".yml"))
                    .map(path -> GOLDEN.relativize(path).toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private Path recipe(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text.replace("$", FLOAT.toString()));
    }

    private Path merged(Path recipe, long seed) throws Exception {
        Path out = folder.resolve("out-" + recipe.getFileName());
        MergeRequest request =
                RecipeMerge.of(
                                recipe,
                                Reach.of(List.of(GOLDEN)),
                                seed,
                                new Target.Folder(out),
                                Compute.onCpu(2))
                        .request();
        new MergeSaver("test", new ProfileStore(folder.resolve("cache")))
                .save(request, new Progress(), new Cancellation());
        return out;
    }

    private static byte[] bytes(Checkpoint checkpoint, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, bytes);
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static void requireSame(Checkpoint own, Checkpoint written) throws IOException {
        assertThat(own.tensors()).containsExactlyInAnyOrderElementsOf(written.tensors());
        for (Tensor tensor : written.tensors()) {
            assertThat(bytes(own, tensor)).as(tensor.name()).isEqualTo(bytes(written, tensor));
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void asAModelItIsWhatMergeWrites(String name) throws Exception {
        Path recipe = GOLDEN.resolve(name);
        try (Checkpoint own = Checkpoints.open(recipe, MODEL);
                Checkpoint written = Checkpoints.open(merged(recipe, 0))) {
            requireSame(own, written);
            ModelConfig said = own.about().config().orElseThrow();
            assertThat(said.json()).isEqualTo(written.about().config().orElseThrow().json());
            assertThat(own.about().weightFiles().getLast()).isEqualTo(recipe);
        }
    }

    private static final String DARE =
            """
            merge_method: dare_ties
            base_model: $/base
            models:
              - model: $/one
                parameters: {weight: 0.75, density: 0.5}
              - model: $/other
                parameters: {weight: 0.5, density: 0.25}
            out_dtype: bfloat16
            """;

    @Test
    void randomMethodsDrawAlikeAndOutDtypeIsObeyed() throws Exception {
        Path recipe = recipe("dare.yml", DARE);
        try (Checkpoint own = Checkpoints.open(recipe, MODEL);
                Checkpoint written = Checkpoints.open(merged(recipe, 0))) {
            requireSame(own, written);
            assertThat(own.tensors()).allMatch(tensor -> tensor.dtype().label().equals("bfloat16"));
            assertThat(
                            own.about()
                                    .config()
                                    .orElseThrow()
                                    .text("torch_dtype")
                                    .or(() -> own.about().config().orElseThrow().text("dtype")))
                    .hasValue("bfloat16");
            assertThat(own.about().notes()).anyMatch(note -> note.endsWith("drawn by the seed 0"));
        }
    }

    private static final String TIES =
            """
            merge_method: ties
            base_model: $/base
            models:
              - model: $/one
                parameters: {weight: 1.0, density: 0.5}
              - model: $/other
                parameters: {weight: 0.5, density: [0.25, 0.75]}
            parameters: {normalize: true}
            """;

    @Test
    void itIsAVectorThatLiesOnItsBaseAsItIsMerged() throws Exception {
        Path recipe = recipe("ties.yml", TIES);
        try (Checkpoint own = Checkpoints.open(recipe, VECTOR);
                Checkpoint base = Checkpoints.open(FLOAT.resolve("base"));
                Checkpoint written = Checkpoints.open(merged(recipe, 0))) {
            assertThat(own).isInstanceOf(Vector.class).isNotInstanceOf(Edited.class);
            Vector vector = (Vector) own;
            assertThat(vector.base().orElseThrow().name()).isEqualTo("base");
            assertThat(own.about().format()).isEqualTo("recipe: TIES of 2 vectors on base");
            requireSame(EditedModel.of(base, vector), written);
            requireSame(EditedModel.of(base, vector.on(base)), written);
            assertThat(vector.on(base).base()).containsSame(base);
        }
    }

    @Test
    void manyThreadsMeasureOnce() throws Exception {
        Path recipe = recipe("ties.yml", TIES);
        try (Checkpoint written = Checkpoints.open(merged(recipe, 0));
                Checkpoint own = Checkpoints.open(recipe, MODEL);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Tensor tensor = written.tensors().getFirst();
            List<Future<byte[]>> read =
                    IntStream.range(0, 16)
                            .mapToObj(_ -> threads.submit(() -> bytes(own, tensor)))
                            .toList();
            for (Future<byte[]> one : read) {
                assertThat(one.get()).isEqualTo(bytes(written, tensor));
            }
        }
    }

    @Test
    void measuringCountsItsBytesAndCanBeCancelled() throws Exception {
        Path recipe = recipe("ties.yml", TIES);
        try (Checkpoint own = Checkpoints.open(recipe, MODEL)) {
            MeasuredFirst first = (MeasuredFirst) own;
            Cancellation cancelled = new Cancellation();
            cancelled.cancel();
            assertThatThrownBy(() -> first.measure(Compute.onCpu(2), new Progress(), cancelled))
                    .isInstanceOf(CancelledException.class);
            Progress progress = new Progress();
            first.measure(Compute.onCpu(2), progress, new Cancellation());
            assertThat(progress.done()).isPositive();
            // Nothing is left to measure.
            first.measure(Compute.onCpu(2), new Progress(), cancelled);
            try (Checkpoint written = Checkpoints.open(merged(recipe, 0))) {
                requireSame(own, written);
            }
        }
    }

    private Path saved(Path recipe) throws Exception {
        Path file = folder.resolve("saved.safetensors");
        try (Checkpoint own = Checkpoints.open(recipe, VECTOR)) {
            new Saver("test")
                    .save(
                            new SaveRequest(
                                    own,
                                    new Target.SingleFile(
                                            file, OutputFormats.all().getFirst(), false),
                                    Compute.onCpu(2)),
                            new Progress(),
                            new Cancellation());
        }
        return file;
    }

    private static final String METAGPT =
            """
            merge_method: workbench.metagpt
            base_model: $/base
            models: [{model: $/one}, {model: $/other}]
            """;

    @Test
    void comparedItHasTheNumbersOfTheSavedVector() throws Exception {
        Path recipe = recipe("ties.yml", TIES);
        Path other = recipe("metagpt.yml", METAGPT);
        Path file = saved(recipe);
        Measured measured =
                new Measured(
                        new ProfileStore(folder.resolve("cache")),
                        new ThreadedPasses(Compute.onCpu(2)));
        Located base = Located.of(FLOAT.resolve("base"));
        Located own = new Located(recipe, VECTOR, Optional.of(base));
        Located written = new Located(file, OpenOptions.NONE, Optional.of(base));
        Located second = new Located(other, VECTOR, Optional.of(base));
        Measurement a = measured.profile(own, new Progress(), new Cancellation());
        Measurement b = measured.profile(written, new Progress(), new Cancellation());
        assertThat(sums(a)).isEqualTo(sums(b));
        PairSums pairs = pairs(measured, own, second);
        PairSums same = pairs(measured, written, second);
        assertThat(products(pairs)).isEqualTo(products(same)).isNotEmpty();
        // Kept now, and found without reading a weight.
        assertThat(measured.kept(own)).isPresent();
        assertThat(measured.keptPairsOf(List.of(own, second))).isPresent();
    }

    private static PairSums pairs(Measured measured, Located one, Located other) throws Exception {
        return measured.pairsOf(List.of(one, other), new Progress(), new Cancellation());
    }

    private static List<List<Object>> sums(Measurement measurement) {
        return measurement.profile().tensors().stream()
                .sorted(Comparator.comparing(TensorProfile::name))
                .map(
                        one ->
                                List.<Object>of(
                                        one.name(),
                                        one.sumSquares(),
                                        one.sumMagnitude(),
                                        one.baseSquares()))
                .toList();
    }

    private static List<Object> products(PairSums sums) {
        return sums.pairs().getFirst().stream()
                .<Object>map(one -> List.of(one.name(), one.dot(), one.sameSign()))
                .sorted(Comparator.comparing(Object::toString))
                .toList();
    }

    @Test
    void whatIsKeptIsStaleWhenTheTextOrASourceChanges() throws Exception {
        Path models = folder.resolve("models");
        for (String name : List.of("base", "one", "other")) {
            Files.createDirectories(models.resolve(name));
            for (String part : List.of("config.json", "model.safetensors")) {
                Files.copy(FLOAT.resolve(name).resolve(part), models.resolve(name).resolve(part));
            }
        }
        Path recipe = Files.writeString(models.resolve("r.yml"), TIES.replace("$", "."));
        Measured measured =
                new Measured(
                        new ProfileStore(folder.resolve("cache")),
                        new ThreadedPasses(Compute.onCpu(2)));
        Located own = Located.of(recipe);
        Measurement before = measured.profile(own, new Progress(), new Cancellation());
        assertThat(measured.kept(own)).isPresent();

        Files.copy(
                FLOAT.resolve("one/model.safetensors"),
                models.resolve("other/model.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(measured.kept(own)).isEmpty();
        Measurement after = measured.profile(own, new Progress(), new Cancellation());
        assertThat(sums(after)).isNotEqualTo(sums(before));
        assertThat(measured.kept(own)).isPresent();

        Files.writeString(recipe, Files.readString(recipe).replace("0.75", "0.76"));
        assertThat(measured.kept(own)).isEmpty();
        measured.profile(own, new Progress(), new Cancellation());
        assertThat(measured.kept(own)).isPresent();

        // Tied or not: the configuration of a source counts too.
        Path config = models.resolve("base/config.json");
        Files.writeString(config, Files.readString(config) + " ");
        assertThat(measured.kept(own)).isEmpty();
    }

    @Test
    void otherYamlIsRefusedAsWhatItIs() throws Exception {
        Path other = Files.writeString(folder.resolve("other.yaml"), "services:\n  web: 1\n");
        Recognition found = Checkpoints.recognise(other);
        assertThat(found.accepted()).isFalse();
        assertThat(found.reason())
                .isEqualTo("this is no recipe of a merge: it has no merge_method");
        assertThatThrownBy(() -> Checkpoints.open(other))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problem()).isEqualTo(RecipeProblem.NOT_A_RECIPE));
        Path broken = Files.writeString(folder.resolve("x.yml"), "merge_method: [\n");
        assertThat(Checkpoints.recognise(broken).failure().orElseThrow().problem())
                .isEqualTo(RecipeProblem.NOT_YAML);
        assertThat(Checkpoints.recognise(recipe("ties.yml", TIES)).label())
                .isEqualTo("recipe: TIES of 2 models on base");
        assertThat(Formats.ALL.dialogPatterns()).contains("*.yml", "*.yaml");
        assertThat(Formats.ALL.endings()).doesNotContain(".yml");
    }

    @Test
    void whatMayNotBeOpenedOrIsMissingIsSaidWithItsLine() throws Exception {
        Path recipe = recipe("ties.yml", TIES);
        assertThatThrownBy(() -> Checkpoints.open(recipe))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(RecipeProblem.PATH_NOT_ALLOWED);
                            assertThat(e.file()).isEqualTo(recipe);
                            assertThat(e.place()).startsWith("line 2");
                            assertThat(e.advice()).contains("--allow-paths");
                        });
        Path missing =
                Files.writeString(
                        folder.resolve("m.yml"),
                        """
                        merge_method: linear
                        models:
                          - model: ./gone
                            parameters: {weight: 1}
                        """);
        assertThatThrownBy(() -> Checkpoints.open(missing))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.what()).isEqualTo("its model './gone' is not there");
                            assertThat(e.place()).startsWith("line 3");
                        });
    }

    private static final String OF_RECIPE =
            """
            merge_method: linear
            models:
              - model: ./ties.yml
                parameters: {weight: 0.5}
              - model: $/one
                parameters: {weight: 0.5}
            """;

    @Test
    void aRecipeMayNameARecipeAndNotItself() throws Exception {
        recipe("ties.yml", TIES);
        Path outer = recipe("outer.yml", OF_RECIPE);
        Path inner = merged(folder.resolve("ties.yml"), 0);
        Path same = recipe("same.yml", OF_RECIPE.replace("./ties.yml", "./" + inner.getFileName()));
        try (Checkpoint own = Checkpoints.open(outer, MODEL);
                Checkpoint written = Checkpoints.open(merged(same, 0))) {
            requireSame(own, written);
        }
        Path self = recipe("self.yml", OF_RECIPE.replace("ties", "self"));
        assertThatThrownBy(() -> Checkpoints.open(self, MODEL))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e ->
                                assertThat(e.what())
                                        .isEqualTo(
                                                "this recipe is made of itself: self.yml, in it"
                                                        + " self.yml"));
        assertThatThrownBy(() -> merged(self, 0))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problem()).isEqualTo(RecipeProblem.RECIPES_IN_RECIPES));
        for (int i = 1; i <= 5; i++) {
            recipe("deep" + i + ".yml", OF_RECIPE.replace("ties", "deep" + (i + 1)));
        }
        recipe("deep6.yml", TIES);
        assertThatThrownBy(() -> Checkpoints.open(folder.resolve("deep1.yml"), MODEL))
                .hasMessageContaining("more than 4 deep");
    }

    @Test
    void itIsABaseAndAnIngredient() throws Exception {
        Path out = folder.resolve("applied");
        Path ties = recipe("ties.yml", TIES);
        ApplyRequest request =
                new ApplyRequest(
                        new Located(ties, VECTOR),
                        List.of(new Applied(new Located(ties, VECTOR), new Scale.Constant(0.5))),
                        OutputDType.SOURCE,
                        new Target.Folder(out),
                        false,
                        false,
                        Compute.onCpu(2));
        new Applier("test", new ProfileStore(folder.resolve("cache")))
                .apply(request, new Progress(), new Cancellation());
        try (Checkpoint applied = Checkpoints.open(out);
                Checkpoint base = Checkpoints.open(merged(ties, 0));
                Checkpoint vector = Checkpoints.open(saved(ties))) {
            requireSame(
                    EditedModel.of(
                            base, new Combination(List.of(Term.of(SavedVector.of(vector), 0.5)))),
                    applied);
        }
    }

    @Test
    void aCopyOfStackedLayersSaysHowManyThereAre() throws Exception {
        try (Checkpoint stacked = Checkpoints.open(FLOAT.resolve("slices.yml"), MODEL)) {
            Path copy = folder.resolve("copy");
            new Saver("test")
                    .save(
                            new SaveRequest(stacked, new Target.Folder(copy), Compute.onCpu(2)),
                            new Progress(),
                            new Cancellation());
            try (Checkpoint written = Checkpoints.open(copy)) {
                assertThat(written.about().config().orElseThrow().integer("num_hidden_layers"))
                        .isEqualTo(
                                stacked.about()
                                        .config()
                                        .orElseThrow()
                                        .integer("num_hidden_layers"));
            }
        }
    }
}
