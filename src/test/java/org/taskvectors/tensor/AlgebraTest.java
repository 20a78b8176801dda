package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.taskvectors.job.Cancellation;

/// The processor's products against sums written down as they are defined, of shapes that are no
/// whole groups, strips or units.
class AlgebraTest {
    private static final double SMALL_JOB = 1;
    private static final double LARGE_JOB = 1e15;

    private static final class Floats implements Matrix {
        private final int rows;
        private final int columns;
        private final float[] elements;

        Floats(Random random, int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            elements = floats(random, rows * columns);
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
        public void copy(int row, int column, float[] into, int at, int count) {
            System.arraycopy(elements, row * columns + column, into, at, count);
        }

        double get(int row, int column) {
            return elements[row * columns + column];
        }
    }

    private final Cancellation cancellation = new Cancellation();

    @Property(tries = 40)
    void productsWithAMatrixAreTheirSums(
            @ForAll @IntRange(min = 1, max = 300) int rows,
            @ForAll @IntRange(min = 1, max = 600) int columns,
            @ForAll @IntRange(min = 1, max = 70) int few,
            @ForAll long seed)
            throws Exception {
        Random random = new Random(seed);
        Floats a = new Floats(random, rows, columns);
        Panel z = panel(random, columns, few);
        Panel q = panel(random, rows, few);
        for (double job : new double[] {SMALL_JOB, LARGE_JOB}) {
            Algebra algebra = Device.CPU.algebra(job, 1, cancellation);
            Panel product = algebra.times(a, z);
            assertShape(product, rows, few);
            int row = random.nextInt(rows);
            int column = random.nextInt(few);
            assertThat(product.get(row, column))
                    .isCloseTo(
                            sum(columns, k -> a.get(row, k) * (float) z.get(k, column)),
                            within(1e-4));
            Panel turned = algebra.transposeTimes(a, q);
            assertShape(turned, columns, few);
            int at = random.nextInt(columns);
            assertThat(turned.get(at, column))
                    .isCloseTo(
                            sum(rows, k -> a.get(k, at) * (float) q.get(k, column)), within(1e-4));
            float[] left = floats(random, rows * few);
            float[] right = floats(random, few * columns);
            double squares = 0;
            for (int i = 0; i < rows * columns; i++) {
                int r = i / columns;
                int c = i % columns;
                double of = sum(few, k -> (double) left[r * few + k] * right[k * columns + c]);
                squares += Math.pow(a.get(r, c) - of, 2);
            }
            assertThat(algebra.residual(a, left, right, few))
                    .isCloseTo(squares, within(1e-5 * squares));
        }
    }

    @Property(tries = 40)
    void productsOfPanelsAreTheirSums(
            @ForAll @IntRange(min = 1, max = 5000) int rows,
            @ForAll @IntRange(min = 1, max = 40) int one,
            @ForAll @IntRange(min = 1, max = 40) int other,
            @ForAll long seed)
            throws Exception {
        Random random = new Random(seed);
        Panel a = panel(random, rows, one);
        Panel b = panel(random, rows, other);
        Panel t = panel(random, one, other);
        for (double job : new double[] {SMALL_JOB, LARGE_JOB}) {
            Algebra algebra = Device.CPU.algebra(job, 1, cancellation);
            Panel inner = algebra.inner(a, b);
            assertShape(inner, one, other);
            int row = random.nextInt(one);
            int column = random.nextInt(other);
            assertThat(inner.get(row, column))
                    .isCloseTo(
                            sum(rows, k -> a.get(k, row) * b.get(k, column)), within(1e-12 * rows));
            Panel product = algebra.times(a, t);
            assertShape(product, rows, other);
            int at = random.nextInt(rows);
            assertThat(product.get(at, column))
                    .isCloseTo(sum(one, k -> a.get(at, k) * t.get(k, column)), within(1e-12));
        }
    }

    /// The last rows and columns too, and in every digit.
    @Property(tries = 10)
    void neitherThreadsNorTheKindOfKernelsChangeADigit(
            @ForAll @IntRange(min = 200, max = 700) int rows,
            @ForAll @IntRange(min = 1, max = 600) int columns,
            @ForAll @IntRange(min = 1, max = 40) int few,
            @ForAll long seed)
            throws Exception {
        Random random = new Random(seed);
        Floats a = new Floats(random, rows, columns);
        Panel z = panel(random, columns, few);
        Panel q = panel(random, rows, few);
        float[] left = floats(random, rows * few);
        float[] right = floats(random, few * columns);
        Algebra expected = Device.CPU.algebra(SMALL_JOB, 1, cancellation);
        for (Algebra algebra :
                new Algebra[] {
                    Device.CPU.algebra(SMALL_JOB, 3, cancellation),
                    Device.CPU.algebra(LARGE_JOB, 1, cancellation),
                    Device.CPU.algebra(LARGE_JOB, 3, cancellation)
                }) {
            assertSame(algebra.times(a, z), expected.times(a, z));
            assertSame(algebra.transposeTimes(a, q), expected.transposeTimes(a, q));
            assertSame(algebra.inner(q, q), expected.inner(q, q));
            Panel gram = expected.inner(q, q);
            assertSame(algebra.times(q, gram), expected.times(q, gram));
            assertThat(algebra.residual(a, left, right, few))
                    .isEqualTo(expected.residual(a, left, right, few));
        }
    }

    private static void assertShape(Panel panel, int rows, int columns) {
        assertThat(panel.rows()).isEqualTo(rows);
        assertThat(panel.columns()).isEqualTo(columns);
    }

    private static void assertSame(Panel actual, Panel expected) {
        assertShape(actual, expected.rows(), expected.columns());
        for (int row = 0; row < expected.rows(); row++) {
            assertThat(actual.row(row)).isEqualTo(expected.row(row));
        }
    }

    private static double sum(int count, IntToDoubleFunction term) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += term.applyAsDouble(k);
        }
        return sum;
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
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
