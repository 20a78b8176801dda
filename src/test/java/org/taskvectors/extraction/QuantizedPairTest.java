package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// Pairs with a side that is quantised: what the check says of them, and how large the quantisation
/// error is. The models and the errors are those of `src/test/oracle/quantized/make_golden.py`.
class QuantizedPairTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "quantized");

    private static Checkpoint open(String name) throws IOException {
        return Checkpoints.open(GOLDEN.resolve(name));
    }

    private static PairCheck check(String base, String tuned) throws IOException {
        return check(base, tuned, OutputDType.SOURCE);
    }

    private static PairCheck check(String base, String tuned, OutputDType dtype)
            throws IOException {
        try (Checkpoint from = open(base);
                Checkpoint to = open(tuned)) {
            return PairChecker.check(
                    from, to, new Policies(dtype, Scope.ALL, VocabularyPolicy.REFUSE));
        }
    }

    private static Map<Category, Integer> counts(PairCheck check) {
        Map<Category, Integer> counts = new TreeMap<>();
        check.findings().forEach(f -> counts.put(f.category(), f.tensors().size()));
        return counts;
    }

    private static Finding finding(PairCheck check, Category category) {
        return check.findings().stream()
                .filter(finding -> finding.category() == category)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aQuantisedBaseIsSaidWithTheErrorToBeExpected() throws IOException {
        PairCheck check = check("llama-nf4-nested", "llama-plain.safetensors");

        assertThat(counts(check))
                .isEqualTo(Map.of(Category.MATCHED, 5, Category.QUANTIZED_BASE, 7));
        Finding finding = finding(check, Category.QUANTIZED_BASE);
        assertThat(finding.detail()).isEqualTo("NF4 → bfloat16");
        assertThat(finding.action())
                .isEqualTo("difference with quantisation error, about 9.2 % of its norm");
        assertThat(finding.blocking()).isFalse();
        assertThat(check.isReady()).isTrue();
        QuantizedSide side = check.quantized().getFirst();
        assertThat(side.isBase()).isTrue();
        assertThat(side.encodings()).containsExactly("NF4");
        assertThat(side.expectedError()).isCloseTo(0.092, within(1e-12));
        assertThat(side.sentence())
                .isEqualTo(
                        "the base is stored as NF4 (7 tensors): the difference also holds its"
                            + " quantisation error, about 9.2 % of its norm for Gaussian weights");
    }

    @Test
    void aQuantisedFineTunedModelIsSaid() throws IOException {
        PairCheck check = check("llama-plain.safetensors", "llama-int8");

        assertThat(counts(check))
                .isEqualTo(Map.of(Category.MATCHED, 5, Category.QUANTIZED_TUNED, 7));
        assertThat(finding(check, Category.QUANTIZED_TUNED).action())
                .contains("about 0.59 % of its norm");
    }

    @Test
    void bothSidesQuantisedAreSaid() throws IOException {
        PairCheck check = check("llama-nf4-nested", "llama-fp4");

        assertThat(counts(check)).containsEntry(Category.BOTH_QUANTIZED, 7);
        assertThat(finding(check, Category.BOTH_QUANTIZED).action())
                .isEqualTo(
                        "difference with both quantisation errors, about 9.2 % of its norm and"
                                + " about 12 % of its norm");
        assertThat(check.quantized()).hasSize(2);
    }

    @Test
    void aPlainPairHasNoQuantisedSide() throws IOException {
        PairCheck check = check("llama-plain.safetensors", "llama-plain.safetensors");

        assertThat(check.quantized()).isEmpty();
        assertThat(counts(check)).containsOnlyKeys(Category.MATCHED);
    }

    @Test
    void aQuantisedSideCountsAsEightBitsWhenTheDtypeIsChosen() throws IOException {
        for (List<String> pair :
                List.of(
                        List.of("llama-nf4-nested", "llama-plain.safetensors"),
                        List.of("llama-plain.safetensors", "llama-int8"),
                        List.of("llama-nf4-nested", "llama-fp4"))) {
            assertThat(check(pair.get(0), pair.get(1)).matches())
                    .as(pair.toString())
                    .allMatch(match -> match.output().dtype() == DType.BF16);
        }
        assertThat(check("llama-nf4-nested", "llama-fp4", OutputDType.FLOAT32).matches())
                .allMatch(match -> match.output().dtype() == DType.F32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nf4-nested", "fp4", "int8"})
    void theErrorThatIsMeasuredIsNumPys(String kind) throws IOException, CancelledException {
        JsonNode errors =
                new ObjectMapper()
                        .readTree(GOLDEN.resolve("expected.json").toFile())
                        .path("errors");
        try (Checkpoint quantized = open("llama-" + kind);
                Checkpoint plain = open("llama-plain.safetensors")) {
            assertThat(QuantizationError.isMeasurable(quantized, plain)).isTrue();

            QuantizationError error =
                    QuantizationError.measure(
                            Located.of(quantized),
                            Located.of(plain),
                            Compute.onCpu(2),
                            new Progress(),
                            new Cancellation());

            assertThat(error.tensors()).hasSize(7);
            assertThat(error.relative()).isCloseTo(errors.path(kind).asDouble(), within(1e-7));
            assertThat(error.tensors()).allMatch(tensor -> tensor.relative() > 0);
        }
    }

    @Test
    void aModelIsNotMeasuredAgainstOneThatIsQuantisedItself() throws IOException {
        try (Checkpoint quantized = open("llama-nf4-nested");
                Checkpoint other = open("llama-fp4")) {
            assertThat(QuantizationError.isMeasurable(quantized, other)).isFalse();
            Failure failure =
                    catchThrowableOfType(
                            Failure.class,
                            () ->
                                    QuantizationError.measure(
                                            Located.of(quantized),
                                            Located.of(other),
                                            Compute.onCpu(1),
                                            new Progress(),
                                            new Cancellation()));
            assertThat(failure.problem()).isEqualTo(ExtractionProblem.NOTHING_MATCHED);
        }
    }

    @Test
    void percentagesHaveTwoDigits() {
        assertThat(QuantizedSide.percent(0.0915)).isEqualTo("9.2 %");
        assertThat(QuantizedSide.percent(0.122)).isEqualTo("12 %");
        assertThat(QuantizedSide.percent(0.00868)).isEqualTo("0.87 %");
        assertThat(QuantizedSide.percent(0)).isEqualTo("0 %");
    }
}
