package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.TestCheckpoint;

/// When is something measured, and when is what was kept believed.
class MeasuredTest {
    private static final Path FOLDER = Path.of("src/test/oracle/comparison");

    @TempDir Path folder;
    private final Counting passes = new Counting();
    private ProfileStore store;
    private Measured measured;

    /// Counts the passes, and does something in the middle of one.
    private static final class Counting implements Passes {
        private final Passes real = new ThreadedPasses(Compute.onCpu(1));
        private int count;
        private Optional<Meanwhile> meanwhile = Optional.empty();

        interface Meanwhile {
            void happens() throws IOException;
        }

        @Override
        public VectorProfile profile(
                Checkpoint vector,
                Optional<Checkpoint> base,
                Progress progress,
                Cancellation cancellation)
                throws IOException, CancelledException {
            count++;
            VectorProfile profile = real.profile(vector, base, progress, cancellation);
            if (meanwhile.isPresent()) {
                meanwhile.get().happens();
            }
            return profile;
        }

        @Override
        public List<TensorProfile> tensors(
                Checkpoint checkpoint,
                List<Tensor> tensors,
                Progress progress,
                Cancellation cancellation)
                throws IOException, CancelledException {
            count++;
            return real.tensors(checkpoint, tensors, progress, cancellation);
        }

        @Override
        public PairSums pairs(
                List<Checkpoint> vectors, Progress progress, Cancellation cancellation)
                throws IOException, CancelledException {
            count++;
            return real.pairs(vectors, progress, cancellation);
        }
    }

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("base", "full", "some", "wide")) {
            put(name, name);
        }
        store = new ProfileStore(folder.resolve("cache"));
        measured = new Measured(store, passes);
    }

    private void put(String source, String name) throws IOException {
        Files.copy(
                FOLDER.resolve(source + ".safetensors"),
                path(name),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Path path(String name) {
        return folder.resolve(name + ".safetensors");
    }

    private Checkpoint open(String name) throws IOException {
        return Checkpoints.open(path(name));
    }

    private Measurement measure(Checkpoint vector) throws Exception {
        return measured.profile(vector, Optional.empty(), new Progress(), new Cancellation());
    }

    @Test
    void aVectorIsReadOnce() throws Exception {
        try (Checkpoint vector = open("full")) {
            Measurement first = measure(vector);
            assertThat(measure(vector)).isEqualTo(first);
        }
        assertThat(passes.count).isEqualTo(1);
    }

    @Test
    void whatOlderRulesMeasuredIsMeasuredAnew() throws Exception {
        Path kept = folder.resolve("full.safetensors.profile");
        try (Checkpoint vector = open("full")) {
            Measurement first = measure(vector);
            Files.write(kept, ProfileStoreTest.byOlderRules(Files.readAllBytes(kept)));
            assertThat(measure(vector)).isEqualTo(first);
            assertThat(passes.count).isEqualTo(2);
            measure(vector);
        }
        assertThat(passes.count).isEqualTo(2);
    }

    @Test
    void anotherVectorUnderTheSameNameIsReadAgain() throws Exception {
        try (Checkpoint vector = open("full")) {
            measure(vector);
        }
        put("some", "full");
        try (Checkpoint vector = open("full")) {
            assertThat(measure(vector).profile().tensors()).hasSize(6);
        }
        assertThat(passes.count).isEqualTo(2);
    }

    @Test
    void aFileThatIsReplacedWhileItIsReadKeepsNothing() throws Exception {
        passes.meanwhile = Optional.of(() -> put("some", "full"));
        try (Checkpoint vector = open("full")) {
            measure(vector);
        }
        assertThat(store.find(path("full"))).isEmpty();
    }

    @Test
    void aFileThatWasReplacedAfterItWasOpenedDoesNotLendItsPlaceToTheOldNumbers() throws Exception {
        try (Checkpoint vector = open("full")) {
            Path other = path("other");
            Files.copy(FOLDER.resolve("some.safetensors"), other);
            Files.move(other, path("full"), StandardCopyOption.REPLACE_EXISTING);
            measure(vector);
        }
        assertThat(store.find(path("full")).orElseThrow().profile().tensors()).hasSize(6);
    }

    @Test
    void severalFilesOpenedTogetherAreNotKeptUnderTheFirst() throws Exception {
        put("wide", "a");
        try (Checkpoint together = Checkpoints.open(List.of(path("a"), path("some")))) {
            measure(together);
        }
        assertThat(store.find(path("a"))).isEmpty();
        try (Checkpoint alone = open("a")) {
            assertThat(measure(alone).profile().tensors()).hasSize(11);
        }
    }

    @Test
    void withABaseTheBaseTensorsThatAreNotHeldAreMeasuredToo() throws Exception {
        try (Checkpoint vector = open("some");
                Checkpoint base = open("base")) {
            Measurement measurement =
                    measured.profile(vector, Optional.of(base), new Progress(), new Cancellation());
            assertThat(measurement.base()).hasSize(15);
            assertThat(measurement.base())
                    .filteredOn(tensor -> !tensor.name().matches(".*(q_proj|v_proj).*"))
                    .allMatch(tensor -> tensor.sumSquares() > 0);
            assertThat(measured.kept(vector, Optional.of(base))).contains(measurement);
            assertThat(measured.kept(vector, Optional.empty())).isEmpty();
        }
    }

    @Test
    void pairsAreMeasuredOnceWhateverTheOrder() throws Exception {
        try (Checkpoint a = open("full");
                Checkpoint b = open("some");
                Checkpoint c = open("wide")) {
            PairSums one = measured.pairs(List.of(c, a, b), new Progress(), new Cancellation());
            PairSums other = measured.pairs(List.of(a, b, c), new Progress(), new Cancellation());
            assertThat(passes.count).isEqualTo(1);
            PairSums direct =
                    new ThreadedPasses(Compute.onCpu(2))
                            .pairs(List.of(a, b, c), new Progress(), new Cancellation());
            assertThat(other.pairs()).isEqualTo(direct.pairs());
            assertThat(one.pairs().get(one.indexOf(1, 2)))
                    .isEqualTo(direct.pairs().get(direct.indexOf(0, 1)));
        }
    }

    private static final List<String> FACTORS =
            List.of(
                    "model.layers.0.self_attn.q_proj.lora_A.weight:2x4",
                    "model.layers.0.self_attn.q_proj.lora_B.weight:4x2");

    private static OpenOptions alpha(double alpha) {
        return OpenOptions.NONE.withScale(Optional.of(new LoraScale.Alpha(alpha, false)));
    }

    private Measurement measure(Path path, OpenOptions said) throws Exception {
        try (Checkpoint vector = Checkpoints.open(path, said)) {
            return measure(vector);
        }
    }

    @Test
    void whatWasSaidOfAnAdapterIsKeptWithItsNumbers() throws Exception {
        Path file =
                TestCheckpoint.write(
                        folder.resolve("factors.safetensors"), 1, FACTORS.toArray(String[]::new));
        Measurement four = measure(file, alpha(4));
        Measurement eight = measure(file, alpha(8));
        assertThat(passes.count).isEqualTo(2);
        double norm = Math.sqrt(four.profile().tensors().getFirst().sumSquares());
        assertThat(Math.sqrt(eight.profile().tensors().getFirst().sumSquares()))
                .isCloseTo(2 * norm, within(1e-6 * norm));

        assertThat(measure(file, alpha(4))).isEqualTo(four);
        assertThat(measure(file, alpha(8))).isEqualTo(eight);
        Path moved = Files.move(file, folder.resolve("renamed.safetensors"));
        assertThat(measure(moved, alpha(4))).as("wherever it lies").isEqualTo(four);
        assertThat(passes.count).isEqualTo(2);
        assertThat(store.find(moved)).as("not its own numbers").isEmpty();

        TestCheckpoint.write(moved, 2, FACTORS.toArray(String[]::new));
        assertThat(measure(moved, alpha(4))).as("another content").isNotEqualTo(four);
        assertThat(passes.count).isEqualTo(3);
    }

    @Test
    void eachDictionaryOfAFileHasItsOwnNumbers() throws Exception {
        Path file = path("run").resolveSibling("run.pth");
        Files.copy(Path.of("src/test/resources/golden/pytorch/side_by_side.pth"), file);
        OpenOptions ema = OpenOptions.NONE.withUnder(Optional.of("ema"));
        Measurement model = measure(file, OpenOptions.NONE);
        Measurement average = measure(file, ema);
        assertThat(model.profile().tensors().getFirst().sumSquares()).isEqualTo(6);
        assertThat(average.profile().tensors().getFirst().sumSquares()).isEqualTo(24);
        assertThat(measure(file, ema)).isEqualTo(average);
        assertThat(store.find(file)).as("beside the file").contains(model);
        assertThat(passes.count).isEqualTo(2);
    }

    @Test
    void oneFileUnderTwoScalesIsTwoVectors() throws Exception {
        Path file =
                TestCheckpoint.write(
                        folder.resolve("factors.safetensors"), 1, FACTORS.toArray(String[]::new));
        try (Checkpoint four = Checkpoints.open(file, alpha(4));
                Checkpoint minus = Checkpoints.open(file, alpha(-8))) {
            List<Checkpoint> both = List.of(four, minus);
            PairSums sums = measured.pairs(both, new Progress(), new Cancellation());
            assertThat(measured.keptPairs(both)).contains(sums);
            assertThat(measured.keptPairs(List.of(minus, four))).isPresent();
            assertThat(measured.keptPairs(List.of(four, four))).isEmpty();
        }
        assertThat(passes.count).isEqualTo(1);
    }

    @Test
    void anAdapterOnItsBaseIsKeptForThatBase() throws Exception {
        Path lies = folder.resolve("dora");
        String module = "base_model.model.model.layers.0.self_attn.q_proj.";
        TestCheckpoint.write(
                lies.resolve("adapter_model.safetensors"),
                5,
                module + "lora_A.weight:2x4",
                module + "lora_B.weight:4x2",
                module + "lora_magnitude_vector:4");
        Files.writeString(
                lies.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"use_dora\":true,"
                        + "\"target_modules\":[\"q_proj\"]}");
        Path base = TestCheckpoint.llama(folder.resolve("llama.safetensors"), 1);
        Measurement first = measureOn(lies, base);
        assertThat(measureOn(lies, base)).isEqualTo(first);
        assertThat(passes.count).isEqualTo(1);
        TestCheckpoint.llama(base, 2);
        assertThat(measureOn(lies, base)).as("another base").isNotEqualTo(first);
        assertThat(passes.count).isEqualTo(2);
    }

    private Measurement measureOn(Path adapter, Path base) throws Exception {
        try (Checkpoint alone = Checkpoints.open(adapter);
                Checkpoint below = Checkpoints.open(base)) {
            return measure(Vector.on(alone, below));
        }
    }

    @Test
    void aShardInAFolderBelowThatChangedIsNoticed() throws Exception {
        Path model = folder.resolve("sharded");
        Path shard = TestCheckpoint.write(model.resolve("parts/a.safetensors"), 1, "a:4");
        Files.writeString(
                model.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"parts/a.safetensors\"}}");
        Measurement first = measure(model, OpenOptions.NONE);
        assertThat(measure(model, OpenOptions.NONE)).isEqualTo(first);
        TestCheckpoint.write(shard, 2, "a:4");
        assertThat(measure(model, OpenOptions.NONE)).isNotEqualTo(first);
        assertThat(passes.count).isEqualTo(2);
    }
}
