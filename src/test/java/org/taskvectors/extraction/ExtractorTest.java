package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.SideSums;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;

/// Against the vector that PyTorch makes and the numbers that NumPy finds in it
/// (src/test/oracle/extraction.py).
class ExtractorTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/extraction");

    @TempDir private Path folder;
    private Path output;
    private JsonNode expected;

    @BeforeEach
    void prepare() throws IOException {
        output = folder.resolve("vector.safetensors");
        expected = new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile());
    }

    @Test
    void storesWhatPyTorchStores() throws Exception {
        extract(Policies.DEFAULT, 2);
        try (Checkpoint ours = Checkpoints.open(output);
                Checkpoint theirs = Checkpoints.open(GOLDEN.resolve("vector.safetensors"));
                Arena arena = Arena.ofConfined()) {
            assertThat(ours.tensors()).containsExactlyInAnyOrderElementsOf(theirs.tensors());
            for (Tensor tensor : ours.tensors()) {
                assertSameWeights(ours, theirs, tensor, arena);
            }
        }
    }

    private static void assertSameWeights(
            Checkpoint ours, Checkpoint theirs, Tensor tensor, Arena arena) throws IOException {
        MemorySegment a = arena.allocate(Math.max(1, tensor.bytes())).asSlice(0, tensor.bytes());
        MemorySegment b = arena.allocate(Math.max(1, tensor.bytes())).asSlice(0, tensor.bytes());
        ours.read(tensor, 0, a);
        theirs.read(theirs.tensor(tensor.name()).orElseThrow(), 0, b);
        boolean mayHoldNan = expected(tensor.name()).path("nan").asInt() > 0;
        if (!mayHoldNan) {
            assertThat(a.mismatch(b)).as(tensor.name()).isEqualTo(-1);
        }
    }

    private static JsonNode expected(String name) throws IOException {
        return new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile()).path(name);
    }

    @Test
    void measuresWhatNumPyMeasures() throws Exception {
        assertNumbers(extract(Policies.DEFAULT, 2).profile(), true);
    }

    @Test
    void measuresTheSameOfTheSavedVector() throws Exception {
        VectorProfile first = extract(Policies.DEFAULT, 1).profile();
        try (Checkpoint vector = Checkpoints.open(output);
                Checkpoint base = Checkpoints.open(GOLDEN.resolve("base.safetensors"))) {
            VectorProfile again =
                    ProfilePass.run(
                            vector,
                            Optional.of(base),
                            Compute.onCpu(2),
                            new Progress(),
                            new Cancellation());
            assertNumbers(again, false);
            assertThat(again.checksum()).isEqualTo(first.checksum());
            VectorProfile alone =
                    ProfilePass.run(
                            vector,
                            Optional.empty(),
                            Compute.onCpu(1),
                            new Progress(),
                            new Cancellation());
            assertNumbers(alone, false);
            assertThat(alone.provenance()).isEqualTo(first.provenance());
        }
    }

    private void assertNumbers(VectorProfile profile, boolean withSides) {
        Map<String, TensorProfile> found =
                profile.tensors().stream().collect(Collectors.toMap(TensorProfile::name, t -> t));
        expected.properties()
                .forEach(
                        entry -> {
                            if (entry.getValue().has("dtype")) {
                                assertTensor(found.get(entry.getKey()), entry.getValue());
                                if (withSides) {
                                    assertSides(found.get(entry.getKey()), entry.getValue());
                                }
                            }
                        });
    }

    private static void assertTensor(TensorProfile tensor, JsonNode numbers) {
        assertThat(tensor.dtype().name()).isEqualTo(numbers.path("dtype").asText());
        assertThat(tensor.notFinite().nan()).isEqualTo(numbers.path("nan").asLong());
        assertThat(tensor.notFinite().infinite()).isEqualTo(numbers.path("infinite").asLong());
        assertThat(tensor.zeros()).isEqualTo(numbers.path("zeros").asLong());
        assertThat(tensor.largest()).isEqualTo(numbers.path("largest").asDouble());
        assertClose(tensor.name(), tensor.sumMagnitude(), numbers.path("sumMagnitude"));
        assertClose(tensor.name(), tensor.sumSquares(), numbers.path("sumSquares"));
        assertClose(tensor.name(), tensor.baseSquares(), numbers.path("baseSquares"));
        assertThat(tensor.histogram().total()).isEqualTo(tensor.counted());
        if (tensor.histogram().binning().isExact()) {
            numbers.path("upTo")
                    .properties()
                    .forEach(
                            limit ->
                                    assertThat(
                                                    tensor.histogram()
                                                            .countUpTo(
                                                                    Double.parseDouble(
                                                                            limit.getKey())))
                                            .isEqualTo(limit.getValue().asLong()));
        }
    }

    private static void assertSides(TensorProfile tensor, JsonNode numbers) {
        SideSums sides = tensor.sides().orElseThrow();
        assertThat(sides.base().nan()).isEqualTo(numbers.path("baseNan").asLong());
        assertThat(sides.base().infinite()).isEqualTo(numbers.path("baseInfinite").asLong());
        assertThat(sides.tuned().nan()).isEqualTo(numbers.path("tunedNan").asLong());
        assertThat(sides.tuned().infinite()).isEqualTo(numbers.path("tunedInfinite").asLong());
        assertThat(sides.roundTripSame())
                .as(tensor.name())
                .isEqualTo(numbers.path("roundTripSame").asLong());
        assertThat(sides.roundTripError())
                .as(tensor.name())
                .isEqualTo(numbers.path("roundTripError").asDouble());
    }

    private static void assertClose(String name, double actual, JsonNode expected) {
        double wanted = expected.asDouble();
        assertThat(actual).as(name).isCloseTo(wanted, within(1e-12 * Math.abs(wanted)));
    }

    @Test
    void givesTheSameBytesWhateverTheThreads() throws Exception {
        extract(Policies.DEFAULT, 1);
        byte[] one = Files.readAllBytes(output);
        Files.delete(output);
        VectorProfile profile = extract(Policies.DEFAULT, 3).profile();
        assertThat(Files.readAllBytes(output)).isEqualTo(one);
        assertThat(profile.provenance().orElseThrow().base().fingerprint()).hasSize(64);
    }

    @Test
    void recordsWhatTheVectorDoesNotHold() throws Exception {
        Provenance provenance = extract(Policies.DEFAULT, 1).profile().provenance().orElseThrow();
        BaseTensor norm =
                provenance.baseTensors().stream()
                        .filter(tensor -> tensor.name().equals("model.norm.weight"))
                        .findFirst()
                        .orElseThrow();
        double squares = expected.path("model.norm.weight").path("baseOnlySquares").asDouble();
        assertThat(norm.sumSquares()).isCloseTo(squares, within(1e-12 * squares));
        assertThat(provenance.leftOut())
                .containsEntry("extra.weight", "only in fine-tuned")
                .containsKeys("norm.weight", "steps");
    }

    @Test
    void keepsTheProfileBesideTheVector() throws Exception {
        ExtractionResult result = extract(Policies.DEFAULT, 1);
        Optional<Measurement> kept = new ProfileStore(folder.resolve("cache")).find(output);
        assertThat(kept).map(Measurement::profile).contains(result.profile());
    }

    @Test
    void fingerprintsDoNotDependOnTheScope() throws Exception {
        Provenance all = extract(Policies.DEFAULT, 1).profile().provenance().orElseThrow();
        Files.delete(output);
        Policies some =
                new Policies(OutputDType.FLOAT32, Scope.parse("q_proj"), VocabularyPolicy.REFUSE);
        Provenance part = extract(some, 2).profile().provenance().orElseThrow();
        assertThat(part.base()).isEqualTo(all.base());
        assertThat(part.tuned()).isEqualTo(all.tuned());
        assertThat(part.baseTensors()).hasSize(10);
    }

    @Test
    void refusesAFileThatIsThere() throws Exception {
        Files.writeString(output, "precious");
        assertThatThrownBy(() -> extract(Policies.DEFAULT, 1))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problem()).isEqualTo(FileProblem.EXISTS));
        assertThat(output).hasContent("precious");
    }

    @Test
    void refusesToReplaceItsInput() throws Exception {
        Path tuned = folder.resolve("tuned.safetensors");
        Files.copy(GOLDEN.resolve("tuned.safetensors"), tuned);
        output = tuned;
        byte[] before = Files.readAllBytes(tuned);
        assertThatThrownBy(() -> extract(tuned, Policies.DEFAULT, true, new Cancellation()))
                .isInstanceOfSatisfying(
                        Failure.class,
                        f -> assertThat(f.problem()).isEqualTo(ExtractionProblem.OUTPUT_IS_INPUT));
        assertThat(Files.readAllBytes(tuned)).isEqualTo(before);
    }

    @Test
    void refusesToReplaceAnyFileThatAModelConsistsOf() throws Exception {
        Path tuned = folder.resolve("tuned.safetensors");
        Path more = folder.resolve("more.safetensors");
        Files.copy(GOLDEN.resolve("tuned.safetensors"), tuned);
        Made.write(more, "something.else");
        output = more;
        byte[] before = Files.readAllBytes(more);
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("base.safetensors"));
                Checkpoint both = Checkpoints.open(List.of(tuned, more))) {
            ExtractionRequest request =
                    new ExtractionRequest(
                            Located.of(base),
                            Located.of(tuned),
                            output,
                            Policies.DEFAULT,
                            true,
                            Compute.onCpu(2));
            assertThatThrownBy(
                            () ->
                                    extractor()
                                            .extract(
                                                    base,
                                                    both,
                                                    request,
                                                    new Progress(),
                                                    new Cancellation()))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            f ->
                                    assertThat(f.problem())
                                            .isEqualTo(ExtractionProblem.OUTPUT_IS_INPUT));
        }
        assertThat(Files.readAllBytes(more)).isEqualTo(before);
    }

    @Test
    void leavesNothingWhenCancelled() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        assertThatThrownBy(
                        () ->
                                extract(
                                        GOLDEN.resolve("tuned.safetensors"),
                                        Policies.DEFAULT,
                                        false,
                                        cancelled))
                .isInstanceOf(CancelledException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesWhatWasThereWhenASideIsCutShort() throws Exception {
        Path tuned = folder.resolve("tuned.safetensors");
        Files.copy(GOLDEN.resolve("tuned.safetensors"), tuned);
        Files.writeString(output, "the last version");
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("base.safetensors"));
                Checkpoint shortened = Checkpoints.open(tuned);
                var file = new java.io.RandomAccessFile(tuned.toFile(), "rw")) {
            file.setLength(20_000);
            ExtractionRequest request =
                    new ExtractionRequest(
                            Located.of(base),
                            Located.of(shortened),
                            output,
                            Policies.DEFAULT,
                            true,
                            Compute.onCpu(2));
            assertThatThrownBy(
                            () ->
                                    extractor()
                                            .extract(
                                                    base,
                                                    shortened,
                                                    request,
                                                    new Progress(),
                                                    new Cancellation()))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            f -> assertThat(f.problem()).isEqualTo(FileProblem.SHORTENED));
        }
        assertThat(output).hasContent("the last version");
        try (var left = Files.list(folder)) {
            assertThat(left.map(Path::toString)).noneMatch(n -> n.endsWith(AtomicFile.SUFFIX));
        }
    }

    private ExtractionResult extract(Policies policies, int threads) throws Exception {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("base.safetensors"));
                Checkpoint tuned = Checkpoints.open(GOLDEN.resolve("tuned.safetensors"))) {
            return extractor()
                    .extract(
                            new ExtractionRequest(
                                    Located.of(base),
                                    Located.of(tuned),
                                    output,
                                    policies,
                                    false,
                                    Compute.onCpu(threads)),
                            new Progress(),
                            new Cancellation());
        }
    }

    private ExtractionResult extract(
            Path tunedPath, Policies policies, boolean overwrite, Cancellation cancellation)
            throws Exception {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("base.safetensors"));
                Checkpoint tuned = Checkpoints.open(tunedPath)) {
            return extractor()
                    .extract(
                            new ExtractionRequest(
                                    Located.of(base),
                                    Located.of(tuned),
                                    output,
                                    policies,
                                    overwrite,
                                    Compute.onCpu(2)),
                            new Progress(),
                            cancellation);
        }
    }

    private Extractor extractor() {
        return new Extractor(
                "Task Vector Workbench (test)", new ProfileStore(folder.resolve("cache")));
    }
}
