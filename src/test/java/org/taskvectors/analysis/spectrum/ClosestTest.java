package org.taskvectors.analysis.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Compute;

/// How much of a matrix is kept, beside the most that its rank can keep, by NumPy
/// (src/test/oracle/closest.py).
class ClosestTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/spectrum/closest.json");
    private static final int[] RANKS = {1, 5, 16, 64};

    private interface Check {
        void check(JsonNode of, FloatMatrix matrix) throws Exception;
    }

    private static Stream<DynamicTest> each(Check check) throws IOException {
        JsonNode golden = new ObjectMapper().readTree(GOLDEN.toFile());
        return StreamSupport.stream(golden.get("matrices").spliterator(), false)
                .map(of -> DynamicTest.dynamicTest(name(of), () -> check(check, of)));
    }

    private static String name(JsonNode of) {
        return of.get("kind").textValue() + " " + of.get("rows") + " × " + of.get("columns");
    }

    private static void check(Check check, JsonNode of) throws Exception {
        int rows = of.get("rows").intValue();
        int columns = of.get("columns").intValue();
        float[] elements =
                Matrices.make(
                        of.get("kind").textValue(), of.get("seed").longValue(), rows, columns);
        try (FloatMatrix matrix = Matrices.matrix(elements, rows, columns, 2)) {
            check.check(of, matrix);
        }
    }

    /// The share of the most that may be missing.
    private static double allowed(FloatMatrix matrix) {
        boolean exact = Math.min(matrix.rows(), matrix.columns()) <= TruncatedSvd.EXACT_SIDE;
        return exact ? 1e-5 : 1e-3;
    }

    @TestFactory
    Stream<DynamicTest> aRankKeepsTheMostThatItCan() throws IOException {
        return each(
                (of, matrix) -> {
                    double all = of.get("sum_squares").doubleValue();
                    for (int rank : RANKS) {
                        TruncatedSvd svd =
                                TruncatedSvd.ofRank(
                                        matrix, rank, Compute.onCpu(2), new Cancellation());
                        if (all == 0) {
                            assertThat(svd.rank()).isZero();
                            continue;
                        }
                        double most = of.get("kept").get("" + rank).doubleValue();
                        double kept = kept(matrix, svd, all);
                        assertThat(1 - kept / most)
                                .as("missing at rank " + rank)
                                .isBetween(-1e-6, allowed(matrix));
                        // What it says is what it keeps.
                        double said = svd.values().energy(svd.rank());
                        assertThat(said).isCloseTo(kept / all, within(2e-7));
                        assertThat(svd.rank()).isEqualTo(Math.min(rank, of.get("rank").intValue()));
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> anEnergyTakesAsFewAsKeepIt() throws IOException {
        return each(
                (of, matrix) -> {
                    for (double energy : new double[] {0.05, 0.5, 0.9}) {
                        int fewest = of.get("ranks").get("" + energy).intValue();
                        int most = Math.max(20, fewest + 10);
                        if (fewest > 100) {
                            // Beyond a bound it takes the bound.
                            fewest = 40;
                            most = 40;
                        }
                        TruncatedSvd svd =
                                TruncatedSvd.ofEnergy(
                                        matrix, energy, most, Compute.onCpu(2), new Cancellation());
                        assertThat(svd.rank()).as("for " + energy).isBetween(fewest, fewest + 1);
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> theFirstValuesHaveTheirDigits() throws IOException {
        return each(
                (of, matrix) -> {
                    TruncatedSvd svd =
                            TruncatedSvd.ofRank(matrix, 5, Compute.onCpu(2), new Cancellation());
                    boolean exact = allowed(matrix) < 1e-4;
                    assertThat(svd.values().isComplete()).isEqualTo(exact);
                    double largest = of.get("first").get(0).doubleValue();
                    for (int i = 0; i < Math.min(5, svd.values().count()); i++) {
                        assertThat(svd.values().get(i))
                                .isCloseTo(
                                        of.get("first").get(i).doubleValue(),
                                        within((exact ? 2e-12 : 1e-3) * largest));
                    }
                });
    }

    /// ‖A‖² − ‖A − U·Σ·Vᵀ‖², element by element.
    private static double kept(FloatMatrix matrix, TruncatedSvd svd, double all) {
        float[] row = new float[matrix.columns()];
        double[] product = new double[row.length];
        double missing = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.copy(i, 0, row, 0, row.length);
            Arrays.fill(product, 0);
            for (int k = 0; k < svd.rank(); k++) {
                double of = svd.values().get(k) * svd.left(i, k);
                for (int j = 0; j < row.length; j++) {
                    product[j] += of * svd.right(j, k);
                }
            }
            for (int j = 0; j < row.length; j++) {
                double rest = row[j] - product[j];
                missing += rest * rest;
            }
        }
        return all - missing;
    }
}
