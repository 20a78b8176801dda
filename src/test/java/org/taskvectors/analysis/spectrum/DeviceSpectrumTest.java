package org.taskvectors.analysis.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.device.torch.TestDevice;
import org.taskvectors.device.torch.TorchProblem;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Matrix;
import org.taskvectors.tensor.MatrixProgram;
import org.taskvectors.tensor.Panel;

/// Singular values on every device that libtorch has here, against NumPy's
/// (src/test/oracle/spectrum.py) and the processor's.
class DeviceSpectrumTest {
    /// Of the largest value.
    private static final double SAME = 1e-9;

    private static List<TestDevice> devices() throws Failure {
        return TestDevice.all();
    }

    private static JsonNode golden(String of) throws IOException {
        return new ObjectMapper()
                .readTree(
                        Path.of("src/test/resources/golden/spectrum/singular-values.json").toFile())
                .get(of);
    }

    private static FloatMatrix made(JsonNode of) throws IOException, CancelledException {
        int rows = of.get("rows").intValue();
        int columns = of.get("columns").intValue();
        String kind = of.get("kind").textValue();
        return Matrices.matrix(
                Matrices.make(kind, of.get("seed").longValue(), rows, columns), rows, columns, 2);
    }

    @TestFactory
    Stream<DynamicTest> itIsNumPys() throws IOException {
        List<TestDevice> devices = devices();
        return StreamSupport.stream(golden("matrices").spliterator(), false)
                .flatMap(
                        of ->
                                devices.stream()
                                        .map(
                                                device ->
                                                        DynamicTest.dynamicTest(
                                                                of.get("kind").textValue()
                                                                        + " "
                                                                        + of.get("rows")
                                                                        + " × "
                                                                        + of.get("columns")
                                                                        + " "
                                                                        + device,
                                                                () -> check(of, device))));
    }

    private static void check(JsonNode of, TestDevice device) throws Exception {
        try (FloatMatrix matrix = made(of);
                MatrixProgram program = program(device)) {
            List<double[]> squares = program.squares(List.of(matrix, matrix)).orElseThrow();
            assertThat(squares).hasSize(2);
            for (double[] each : squares) {
                FullSpectrumTest.check(of, FullSpectrum.of(each, matrix));
            }
        }
    }

    private static MatrixProgram program(TestDevice device) {
        return device.matrixProgram(2, new Cancellation()).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void directionsAreNumPys(TestDevice device) throws Exception {
        try (MatrixProgram program = program(device)) {
            for (JsonNode expected : golden("flat_overlap")) {
                int rows = expected.get("rows").intValue();
                int columns = expected.get("columns").intValue();
                float[] first = Matrices.make("uniform", 700, rows, columns);
                float[] second = Matrices.make("uniform", 800, rows, columns);
                for (int i = 0; i < first.length; i++) {
                    second[i] += first[i] / 2;
                }
                DirectionOverlap overlaps =
                        on(program, first, rows, columns).with(on(program, second, rows, columns));
                int k = expected.get("k").intValue();
                assertThat(overlaps.left(k))
                        .isCloseTo(expected.get("left").doubleValue(), within(1e-7));
                assertThat(overlaps.right(k))
                        .isCloseTo(expected.get("right").doubleValue(), within(1e-7));
            }
            assertThat(on(program, Matrices.make("rank5", 3, 200, 150), 200, 150).count())
                    .isEqualTo(5);
            assertThat(on(program, Matrices.make("zeros", 0, 6, 4), 6, 4).count()).isZero();
        }
    }

    private static Directions on(MatrixProgram program, float[] elements, int rows, int columns)
            throws Exception {
        try (FloatMatrix matrix = Matrices.matrix(elements, rows, columns, 1)) {
            return Directions.on(program, matrix, 64, 2, new Cancellation()).orElseThrow();
        }
    }

    /// Seven shapes, some of them several times, one of each of two with NaN, a stack, a list.
    private static Matrices.Several several() {
        Matrices.Several vector = new Matrices.Several();
        int seed = 0;
        for (String kind : List.of("uniform", "falling", "rank5", "low", "zeros", "huge", "tiny")) {
            vector.add(kind + ".wide", Matrices.make(kind, seed++, 37, 61), 37, 61);
            vector.add(kind + ".tall", Matrices.make(kind, seed++, 61, 37), 61, 37);
        }
        vector.add("row", Matrices.make("uniform", seed++, 1, 90), 1, 90);
        vector.add("column", Matrices.make("uniform", seed++, 90, 1), 90, 1);
        vector.add("one", Matrices.make("uniform", seed++, 1, 1), 1, 1);
        vector.add("large", Matrices.make("low", seed++, 300, 290), 300, 290);
        float[] broken = Matrices.make("uniform", seed, 37, 61);
        broken[100] = Float.NaN;
        vector.add("broken", broken, 37, 61);
        vector.add("alone.broken", new float[] {Float.POSITIVE_INFINITY, 1}, 1, 2);
        vector.add("list", new float[6], 6);
        vector.add("stack", new float[24], 2, 3, 4);
        return vector;
    }

    private static PerMatrix<SingularValues> find(
            Matrices.Several vector, Device device, Progress progress) throws Exception {
        SpectrumPass pass = pass(vector, device, progress);
        pass.run(vector.tensors());
        return pass.found();
    }

    private static SpectrumPass pass(Matrices.Several vector, Device device, Progress progress) {
        return new SpectrumPass(
                vector,
                new Compute(device, 2),
                new MatrixWork.Operations(progress),
                new Cancellation());
    }

    private static void assertSame(
            Map<String, SingularValues> found, Map<String, SingularValues> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertSame(name, get(found, name), values));
    }

    private static SingularValues get(Map<String, SingularValues> found, String name) {
        return Optional.ofNullable(found.get(name)).orElseThrow();
    }

    private static void assertSame(String name, SingularValues found, SingularValues expected) {
        assertThat(found.count()).isEqualTo(expected.count());
        assertThat(found.sumSquares()).isEqualTo(expected.sumSquares());
        for (int i = 0; i < found.count(); i++) {
            assertThat(found.get(i))
                    .as(name + " σ" + (i + 1))
                    .isCloseTo(expected.get(i), within(SAME * expected.get(0)));
        }
    }

    /// Writes down how many matrices come together.
    private static final class Watched implements MatrixProgram {
        private final MatrixProgram real;
        private final List<String> groups;
        private final int failsAt;

        Watched(MatrixProgram real, List<String> groups, int failsAt) {
            this.real = real;
            this.groups = groups;
            this.failsAt = failsAt;
        }

        @Override
        public int atOnce(int rows, int columns) {
            return real.atOnce(rows, columns);
        }

        @Override
        public Optional<List<double[]>> squares(List<? extends Matrix> matrices)
                throws IOException, CancelledException {
            Matrix first = matrices.getFirst();
            groups.add(matrices.size() + " of " + first.rows() + " × " + first.columns());
            if (groups.size() == failsAt) {
                throw TestDevice.outOfMemory();
            }
            return real.squares(matrices);
        }

        @Override
        public Optional<Leading> leading(Matrix matrix, int most)
                throws IOException, CancelledException {
            return real.leading(matrix, most);
        }

        @Override
        public void close() {
            groups.add("closed");
            real.close();
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void matricesOfOneShapeGoTogether(TestDevice device) throws Exception {
        Matrices.Several vector = several();
        List<String> groups = new ArrayList<>();
        TestDevice watched =
                device.withMatrices(
                        real -> new Watched(real, groups, 0), new TestDevice.Asked(false));
        Progress progress = new Progress();
        PerMatrix<SingularValues> found = find(vector, watched, progress);
        PerMatrix<SingularValues> expected = find(vector, Device.CPU, new Progress());
        assertSame(found.values(), expected.values());
        assertThat(found.values()).hasSize(18);
        assertThat(found.gaps()).isEqualTo(expected.gaps()).hasSize(3);
        assertThat(groups)
                .containsExactly(
                        "1 of 300 × 290",
                        "7 of 37 × 61",
                        "7 of 61 × 37",
                        "1 of 1 × 90",
                        "1 of 90 × 1",
                        "1 of 1 × 1",
                        "closed");
        assertThat(watched.chosenFor())
                .containsExactly(
                        vector.tensors().stream()
                                .mapToDouble(tensor -> MatrixWork.multiplications(vector, tensor))
                                .sum());
        assertAllIsDone(progress);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void whatIsLargerThanTheMemoryGoesInPieces(TestDevice device) throws Exception {
        Matrices.Several vector = new Matrices.Several();
        vector.add("wide", Matrices.make("low", 1, 60, 9000), 60, 9000);
        vector.add("tall", Matrices.make("uniform", 2, 9000, 60), 9000, 60);
        vector.add("other", Matrices.make("uniform", 3, 9000, 60), 9000, 60);
        // A product takes 28,800 bytes, a matrix 2,160,000.
        TestDevice little = device.with(300_000);
        try (MatrixProgram program = program(little)) {
            assertThat(program.atOnce(9000, 60)).isEqualTo(1);
            assertThat(program.atOnce(90, 9000)).isZero();
        }
        assertSame(
                find(vector, little, new Progress()).values(),
                find(vector, Device.CPU, new Progress()).values());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void whatFitsNotAtAllIsLeftToTheProcessor(TestDevice device) throws Exception {
        Matrices.Several vector = several();
        PerMatrix<SingularValues> found = find(vector, device.with(1000), new Progress());
        PerMatrix<SingularValues> expected = find(vector, Device.CPU, new Progress());
        assertThat(get(found.values(), "large").values())
                .isEqualTo(get(expected.values(), "large").values());
        assertSame(found.values(), expected.values());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void afterAFailureTheProcessorGoesOn(TestDevice device) throws Exception {
        Matrices.Several vector = several();
        List<String> groups = new ArrayList<>();
        TestDevice.Asked asked = new TestDevice.Asked(true);
        TestDevice failing = device.withMatrices(real -> new Watched(real, groups, 2), asked);
        Progress progress = new Progress();
        PerMatrix<SingularValues> found = find(vector, failing, progress);
        assertThat(groups).containsExactly("1 of 300 × 290", "7 of 37 × 61", "closed");
        assertThat(asked.failures()).hasSize(1);
        Map<String, SingularValues> onDevice = find(vector, device, new Progress()).values();
        PerMatrix<SingularValues> expected = find(vector, Device.CPU, new Progress());
        assertThat(found.gaps()).isEqualTo(expected.gaps());
        expected.values()
                .forEach(
                        (name, values) ->
                                assertThat(get(found.values(), name).values())
                                        .as(name)
                                        .isEqualTo(
                                                name.equals("large")
                                                        ? get(onDevice, name).values()
                                                        : values.values()));
        assertAllIsDone(progress);
    }

    private static void assertAllIsDone(Progress progress) {
        // The processor rounds the work of each of its steps.
        assertThat(progress.total()).isPositive();
        assertThat((double) progress.done() / progress.total()).isBetween(0.95, 1.0);
        assertThat(progress.steps()).isEqualTo("21 of 21 matrices");
    }

    @ParameterizedTest
    @MethodSource("devices")
    void orTheWorkEndsAndKeepsWhatIsDone(TestDevice device) throws Exception {
        Matrices.Several vector = several();
        List<String> groups = new ArrayList<>();
        TestDevice failing =
                device.withMatrices(
                        real -> new Watched(real, groups, 2), new TestDevice.Asked(false));
        SpectrumPass pass = pass(vector, failing, new Progress());
        Failure failure = catchThrowableOfType(Failure.class, () -> pass.run(vector.tensors()));
        assertThat(failure.problem()).isEqualTo(TorchProblem.OUT_OF_DEVICE_MEMORY);
        assertThat(pass.found().values()).containsOnlyKeys("large");
        assertThat(groups).endsWith("closed");
    }

    /// A matrix of which nothing lies anywhere.
    private record Zeros(int rows, int columns, Runnable onCopy) implements Matrix {
        @Override
        public void copy(int row, int column, float[] into, int at, int count) {
            onCopy.run();
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aFullMemoryIsSaid(TestDevice device) throws Exception {
        try (MatrixProgram program = program(device)) {
            // More bytes than any process can address.
            List<Zeros> many = Collections.nCopies(40_000, new Zeros(30_000, 30_000, () -> {}));
            Failure failure = catchThrowableOfType(Failure.class, () -> program.squares(many));
            assertThat(failure.problem()).isEqualTo(TorchProblem.OUT_OF_DEVICE_MEMORY);
        }
        TestDevice again = device.withMatrices(real -> real, new TestDevice.Asked(false));
        try (MatrixProgram program = program(again)) {
            assertThat(program.squares(List.of(new Zeros(3, 4, () -> {}))).orElseThrow().getFirst())
                    .containsExactly(0, 0, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void itEndsBetweenPieces(TestDevice device) throws Exception {
        Cancellation cancellation = new Cancellation();
        int[] copied = new int[1];
        Zeros matrix =
                new Zeros(
                        9000,
                        60,
                        () -> {
                            copied[0]++;
                            cancellation.cancel();
                        });
        try (MatrixProgram program =
                device.with(300_000).matrixProgram(1, cancellation).orElseThrow()) {
            assertThatThrownBy(() -> program.squares(List.of(matrix)))
                    .isInstanceOf(CancelledException.class);
            assertThat(copied[0]).isLessThan(9000);
        }
    }

    /// On a device of its own, the next decomposition would not find room.
    @ParameterizedTest
    @MethodSource("devices")
    void memoryIsGivenBack(TestDevice device) throws Exception {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "only Linux says how much memory is used");
        float[] elements = Matrices.make("uniform", 1, 20_000, 100);
        Panel few = new Panel(100, 1);
        long before = 0;
        try (FloatMatrix matrix = Matrices.matrix(elements, 20_000, 100, 1)) {
            for (int i = 0; i < 120; i++) {
                // The libraries' own memory is there after the first ones.
                before = i == 20 ? anonymousMegabytes(status) : before;
                try (MatrixProgram program = program(device);
                        Algebra algebra = device.algebra(1, 1, new Cancellation())) {
                    program.squares(List.of(matrix, matrix));
                    algebra.times(matrix, few);
                }
            }
        }
        // A hundred rounds of eight megabytes that stay for the next product, and of twice as many
        // in float64.
        assertThat(anonymousMegabytes(status) - before).isLessThan(500);
    }

    private static long anonymousMegabytes(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("RssAnon"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
