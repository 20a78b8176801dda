package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.ThreadedPasses;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.AdapterProblem;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// The vector of an adapter is its change itself; against what NumPy and PEFT say it is
/// (src/test/oracle/adapter/make_golden.py).
class AdapterExtractionTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "adapter");

    @TempDir private Path folder;

    private ExtractionResult extract(String adapter, String kind, OutputDType dtype)
            throws Exception {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("base").resolve(kind));
                Checkpoint tuned = Checkpoints.open(GOLDEN.resolve(adapter))) {
            return new Extractor("test", new ProfileStore(folder.resolve("cache")))
                    .extract(
                            new ExtractionRequest(
                                    Located.of(base),
                                    Located.of(tuned),
                                    folder.resolve("vector.safetensors"),
                                    new Policies(dtype, Scope.ALL, VocabularyPolicy.REFUSE),
                                    true,
                                    Compute.onCpu(2)),
                            new Progress(),
                            new Cancellation());
        }
    }

    private static byte[] bytes(Checkpoint checkpoint, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, target);
            return target.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        }
    }

    @ParameterizedTest
    @CsvSource({"plain, llama", "patterns, llama", "conv1d, gpt", "embedding, llama"})
    void storesTheProductBitForBitAndNoDifferenceOfRoundedModels(String name, String kind)
            throws Exception {
        ExtractionResult result = extract(name, kind, OutputDType.SOURCE);

        try (Checkpoint ours = Checkpoints.open(result.output());
                Checkpoint theirs =
                        Checkpoints.open(
                                GOLDEN.resolve("expected").resolve(name + ".safetensors"))) {
            assertThat(ours.tensors()).containsExactlyInAnyOrderElementsOf(theirs.tensors());
            for (Tensor tensor : ours.tensors()) {
                assertThat(bytes(ours, tensor)).as(tensor.name()).isEqualTo(bytes(theirs, tensor));
            }
        }
    }

    @Test
    void sourceIsTheDtypeOfTheFactors() throws Exception {
        assertThat(dtypes(extract("bf16", "llama", OutputDType.SOURCE)))
                .containsExactly(DType.BF16);
        assertThat(dtypes(extract("plain", "llama", OutputDType.SOURCE)))
                .containsExactly(DType.F32);
    }

    private static List<DType> dtypes(ExtractionResult result) {
        return result.profile().tensors().stream().map(TensorProfile::dtype).distinct().toList();
    }

    @Test
    void measuresWhatAPassOverTheVectorMeasures() throws Exception {
        ExtractionResult result = extract("plain", "llama", OutputDType.BFLOAT16);
        Measured fresh =
                new Measured(
                        new ProfileStore(folder.resolve("elsewhere")),
                        new ThreadedPasses(Compute.onCpu(1)));
        Path copy = Files.copy(result.output(), folder.resolve("copy.safetensors"));

        try (Checkpoint vector = Checkpoints.open(copy)) {
            VectorProfile again =
                    fresh.profile(vector, Optional.empty(), new Progress(), new Cancellation())
                            .profile();
            assertThat(again).isEqualTo(result.profile());
        }
        assertThat(result.profile().tensors())
                .allSatisfy(
                        tensor -> {
                            assertThat(tensor.sides()).isEmpty();
                            assertThat(tensor.baseSquares()).isPositive();
                        });
        assertThat(result.profile().provenance().orElseThrow().baseTensors())
                .hasSizeGreaterThan(result.profile().tensors().size())
                .allSatisfy(tensor -> assertThat(tensor.sumSquares()).isPositive());
    }

    @Test
    void theAdaptersFingerprintIsThatOfTheVectorItStandsFor() throws Exception {
        ExtractionResult result = extract("plain", "llama", OutputDType.BFLOAT16);
        Measured fresh =
                new Measured(
                        new ProfileStore(folder.resolve("elsewhere")),
                        new ThreadedPasses(Compute.onCpu(1)));
        try (Checkpoint adapter = Checkpoints.open(copy("plain"))) {
            String alone =
                    fresh.profile(adapter, Optional.empty(), new Progress(), new Cancellation())
                            .profile()
                            .checksum();
            assertThat(result.profile().provenance().orElseThrow().tuned().fingerprint())
                    .isEqualTo(alone);
        }
    }

    @Test
    void whatNeedsTheBaseIsInTheVector() throws Exception {
        ExtractionResult result = extract("modules-to-save", "llama", OutputDType.FLOAT32);

        assertThat(
                        result.profile().tensors().stream()
                                .map(TensorProfile::name)
                                .collect(Collectors.toSet()))
                .contains("classifier.weight", "classifier.bias");
    }

    @Test
    void aMatchIsCalledTheAdaptersChange() throws Exception {
        ExtractionResult result = extract("plain", "llama", OutputDType.FLOAT32);

        assertThat(result.check().findings())
                .filteredOn(finding -> finding.category() == Category.MATCHED)
                .singleElement()
                .satisfies(
                        finding ->
                                assertThat(finding.action())
                                        .isEqualTo("the adapter's change itself"));
    }

    @Test
    void anAdapterIsNoBase() throws Exception {
        try (Checkpoint adapter = Checkpoints.open(GOLDEN.resolve("plain"));
                Checkpoint model = Checkpoints.open(GOLDEN.resolve("base/llama"))) {
            PairCheck check = PairChecker.check(adapter, model, Policies.DEFAULT);

            assertThat(check.refusal().orElseThrow().problem())
                    .isEqualTo(ExtractionProblem.BASE_IS_ADAPTER);
        }
    }

    @Test
    void anAdapterOfAnotherModelIsRefused() throws Exception {
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> extract("conv1d", "llama", OutputDType.FLOAT32));

        assertThat(failure.problem()).isEqualTo(ExtractionProblem.NOTHING_MATCHED);
    }

    @Test
    void factorsWithoutTheirScaleAreRefusedBeforeAnythingIsWritten() throws Exception {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> extract("names/loralib.safetensors", "llama", OutputDType.FLOAT32));

        assertThat(failure.problem()).isEqualTo(AdapterProblem.SCALE_UNKNOWN);
        assertThat(failure.advice()).contains("--lora-scale");
        assertThat(folder.resolve("vector.safetensors")).doesNotExist();
    }

    @Test
    void whatIsKeptOfAnAdapterIsForgottenWithItsConfiguration() throws Exception {
        Path adapter = copy("plain");
        Measured measured =
                new Measured(
                        new ProfileStore(folder.resolve("cache")),
                        new ThreadedPasses(Compute.onCpu(1)));
        double before = norm(measured, adapter);
        Path config = adapter.resolve("adapter_config.json");
        Files.writeString(
                config,
                Files.readString(config).replace("\"lora_alpha\": 12", "\"lora_alpha\": 24"));

        try (Checkpoint checkpoint = Checkpoints.open(adapter)) {
            assertThat(measured.kept(checkpoint, Optional.empty())).isEmpty();
        }
        assertThat(norm(measured, adapter)).isEqualTo(2 * before);
    }

    private static double norm(Measured measured, Path adapter) throws Exception {
        try (Checkpoint checkpoint = Checkpoints.open(adapter)) {
            double squares =
                    measured
                            .profile(
                                    checkpoint,
                                    Optional.empty(),
                                    new Progress(),
                                    new Cancellation())
                            .profile()
                            .tensors()
                            .stream()
                            .mapToDouble(TensorProfile::sumSquares)
                            .sum();
            assertThat(measured.kept(checkpoint, Optional.empty())).isPresent();
            return Math.sqrt(squares);
        }
    }

    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name + "-copy"));
        for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
            Files.copy(GOLDEN.resolve(name).resolve(file), copy.resolve(file));
        }
        return copy;
    }
}
