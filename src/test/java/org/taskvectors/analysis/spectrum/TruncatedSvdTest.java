package org.taskvectors.analysis.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.device.torch.TestDevice;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;

/// Against NumPy's singular values (src/test/oracle/spectrum.py).
class TruncatedSvdTest {
    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/spectrum/singular-values.json");

    private static JsonNode golden() throws IOException {
        return new ObjectMapper().readTree(GOLDEN.toFile());
    }

    private static FloatMatrix made(JsonNode of) throws IOException, CancelledException {
        int rows = of.get("rows").intValue();
        int columns = of.get("columns").intValue();
        float[] elements =
                Matrices.make(
                        of.get("kind").textValue(), of.get("seed").longValue(), rows, columns);
        return Matrices.matrix(elements, rows, columns, 2);
    }

    private static Stream<DynamicTest> each(ThrowingCheck check) throws IOException {
        List<Device> devices = new ArrayList<>(List.of(Device.CPU));
        devices.addAll(TestDevice.all());
        return StreamSupport.stream(golden().get("matrices").spliterator(), false)
                .flatMap(
                        of ->
                                devices.stream()
                                        .map(
                                                device ->
                                                        DynamicTest.dynamicTest(
                                                                name(of) + " " + device.label(),
                                                                () -> check(check, of, device))));
    }

    private static String name(JsonNode of) {
        return of.get("kind").textValue() + " " + of.get("rows") + " × " + of.get("columns");
    }

    private static void check(ThrowingCheck check, JsonNode of, Device device) throws Exception {
        try (FloatMatrix matrix = made(of)) {
            check.check(of, matrix, new Compute(device, 2));
        }
    }

    private interface ThrowingCheck {
        void check(JsonNode of, FloatMatrix matrix, Compute compute) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> singularValuesAreNumPys() throws IOException {
        return each(
                (of, matrix, compute) -> {
                    int side = Math.min(matrix.rows(), matrix.columns());
                    TruncatedSvd svd =
                            TruncatedSvd.ofRank(matrix, side, compute, new Cancellation());
                    double first = of.get("values").get(0).doubleValue();
                    assertThat(svd.values().isComplete()).isTrue();
                    assertThat(matrix.norm())
                            .isCloseTo(of.get("norm").doubleValue(), within(1e-7 * first));
                    for (int i = 0; i < svd.values().count(); i++) {
                        assertThat(svd.values().get(i))
                                .as("σ" + (i + 1))
                                .isCloseTo(
                                        of.get("values").get(i).doubleValue(),
                                        within(1e-11 * first));
                    }
                    if (of.get("stable_rank").isNumber()) {
                        assertThat(svd.values().stableRank() / of.get("stable_rank").doubleValue())
                                .isCloseTo(1, within(1e-11));
                        assertThat(svd.values().effectiveRank())
                                .isCloseTo(of.get("effective_rank").doubleValue(), within(1e-6));
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> factorsMissNoMoreThanTheBestPossibleOnes() throws IOException {
        return each(
                (of, matrix, compute) -> {
                    for (int rank : new int[] {1, 3, 5, 12}) {
                        TruncatedSvd svd =
                                TruncatedSvd.ofRank(matrix, rank, compute, new Cancellation());
                        double error = error(matrix, svd);
                        if (matrix.norm() == 0) {
                            assertThat(svd.rank()).isZero();
                            return;
                        }
                        double best = best(of.get("values"), rank);
                        assertThat(error).isBetween(best * (1 - 1e-5) - 1e-9, best * 1.002 + 3e-7);
                    }
                });
    }

    /// Elementwise, in float64, by another way than the program's own.
    private static double error(FloatMatrix matrix, TruncatedSvd svd)
            throws IOException, CancelledException {
        int rank = svd.rank();
        int rows = matrix.rows();
        int columns = matrix.columns();
        float[] left = new float[rows * rank];
        float[] right = new float[rank * columns];
        for (int k = 0; k < rank; k++) {
            double root = Math.sqrt(svd.values().get(k));
            for (int i = 0; i < rows; i++) {
                left[i * rank + k] = (float) (root * svd.left(i, k));
            }
            for (int j = 0; j < columns; j++) {
                right[k * columns + j] = (float) (root * svd.right(j, k));
            }
        }
        double squares = 0;
        double all = 0;
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            matrix.copy(i, 0, row, 0, columns);
            for (int j = 0; j < columns; j++) {
                double value = Math.scalb(row[j], -matrix.exponent());
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += (double) left[i * rank + k] * right[k * columns + j];
                }
                squares += (value - sum) * (value - sum);
                all += value * value;
            }
        }
        double slow = Math.sqrt(squares / all);
        if (all > 0) {
            assertThat(svd.error(left, right, rank)).isCloseTo(slow, within(2e-7 + 1e-6 * slow));
        }
        return slow;
    }

    private static double best(JsonNode values, int rank) {
        double kept = 0;
        double all = 0;
        for (int i = 0; i < values.size(); i++) {
            double square = values.get(i).doubleValue() / values.get(0).doubleValue();
            square *= square;
            all += square;
            kept += i < rank ? 0 : square;
        }
        return Math.sqrt(kept / all);
    }

    /// What is held in 16 bits is the same matrix as its numbers in float32, very small and very
    /// large ones too.
    @ParameterizedTest
    @CsvSource({
        "BF16, uniform, 270",
        "F16, uniform, 270",
        "BF16, huge, 270",
        "BF16, tiny, 270",
        "BF16, low, 270",
        "F16, falling, 270",
        "BF16, low, 1030",
        "BF16, huge, 1030"
    })
    void aMatrixOfSixteenBitsIsTheMatrixOfItsNumbers(DType dtype, String kind, int rows)
            throws Exception {
        int columns = rows + 30;
        float[] elements = Matrices.make(kind, 4, rows, columns);
        try (FloatMatrix half = Matrices.matrix(elements, rows, columns, dtype)) {
            float[] rounded = new float[rows * columns];
            for (int row = 0; row < rows; row++) {
                half.copy(row, 0, rounded, row * columns, columns);
            }
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) Math.scalb((double) rounded[i], -half.exponent());
            }
            try (FloatMatrix whole = Matrices.matrix(rounded, rows, columns, 2)) {
                assertThat(half.norm()).isEqualTo(whole.norm());
                TruncatedSvd ofHalf =
                        TruncatedSvd.ofRank(half, 7, Compute.onCpu(2), new Cancellation());
                TruncatedSvd ofWhole =
                        TruncatedSvd.ofRank(whole, 7, Compute.onCpu(2), new Cancellation());
                assertThat(ofHalf.values().values()).isEqualTo(ofWhole.values().values());
                assertThat(rounded[0]).isCloseTo(elements[0], withinPercentage(1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"60, 401", "300, 401", "401, 700", "1100, 1050"})
    void theNumberOfThreadsChangesNoDigit(int rows, int columns) throws Exception {
        float[] elements = Matrices.make("falling", 7, rows, columns);
        try (FloatMatrix one = Matrices.matrix(elements, rows, columns, 1);
                FloatMatrix three = Matrices.matrix(elements, rows, columns, 3)) {
            TruncatedSvd a = TruncatedSvd.ofRank(one, 9, Compute.onCpu(1), new Cancellation());
            TruncatedSvd b = TruncatedSvd.ofRank(three, 9, Compute.onCpu(3), new Cancellation());
            assertThat(one.norm()).isEqualTo(three.norm());
            assertThat(a.values().values()).isEqualTo(b.values().values());
            for (int i = 0; i < rows; i++) {
                assertThat(a.left(i, 8)).isEqualTo(b.left(i, 8));
            }
            for (int j = 0; j < columns; j++) {
                assertThat(a.right(j, 0)).isEqualTo(b.right(j, 0));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"310, 290", "1040, 1030"})
    void energyTakesAsFewDirectionsAsKeepIt(int rows, int columns) throws Exception {
        float[] elements = Matrices.make("low", 3, rows, columns);
        try (FloatMatrix matrix = Matrices.matrix(elements, rows, columns, 2)) {
            assertThat(
                            TruncatedSvd.ofEnergy(
                                            matrix,
                                            0.9999,
                                            100,
                                            Compute.onCpu(2),
                                            new Cancellation())
                                    .rank())
                    .isEqualTo(5);
            TruncatedSvd some =
                    TruncatedSvd.ofEnergy(matrix, 0.7, 100, Compute.onCpu(2), new Cancellation());
            assertThat(some.rank()).isBetween(2, 5);
            assertThat(some.values().energy(some.rank())).isGreaterThanOrEqualTo(0.7);
            assertThat(some.values().energy(some.rank() - 1)).isLessThan(0.7);
            assertThat(
                            TruncatedSvd.ofEnergy(
                                            matrix, 1, 7, Compute.onCpu(2), new Cancellation())
                                    .rank())
                    .as("never more than the most")
                    .isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsRefused(float wrong) {
        float[] elements = Matrices.make("uniform", 1, 30, 20);
        elements[333] = wrong;
        assertThatThrownBy(() -> Matrices.matrix(elements, 30, 20, 2).close())
                .isInstanceOf(Failure.class)
                .satisfies(
                        failure -> {
                            assertThat(((Failure) failure).problem())
                                    .isEqualTo(SpectrumProblem.NOT_FINITE);
                            assertThat(((Failure) failure).place()).isEqualTo("tensor w");
                        });
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 300, 1030})
    void aCancelledOneStops(int side) throws Exception {
        Cancellation cancelled = new Cancellation();
        float[] elements = Matrices.make("uniform", 1, side, side);
        try (FloatMatrix matrix = Matrices.matrix(elements, side, side, 2)) {
            cancelled.cancel();
            assertThatThrownBy(() -> TruncatedSvd.ofRank(matrix, 8, Compute.onCpu(2), cancelled))
                    .isInstanceOf(CancelledException.class);
        }
    }
}
