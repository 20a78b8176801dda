package org.taskvectors.analysis.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.AdapterCheckpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.LowRankFactors;
import org.taskvectors.ui.TestCheckpoint;

/// Against NumPy's singular values of the products (src/test/oracle/adapter/make_golden.py), which
/// are rounded to float32 there.
class FactoredSpectrumTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "adapter");

    @Test
    void singularValuesOfAProductComeFromItsFactors() throws IOException {
        JsonNode expected =
                new ObjectMapper()
                        .readTree(GOLDEN.resolve("expected/singular_values.json").toFile());
        assertThat(expected.size()).isGreaterThan(10);
        for (Map.Entry<String, JsonNode> entry : expected.properties()) {
            String adapter = entry.getKey().substring(0, entry.getKey().indexOf(' '));
            String name = entry.getKey().substring(adapter.length() + 1);
            try (AdapterCheckpoint checkpoint =
                    (AdapterCheckpoint) Checkpoints.open(GOLDEN.resolve(adapter))) {
                Tensor tensor = checkpoint.tensor(name).orElseThrow();
                SingularValues values = FactoredSpectrum.of(checkpoint, tensor);

                assertThat(checkpoint.kept(tensor).isFactored()).isTrue();
                assertThat(values.isComplete()).isTrue();
                double first = entry.getValue().get(0).asDouble();
                double squares = 0;
                for (int i = 0; i < entry.getValue().size(); i++) {
                    double theirs = entry.getValue().get(i).asDouble();
                    double ours = i < values.count() ? values.get(i) : 0;
                    assertThat(ours).as(entry.getKey()).isCloseTo(theirs, within(1e-6 * first));
                    squares += theirs * theirs;
                }
                assertThat(values.sumSquares()).isCloseTo(squares, within(1e-5 * squares));
                assertThat(values.energy(values.count())).isCloseTo(1, within(1e-12));
            }
        }
    }

    /// The real adapters beside the project, against NumPy's float64 SVD of the products
    /// (src/test/oracle/factored_spectrum.py).
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bloom-r8-bin",
                "distilbert-modules-to-save",
                "gpt2-fan-in-fan-out",
                "opt-125m-r16-bf16",
                "qwen2.5-0.5b-r8"
            })
    void realAdaptersHaveNumPysSingularValues(String name) throws Exception {
        Path folder =
                Path.of(System.getProperty("taskvectors.shared", "../shared"))
                        .resolve("data/adapters")
                        .resolve(name);
        assumeTrue(Files.exists(folder), "the shared data are not at hand: " + folder);
        assertSingularValues(
                folder, Path.of("src/test/resources/golden/spectrum/adapters.json"), 2);
    }

    /// Small adapters of the same kinds, by the same tools (src/test/oracle/twins/make_twins.py).
    @ParameterizedTest
    @ValueSource(strings = {"bloom", "distilbert", "gpt2", "opt", "qwen"})
    void theirTwinsHaveThemToo(String name) throws Exception {
        Path twins = Path.of("src/test/resources/golden/twins");
        assertSingularValues(
                twins.resolve("adapters").resolve(name), twins.resolve("adapters.json"), 1);
    }

    private static void assertSingularValues(Path folder, Path table, int threads)
            throws Exception {
        JsonNode expected =
                new ObjectMapper()
                        .readTree(table.toFile())
                        .get(String.valueOf(folder.getFileName()));
        try (AdapterCheckpoint adapter = (AdapterCheckpoint) Checkpoints.open(folder)) {
            AdapterSpectra spectra =
                    AdapterSpectra.of(
                            adapter, Compute.onCpu(threads), new Progress(), new Cancellation());

            assertThat(spectra.changes()).hasSize(expected.get("tensors").size());
            for (AdapterSpectra.OfChange change : spectra.changes()) {
                JsonNode numbers = expected.get("tensors").get(change.tensor().name());
                assertThat(change.scale()).hasValue(expected.get("scale").doubleValue());
                isNear(change.norm(), numbers.get("norm"));
                isNear(change.largest(), numbers.get("largest"));
                isNear(change.stableRank(), numbers.get("stable_rank"));
                isNear(change.effectiveRank(), numbers.get("effective_rank"));
                SingularValues values = change.values().orElseThrow();
                assertThat(values.get(values.count() - 1))
                        .isCloseTo(
                                numbers.get("last").doubleValue(),
                                within(1e-12 * change.largest()));
            }
            if (adapter.incomplete().isEmpty()) {
                isNear(spectra.norm(), expected.get("norm"));
            } else {
                assertThat(spectra.norm()).isNaN();
            }
        }
    }

    private static void isNear(double value, JsonNode expected) {
        if (expected.isNull()) {
            assertThat(value).isNaN();
        } else {
            double theirs = expected.doubleValue();
            assertThat(value).isCloseTo(theirs, within(1e-10 * Math.abs(theirs)));
        }
    }

    /// Whatever the shapes of the factors are, ranks above a side too.
    @Property(tries = 200)
    void tripletsMakeTheProductAgain(
            @ForAll @IntRange(min = 1, max = 24) int rows,
            @ForAll @IntRange(min = 1, max = 24) int columns,
            @ForAll @IntRange(min = 1, max = 9) int rank,
            @ForAll @IntRange(min = 1, max = 9) int most,
            @ForAll long seed) {
        product(rows, columns, rank, most, seed);
    }

    /// Sizes that are done by vector code.
    @Property(tries = 10)
    void tripletsOfManyColumnsMakeTheProductAgain(
            @ForAll @IntRange(min = 90, max = 1200) int rows,
            @ForAll @IntRange(min = 90, max = 1200) int columns,
            @ForAll @IntRange(min = 70, max = 120) int rank,
            @ForAll @IntRange(min = 1, max = 60) int most,
            @ForAll long seed) {
        product(rows, columns, rank, most, seed);
    }

    private static void product(int rows, int columns, int rank, int most, long seed) {
        Random random = new Random(seed);
        LowRankFactors factors = LowRankFactors.of(Arena.ofAuto(), rows, rank, columns, -1.5, true);
        boolean twice = random.nextBoolean();
        for (int k = 0; k < rank; k++) {
            for (int i = 0; i < rows; i++) {
                factors.setLeft(i, k, (float) random.nextGaussian());
            }
            for (int j = 0; j < columns; j++) {
                boolean same = twice && k > 0;
                factors.setRight(k, j, same ? factors.right(0, j) : (float) random.nextGaussian());
            }
        }
        FactoredMatrix matrix = FactoredMatrix.of(factors);
        TruncatedSvd svd = matrix.svd(most);

        int whole = Math.min(Math.min(rows, columns), twice ? 1 : rank);
        assertThat(svd.rank()).isEqualTo(Math.min(most, whole));
        double[][] residual = new double[rows][columns];
        double[][] theirs = new double[rows][columns];
        double squares = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < rank; k++) {
                    residual[i][j] += -1.5 * factors.left(i, k) * factors.right(k, j);
                }
                theirs[i][j] = residual[i][j];
                squares += residual[i][j] * residual[i][j];
                for (int k = 0; k < svd.rank(); k++) {
                    residual[i][j] -= svd.left(i, k) * svd.values().get(k) * svd.right(j, k);
                }
            }
        }
        if (rows * columns < 1000) {
            assertValues(svd.values(), theirs);
        }
        double rest = 0;
        for (double[] row : residual) {
            for (double value : row) {
                rest += value * value;
            }
        }
        double expected = 0;
        for (int k = svd.rank(); k < svd.values().count(); k++) {
            expected += svd.values().get(k) * svd.values().get(k);
        }
        assertThat(svd.values().sumSquares()).isCloseTo(squares, within(1e-12 * squares));
        assertThat(Math.sqrt(rest))
                .isCloseTo(Math.sqrt(expected), within(1e-12 * Math.sqrt(squares)));
    }

    /// Commons Math decomposes the product itself.
    private static void assertValues(SingularValues ours, double[][] product) {
        double[] expected =
                new SingularValueDecomposition(new Array2DRowRealMatrix(product, false))
                        .getSingularValues();
        for (int i = 0; i < expected.length; i++) {
            assertThat(i < ours.count() ? ours.get(i) : 0)
                    .isCloseTo(expected[i], within(1e-12 * expected[0]));
        }
    }

    @Test
    void whatIsNoMatrixOrNoProductIsSaid() throws Exception {
        AdapterSpectra convolution = spectra("convolution");
        assertThat(convolution.changes())
                .filteredOn(change -> change.tensor().shape().rank() > 2)
                .isNotEmpty()
                .allSatisfy(
                        change -> {
                            assertThat(change.norm()).isPositive();
                            assertThat(change.values()).isEmpty();
                            assertThat(change.gap()).isEqualTo("no matrix");
                        });
        assertThat(spectra("dora").norm()).isNaN();
        assertThat(spectra("dora").isWhole()).isFalse();
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("base/llama"));
                AdapterCheckpoint dora =
                        (AdapterCheckpoint) Checkpoints.open(GOLDEN.resolve("dora"))) {
            AdapterSpectra withBase =
                    AdapterSpectra.of(
                            dora.on(base), Compute.onCpu(1), new Progress(), new Cancellation());
            assertThat(withBase.changes())
                    .isNotEmpty()
                    .allSatisfy(change -> assertThat(change.gap()).contains("DoRA"));
            assertThat(withBase.norm()).isNaN();
        }
    }

    @Test
    void factorsWithoutAScaleHaveNoNorm() throws Exception {
        try (AdapterCheckpoint adapter =
                (AdapterCheckpoint) Checkpoints.open(GOLDEN.resolve("names/loralib.safetensors"))) {
            AdapterSpectra spectra =
                    AdapterSpectra.of(
                            adapter, Compute.onCpu(1), new Progress(), new Cancellation());
            assertThat(spectra.norm()).isNaN();
            assertThat(spectra.changes())
                    .isNotEmpty()
                    .allSatisfy(change -> assertThat(change.gap()).contains("scale"));
        }
    }

    @Test
    void factorsOfAVeryHighRankAreNotDecomposed(@TempDir Path folder) throws Exception {
        TestCheckpoint.write(
                folder.resolve("adapter_model.safetensors"),
                1,
                "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight:513x4",
                "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight:4x513");
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":513,\"lora_alpha\":1,"
                        + "\"target_modules\":[\"q_proj\"]}");
        try (AdapterCheckpoint adapter = (AdapterCheckpoint) Checkpoints.open(folder)) {
            AdapterSpectra.OfChange change =
                    AdapterSpectra.of(adapter, adapter.tensors().getFirst());
            assertThat(change.gap()).isEqualTo("factors of a rank above 512");
            assertThat(change.norm()).isNaN();
            assertThat(FactoredSpectrum.covers(adapter, change.tensor())).isFalse();
        }
    }

    private static AdapterSpectra spectra(String name) throws Exception {
        try (AdapterCheckpoint adapter =
                (AdapterCheckpoint) Checkpoints.open(GOLDEN.resolve(name))) {
            return AdapterSpectra.of(adapter, Compute.onCpu(2), new Progress(), new Cancellation());
        }
    }
}
