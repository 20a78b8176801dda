package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Matrix;
import org.taskvectors.tensor.OffloadedAlgebra;
import org.taskvectors.tensor.Panel;

/// Products on every device that libtorch has here, against the processor's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TorchAlgebraTest {
    private static final long PLENTY = 1L << 28;

    /// Less than any of the matrices.
    private static final long LITTLE = 1L << 17;

    private Libtorch torch;

    @BeforeAll
    void start() throws Exception {
        torch = TestTorch.start();
    }

    /// Counts how often it is read.
    private static final class Floats implements Matrix {
        private final int rows;
        private final int columns;
        private final float[] elements;
        private final Runnable onCopy;
        private int copied;

        Floats(Random random, int rows, int columns, double scale, Runnable onCopy) {
            this.rows = rows;
            this.columns = columns;
            this.elements = floats(random, rows * columns, scale);
            this.onCopy = onCopy;
        }

        @Override
        public int rows() {
            return rows;
        }

        @Override
        public int columns() {
            return columns;
        }

        @Override
        public synchronized void copy(int row, int column, float[] into, int at, int count) {
            copied += count;
            onCopy.run();
            System.arraycopy(elements, row * columns + column, into, at, count);
        }
    }

    /// A device, how runs of products of floats are summed, and how much memory there is.
    record Way(TorchPlace place, OptionalInt dtype, long budget) {}

    Stream<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (TorchPlace place : TestDevice.places(torch)) {
            for (long budget : new long[] {PLENTY, LITTLE}) {
                ways.add(new Way(place, OptionalInt.empty(), budget));
                ways.add(new Way(place, OptionalInt.of(ProductScript.FLOAT64), budget));
            }
        }
        return ways.stream();
    }

    private TorchAlgebra algebra(Way way, Cancellation cancellation) {
        return new TorchAlgebra(torch, way.place(), way.budget(), 2, way.dtype(), cancellation);
    }

    private static final int[][] SHAPES = {
        {1, 1, 1}, {1, 700, 3}, {700, 1, 2}, {255, 257, 1}, {300, 513, 37}, {1025, 70, 33}
    };

    @ParameterizedTest
    @MethodSource("ways")
    void productsAreTheProcessors(Way way) throws Exception {
        Cancellation cancellation = new Cancellation();
        Algebra processor = Device.CPU.algebra(1, 1, cancellation);
        for (double scale : new double[] {1, 0x1p-40, 0x1p39}) {
            for (int[] shape : SHAPES) {
                Random random = new Random(shape[0]);
                Floats a = new Floats(random, shape[0], shape[1], scale, () -> {});
                Panel z = panel(random, shape[1], shape[2]);
                Panel q = panel(random, shape[0], shape[2]);
                float[] left = floats(random, shape[0] * shape[2], scale);
                float[] right = floats(random, shape[2] * shape[1], 1);
                try (TorchAlgebra device = algebra(way, cancellation)) {
                    // As the processor's own test.
                    assertClose(device.times(a, z), processor.times(a, z), 1e-4 * scale);
                    assertClose(
                            device.transposeTimes(a, q),
                            processor.transposeTimes(a, q),
                            1e-4 * scale);
                    double residual = processor.residual(a, left, right, shape[2]);
                    assertThat(device.residual(a, left, right, shape[2]))
                            .isCloseTo(residual, within(1e-5 * residual));
                    double norm = processor.residual(a, new float[0], new float[0], 0);
                    assertThat(device.residual(a, new float[0], new float[0], 0))
                            .isCloseTo(norm, within(1e-12 * norm));
                    assertClose(device.inner(z, z), processor.inner(z, z), 1e-12 * shape[1]);
                    Panel t = processor.inner(q, z(random, q));
                    assertClose(device.times(q, t), processor.times(q, t), 1e-12 * shape[0]);
                }
            }
        }
    }

    private static Panel z(Random random, Panel like) {
        return panel(random, like.rows(), 5);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatHasNoColumnsHasNoProduct(Way way) throws Exception {
        Floats a = new Floats(new Random(1), 7, 5, 1, () -> {});
        try (TorchAlgebra device = algebra(way, new Cancellation())) {
            assertThat(device.times(a, new Panel(5, 0)).rows()).isEqualTo(7);
            assertThat(device.transposeTimes(a, new Panel(7, 0)).rows()).isEqualTo(5);
            assertThat(device.inner(new Panel(7, 0), new Panel(7, 2)).columns()).isEqualTo(2);
            assertThat(device.times(new Panel(7, 0), new Panel(0, 3)).get(6, 2)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aMatrixThatFitsGoesToTheDeviceOnce(Way way) throws Exception {
        Random random = new Random(3);
        Floats a = new Floats(random, 300, 400, 1, () -> {});
        Panel z = panel(random, 400, 4);
        Panel q = panel(random, 300, 4);
        int elements = 300 * 400;
        int sent = way.budget() == PLENTY ? 1 : 3;
        try (TorchAlgebra device = algebra(way, new Cancellation())) {
            device.times(a, z);
            device.transposeTimes(a, q);
            device.times(a, z);
            assertThat(a.copied).isEqualTo(sent * elements);
            device.close();
            device.times(a, z);
            assertThat(a.copied).isEqualTo((sent + 1) * elements);
            // Another matrix takes its place.
            Floats b = new Floats(random, 300, 400, 1, () -> {});
            assertClose(
                    device.times(b, z),
                    Device.CPU.algebra(1, 1, new Cancellation()).times(b, z),
                    1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void itEndsBetweenPieces(Way way) throws Exception {
        Cancellation cancellation = new Cancellation();
        Random random = new Random(4);
        Floats a = new Floats(random, 600, 400, 1, cancellation::cancel);
        try (TorchAlgebra device = algebra(way, cancellation)) {
            assertThatThrownBy(() -> device.times(a, panel(random, 400, 4)))
                    .isInstanceOf(CancelledException.class);
            assertThat(a.copied).isLessThan(600 * 400);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatTheDeviceRefusesIsItsFailure(Way way) throws Exception {
        Random random = new Random(5);
        Floats a = new Floats(random, 30, 40, 1, () -> {});
        try (TorchAlgebra device = algebra(way, new Cancellation())) {
            Failure failure =
                    catchThrowableOfType(
                            Failure.class, () -> device.times(a, panel(random, 39, 4)));
            assertThat(failure.problem()).isEqualTo(TorchProblem.DEVICE_FAILED);
            // It can be used again.
            assertThat(device.times(a, panel(random, 40, 4)).rows()).isEqualTo(30);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void afterAFailureTheProcessorGoesOnOrTheWorkEnds(Way way) throws Exception {
        Cancellation cancellation = new Cancellation();
        Random random = new Random(6);
        Floats a = new Floats(random, 30, 40, 1, () -> {});
        Panel z = panel(random, 40, 4);
        Algebra processor = Device.CPU.algebra(1, 1, cancellation);
        TestDevice.Asked goesOn = new TestDevice.Asked(true);
        try (Algebra algebra =
                new OffloadedAlgebra(
                        new Failing(algebra(way, cancellation), 1), processor, goesOn)) {
            assertClose(algebra.times(a, z), processor.times(a, z), 1e-4);
            assertThat(goesOn.failures()).isEmpty();
            assertSame(algebra.times(a, z), processor.times(a, z));
            assertThat(goesOn.failures()).hasSize(1);
            assertSame(algebra.inner(z, z), processor.inner(z, z));
            assertThat(goesOn.failures()).hasSize(1);
        }
        try (Algebra algebra =
                new OffloadedAlgebra(
                        new Failing(algebra(way, cancellation), 0),
                        processor,
                        new TestDevice.Asked(false))) {
            assertThat(catchThrowableOfType(Failure.class, () -> algebra.times(a, z)).problem())
                    .isEqualTo(TorchProblem.OUT_OF_DEVICE_MEMORY);
        }
    }

    /// Multiplies a matrix that often, and is out of memory then.
    private static final class Failing implements Algebra {
        private final Algebra real;
        private int left;

        Failing(Algebra real, int left) {
            this.real = real;
            this.left = left;
        }

        private void take() throws Failure {
            if (left-- <= 0) {
                throw TestDevice.outOfMemory();
            }
        }

        @Override
        public Panel times(Matrix a, Panel z) throws java.io.IOException, CancelledException {
            take();
            return real.times(a, z);
        }

        @Override
        public Panel transposeTimes(Matrix a, Panel q) throws Failure {
            throw TestDevice.outOfMemory();
        }

        @Override
        public Panel inner(Panel a, Panel b) throws Failure {
            throw TestDevice.outOfMemory();
        }

        @Override
        public Panel times(Panel y, Panel t) throws Failure {
            throw TestDevice.outOfMemory();
        }

        @Override
        public double residual(Matrix a, float[] left, float[] right, int rank) throws Failure {
            throw TestDevice.outOfMemory();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /// Where it were not, all products would be in float64.
    @Test
    void theTrialFindsWholeFloats() {
        for (TorchPlace place : TestDevice.places(torch)) {
            try (Script script = Script.of(ProductScript.TEXT, place);
                    Tensors memory = torch.tensors()) {
                assertThat(new ProductCalls(script, memory).isExact(256)).isTrue();
            }
        }
    }

    private static void assertClose(Panel actual, Panel expected, double error) {
        assertThat(actual.rows()).isEqualTo(expected.rows());
        assertThat(actual.columns()).isEqualTo(expected.columns());
        for (int row = 0; row < expected.rows(); row++) {
            for (int column = 0; column < expected.columns(); column++) {
                assertThat(actual.get(row, column))
                        .isCloseTo(expected.get(row, column), within(error));
            }
        }
    }

    private static void assertSame(Panel actual, Panel expected) {
        assertClose(actual, expected, 0);
    }

    private static float[] floats(Random random, int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }

    private static Panel panel(Random random, int rows, int columns) {
        Panel panel = new Panel(rows, columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                panel.set(row, column, random.nextDouble(-1, 1));
            }
        }
        return panel;
    }
}
