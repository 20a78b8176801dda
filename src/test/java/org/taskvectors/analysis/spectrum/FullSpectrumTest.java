package org.taskvectors.analysis.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.DType;

/// Against NumPy's singular values (src/test/oracle/spectrum.py).
class FullSpectrumTest {
    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/spectrum/singular-values.json");

    @TestFactory
    Stream<DynamicTest> itIsNumPys() throws IOException {
        return StreamSupport.stream(
                        new ObjectMapper().readTree(GOLDEN.toFile()).get("matrices").spliterator(),
                        false)
                .map(
                        of ->
                                DynamicTest.dynamicTest(
                                        of.get("kind").textValue()
                                                + " "
                                                + of.get("rows")
                                                + " × "
                                                + of.get("columns"),
                                        () -> check(of)));
    }

    private static void check(JsonNode of) throws Exception {
        int rows = of.get("rows").intValue();
        int columns = of.get("columns").intValue();
        float[] elements =
                Matrices.make(
                        of.get("kind").textValue(), of.get("seed").longValue(), rows, columns);
        try (FloatMatrix matrix = Matrices.matrix(elements, rows, columns, 2)) {
            check(of, FullSpectrum.of(matrix, 2, any -> {}, new Cancellation()));
        }
    }

    /// Values against those of NumPy.
    static void check(JsonNode of, SingularValues found) {
        JsonNode values = of.get("values");
        assertThat(found.count()).isEqualTo(values.size());
        assertThat(found.isComplete()).isTrue();
        double largest = values.get(0).doubleValue();
        for (int i = 0; i < values.size(); i++) {
            double wanted = values.get(i).doubleValue();
            // The squares are exact to the rounding of float64 relative to the largest.
            double error =
                    largest == 0
                            ? 0
                            : Math.max(
                                    1e-11 * wanted,
                                    Math.min(
                                            GramSpectrum.RESOLUTION * largest,
                                            2e-14 * largest * (largest / wanted)));
            assertThat(found.get(i)).as("σ%d", i + 1).isCloseTo(wanted, within(error));
        }
        if (largest > 0) {
            assertThat(found.norm())
                    .isCloseTo(of.get("norm").doubleValue(), withinPercentage(1e-9));
            assertThat(found.stableRank())
                    .isCloseTo(of.get("stable_rank").doubleValue(), withinPercentage(1e-9));
            assertThat(found.effectiveRank())
                    .isCloseTo(of.get("effective_rank").doubleValue(), withinPercentage(1e-4));
        } else {
            assertThat(found.stableRank()).isNaN();
            assertThat(found.effectiveRank()).isNaN();
            assertThat(found.energy(1)).isNaN();
        }
    }

    @Test
    void whatIsBelowFloatsIsZero() throws Exception {
        float[] elements = Matrices.make("rank5", 3, 200, 150);
        try (FloatMatrix matrix = Matrices.matrix(elements, 200, 150, 1)) {
            SingularValues found = FullSpectrum.of(matrix, 1, any -> {}, new Cancellation());
            assertThat(found.get(4)).isPositive();
            assertThat(found.get(5)).isZero();
        }
    }

    @Test
    void threadsChangeNoDigit() throws Exception {
        float[] elements = Matrices.make("uniform", 5, 530, 610);
        try (FloatMatrix matrix = Matrices.matrix(elements, 530, 610, 1)) {
            double[] alone = FullSpectrum.of(matrix, 1, any -> {}, new Cancellation()).values();
            assertThat(FullSpectrum.of(matrix, 2, any -> {}, new Cancellation()).values())
                    .isEqualTo(alone);
            assertThat(FullSpectrum.of(matrix, 5, any -> {}, new Cancellation()).values())
                    .isEqualTo(alone);
        }
    }

    @Test
    void sixteenBitsAreTakenAsTheyAre() throws Exception {
        float[] elements = Matrices.make("rank5", 3, 40, 30);
        try (FloatMatrix floats = Matrices.matrix(elements, 40, 30, DType.F32);
                FloatMatrix halves = Matrices.matrix(elements, 40, 30, DType.F16)) {
            // Small whole numbers are the same in both.
            assertThat(FullSpectrum.of(halves, 1, any -> {}, new Cancellation()).values())
                    .isEqualTo(FullSpectrum.of(floats, 1, any -> {}, new Cancellation()).values());
        }
    }
}
