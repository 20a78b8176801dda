package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.NonFinite;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.SideSums;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;

/// Models whose vocabulary grew or shrank in fine-tuning, as transformers saves them, against the
/// vector of the shared rows that PyTorch makes and the numbers that NumPy finds in it
/// (src/test/oracle/extraction/grown_vocabulary.py). The rows that one side has alone hold a NaN
/// and an infinity there.
class GrownVocabularyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/extraction/grown");
    private static final Policies SHARED =
            new Policies(OutputDType.SOURCE, Scope.ALL, VocabularyPolicy.SHARED);

    @TempDir private Path folder;

    /// Every case of the oracle.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "untied-bf16",
                "untied-f32",
                "tied-bf16",
                "tied-f32",
                "tied-stored-bf16",
                "tied-stored-f32",
                "wider-tuned",
                "fewer-rows"
            })
    @Retention(RetentionPolicy.RUNTIME)
    @interface OfEveryCase {}

    @OfEveryCase
    void theRowsThatBothSidesHaveAreDifferenced(String name) throws Exception {
        VectorProfile profile = extract(name, SHARED, 2).profile();
        JsonNode expected = expected(name);

        assertSameWeights(name);
        assertThat(profile.checksum()).isEqualTo(expected.path("vector").asText());
        assertThat(profile.tensors()).hasSize(expected.path("tensors").size());
        for (TensorProfile tensor : profile.tensors()) {
            assertNumbers(tensor, expected.path("tensors").path(tensor.name()));
            assertRoundTrip(tensor, expected.path("tensors").path(tensor.name()));
        }
        assertGroup(profile, expected.path("all"));
    }

    @OfEveryCase
    void whatIsLeftOutIsNamedAndInTheFingerprints(String name) throws Exception {
        Provenance provenance = extract(name, SHARED, 1).profile().provenance().orElseThrow();
        JsonNode expected = expected(name);

        assertThat(provenance.base().fingerprint()).isEqualTo(expected.path("base").asText());
        assertThat(provenance.tuned().fingerprint()).isEqualTo(expected.path("tuned").asText());
        assertThat(provenance.policies()).containsEntry("vocabulary", "shared");
        Map<String, String> rows =
                grown(expected).stream()
                        .collect(Collectors.toMap(n -> n, _ -> "rows that one side has alone"));
        assertThat(provenance.leftOut()).containsAllEntriesOf(rows);
        assertThat(provenance.leftOut().keySet())
                .as("besides the rows nothing but the repeated head")
                .isSubsetOf("embed_tokens.weight", "lm_head.weight");
        assertThat(provenance.baseTensors())
                .hasSize(expected.path("tensors").size())
                .allSatisfy(
                        tensor -> assertBase(tensor, expected.path("tensors").path(tensor.name())));
    }

    @OfEveryCase
    void theCheckSaysWhatGrew(String name) throws Exception {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve(name).resolve("base"));
                Checkpoint tuned = Checkpoints.open(GOLDEN.resolve(name).resolve("tuned"))) {
            PairCheck check = PairChecker.check(base, tuned, SHARED);

            assertThat(check.isReady()).isTrue();
            assertThat(check.weights()).isEqualTo(expected(name).at("/all/weights").asLong());
            assertThat(check.baseWeights()).isEqualTo(check.weights());
            Finding found =
                    check.findings().stream()
                            .filter(each -> each.category() == Category.GROWN_VOCABULARY)
                            .findFirst()
                            .orElseThrow();
            assertThat(found.tensors()).containsExactlyInAnyOrderElementsOf(grown(expected(name)));
            assertThat(found.detail())
                    .isEqualTo(
                            rows(base, "model.embed_tokens.weight")
                                    + " → "
                                    + rows(tuned, "model.embed_tokens.weight")
                                    + " rows");
            assertThat(found.action()).contains("shared rows");
            assertThat(found.blocking()).isFalse();
        }
    }

    @OfEveryCase
    void whereItIsRefusedNothingIsWritten(String name) throws Exception {
        assertThatThrownBy(() -> extract(name, Policies.DEFAULT, 2))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.problem())
                                    .isEqualTo(ExtractionProblem.GROWN_VOCABULARY);
                            assertThat(failure.file())
                                    .isEqualTo(GOLDEN.resolve(name).resolve("tuned"));
                            assertThat(failure.place()).startsWith("tensor ");
                            assertThat(failure.advice()).contains("--vocabulary shared");
                        });
        assertThat(folder).isEmptyDirectory();
    }

    /// What is measured of the saved vector, alone and beside its base, is the same.
    @OfEveryCase
    void theSavedVectorOpensWithTheSameNumbers(String name) throws Exception {
        VectorProfile first = extract(name, SHARED, 2).profile();
        try (Checkpoint vector = Checkpoints.open(output());
                Checkpoint base = Checkpoints.open(GOLDEN.resolve(name).resolve("base"))) {
            VectorProfile alone =
                    ProfilePass.run(
                            vector,
                            Optional.empty(),
                            Compute.onCpu(2),
                            new Progress(),
                            new Cancellation());
            for (TensorProfile tensor : alone.tensors()) {
                assertNumbers(tensor, expected(name).path("tensors").path(tensor.name()));
            }
            assertThat(alone.provenance()).isEqualTo(first.provenance());
            assertThat(alone.checksum()).isEqualTo(first.checksum());
            assertThat(
                            ProfilePass.run(
                                            vector,
                                            Optional.of(base),
                                            Compute.onCpu(1),
                                            new Progress(),
                                            new Cancellation())
                                    .checksum())
                    .isEqualTo(first.checksum());
        }
    }

    /// A byte of a row that only the fine-tuned model has changes its fingerprint and nothing else.
    @Test
    void aRowThatIsLeftOutHasAPartInTheFingerprintOnly() throws Exception {
        VectorProfile before = extract("untied-bf16", SHARED, 2).profile();
        byte[] vector = weights();
        Path tuned = Files.createDirectories(folder.resolve("models/tuned"));
        Path file = tuned.resolve("model.safetensors");
        Files.copy(GOLDEN.resolve("untied-bf16/tuned/model.safetensors"), file);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            flipLastByte(checkpoint, "lm_head.weight", file);
        }
        Files.delete(output());

        VectorProfile after =
                extract(GOLDEN.resolve("untied-bf16/base"), tuned, SHARED, 2).profile();

        assertThat(weights()).isEqualTo(vector);
        assertThat(after.checksum()).isEqualTo(before.checksum());
        Provenance then = before.provenance().orElseThrow();
        Provenance now = after.provenance().orElseThrow();
        assertThat(now.base()).isEqualTo(then.base());
        assertThat(now.tuned().fingerprint()).isNotEqualTo(then.tuned().fingerprint());
    }

    private static void flipLastByte(Checkpoint checkpoint, String name, Path file)
            throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        byte[] wanted = bytes(checkpoint, tensor);
        byte[] all = Files.readAllBytes(file);
        int at = indexOf(all, wanted) + wanted.length - 1;
        all[at] ^= 1;
        Files.write(file, all);
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("the tensor's bytes are not in the file");
    }

    /// The weights of the vector that was written, without the header, which names the models.
    private byte[] weights() throws IOException {
        try (Checkpoint vector = Checkpoints.open(output())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Tensor tensor : vector.tensors()) {
                all.writeBytes(bytes(vector, tensor));
            }
            return all.toByteArray();
        }
    }

    private void assertSameWeights(String name) throws IOException {
        try (Checkpoint ours = Checkpoints.open(output());
                Checkpoint theirs =
                        Checkpoints.open(GOLDEN.resolve(name).resolve("vector.safetensors"))) {
            assertThat(ours.tensors()).containsExactlyInAnyOrderElementsOf(theirs.tensors());
            for (Tensor tensor : ours.tensors()) {
                assertThat(bytes(ours, tensor)).as(tensor.name()).isEqualTo(bytes(theirs, tensor));
            }
        }
    }

    private static byte[] bytes(Checkpoint checkpoint, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, target);
            return target.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static void assertNumbers(TensorProfile tensor, JsonNode numbers) {
        assertThat(tensor.dtype().name()).isEqualTo(numbers.path("dtype").asText());
        assertThat(sizes(tensor.shape().sizes())).isEqualTo(sizes(numbers.path("shape")));
        assertThat(tensor.notFinite()).as("of other rows").isEqualTo(NonFinite.NONE);
        assertThat(tensor.zeros()).isEqualTo(numbers.path("zeros").asLong());
        assertThat(tensor.largest()).isEqualTo(numbers.path("largest").asDouble());
        assertClose(tensor.sumMagnitude(), numbers.path("sumMagnitude"));
        assertClose(tensor.sumSquares(), numbers.path("sumSquares"));
        assertClose(tensor.baseSquares(), numbers.path("baseSquares"));
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

    private static void assertRoundTrip(TensorProfile tensor, JsonNode numbers) {
        SideSums sides = tensor.sides().orElseThrow();
        assertThat(sides.base()).isEqualTo(NonFinite.NONE);
        assertThat(sides.tuned()).isEqualTo(NonFinite.NONE);
        assertThat(sides.roundTripSame()).isEqualTo(numbers.path("roundTripSame").asLong());
        assertThat(sides.roundTripError()).isEqualTo(numbers.path("roundTripError").asDouble());
    }

    private static void assertBase(BaseTensor tensor, JsonNode numbers) {
        assertThat(sizes(tensor.shape().sizes())).isEqualTo(sizes(numbers.path("shape")));
        assertClose(tensor.sumSquares(), numbers.path("baseSquares"));
    }

    private static void assertGroup(VectorProfile profile, JsonNode expected) {
        NamedProfile vector = new NamedProfile("vector", profile);
        GroupNumbers all =
                new Comparison(
                                List.of(vector),
                                Optional.empty(),
                                SharedNaming.of(List.of(vector))::place,
                                Scope.ALL)
                        .numbers(0, Group.ALL);
        assertThat(all.weights()).isEqualTo(expected.path("weights").asLong());
        assertClose(all.l2Norm(), expected.path("l2_norm"));
        assertClose(all.relativeNorm(), expected.path("relative_norm"));
        assertClose(all.exactZeros(), expected.path("exact_zeros"));
        assertThat(all.largest()).isEqualTo(expected.path("largest").asDouble());
        assertClose(all.roundTrip(), expected.path("round_trip"));
        assertThat(all.roundTripError()).isEqualTo(expected.path("round_trip_error").asDouble());
    }

    private static void assertClose(double actual, JsonNode expected) {
        double wanted = expected.asDouble();
        assertThat(actual).isCloseTo(wanted, within(1e-12 * Math.abs(wanted)));
    }

    private static List<Long> sizes(long[] sizes) {
        return Arrays.stream(sizes).boxed().toList();
    }

    private static List<Long> sizes(JsonNode sizes) {
        List<Long> all = new ArrayList<>();
        sizes.forEach(size -> all.add(size.asLong()));
        return all;
    }

    private static long rows(Checkpoint checkpoint, String name) {
        return checkpoint.tensor(name).orElseThrow().shape().size(0);
    }

    /// The names of the tensors that grew, as the check names them: without the model's prefix.
    private static List<String> grown(JsonNode expected) {
        List<String> names = new ArrayList<>();
        expected.path("grown").forEach(name -> names.add(name.asText().replace("model.", "")));
        return names;
    }

    private static JsonNode expected(String name) throws IOException {
        return new ObjectMapper().readTree(GOLDEN.resolve(name).resolve("expected.json").toFile());
    }

    private Path output() {
        return folder.resolve("vector.safetensors");
    }

    private ExtractionResult extract(String name, Policies policies, int threads) throws Exception {
        Path models = GOLDEN.resolve(name);
        return extract(models.resolve("base"), models.resolve("tuned"), policies, threads);
    }

    private ExtractionResult extract(Path from, Path to, Policies policies, int threads)
            throws Exception {
        try (Checkpoint base = Checkpoints.open(from);
                Checkpoint tuned = Checkpoints.open(to)) {
            return new Extractor("test", new ProfileStore(folder.resolve("cache")))
                    .extract(
                            new ExtractionRequest(
                                    Located.of(base),
                                    Located.of(tuned),
                                    output(),
                                    policies,
                                    false,
                                    Compute.onCpu(threads)),
                            new Progress(),
                            new Cancellation());
        }
    }
}
