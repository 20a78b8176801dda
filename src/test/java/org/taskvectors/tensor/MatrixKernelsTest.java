package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The vector kernels of linear algebra against their scalar twins.
class MatrixKernelsTest {
    private final MatrixKernels scalar = new ScalarMatrixKernels();
    private final MatrixKernels vector = new VectorMatrixKernels();

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] doubles(Random random, int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    /// Whatever the width of a strip, each column is summed by itself and in the same order.
    @Property(tries = 100)
    void productsOfFloatsAgreeInEveryDigit(
            @ForAll @IntRange(min = 1, max = 300) int depth,
            @ForAll boolean across,
            @ForAll long seed) {
        Random random = new Random(seed);
        int columns = 64;
        float[] left = floats(random, 4 * depth);
        float[] right = floats(random, depth * columns);
        double[] before = doubles(random, 4 * columns);
        int rowStep = across ? depth : 1;
        int depthStep = across ? 1 : 4;
        double[] first = before.clone();
        double[] second = before.clone();
        for (int j = 0; j < columns; j += scalar.floatWidth()) {
            scalar.addProduct(
                    left, 0, rowStep, depthStep, right, j, columns, depth, first, j, columns);
        }
        for (int j = 0; j < columns; j += vector.floatWidth()) {
            vector.addProduct(
                    left, 0, rowStep, depthStep, right, j, columns, depth, second, j, columns);
        }
        assertThat(second).isEqualTo(first);
        int row = random.nextInt(4);
        int column = random.nextInt(columns);
        double sum = before[row * columns + column];
        for (int k = 0; k < depth; k++) {
            sum += (double) left[row * rowStep + k * depthStep] * right[k * columns + column];
        }
        assertThat(first[row * columns + column]).isCloseTo(sum, within(1e-4));
    }

    @Property(tries = 100)
    void productsOfDoublesAgree(
            @ForAll @IntRange(min = 1, max = 200) int depth,
            @ForAll boolean across,
            @ForAll long seed) {
        Random random = new Random(seed);
        int columns = 32;
        double[] left = doubles(random, 4 * depth);
        double[] right = doubles(random, depth * columns);
        double[] first = doubles(random, 4 * columns);
        double[] second = first.clone();
        int rowStep = across ? depth : 1;
        int depthStep = across ? 1 : 4;
        for (int j = 0; j < columns; j += scalar.doubleWidth()) {
            scalar.addProduct(
                    left, 0, rowStep, depthStep, right, j, columns, depth, first, j, columns);
        }
        for (int j = 0; j < columns; j += vector.doubleWidth()) {
            vector.addProduct(
                    left, 0, rowStep, depthStep, right, j, columns, depth, second, j, columns);
        }
        for (int i = 0; i < first.length; i++) {
            assertThat(second[i]).isCloseTo(first[i], within(1e-12));
        }
    }

    @Property(tries = 100)
    void rowsAgree(@ForAll @IntRange(min = 0, max = 500) int count, @ForAll long seed) {
        Random random = new Random(seed);
        float[] values = floats(random, count + 3);
        double[] a = doubles(random, count + 3);
        double[] b = doubles(random, count + 3);
        double size = Math.max(1, count);
        assertThat(vector.sumSquares(values, 3, count))
                .isCloseTo(scalar.sumSquares(values, 3, count), within(1e-12 * size));
        assertThat(vector.sumSquaresOfDifference(values, 1, a, 2, count))
                .isCloseTo(
                        scalar.sumSquaresOfDifference(values, 1, a, 2, count),
                        within(1e-12 * size));
        assertThat(vector.dot(a, 1, b, 2, count))
                .isCloseTo(scalar.dot(a, 1, b, 2, count), within(1e-12 * size));
    }

    @Property(tries = 20)
    void aNumberThatIsNotFiniteShowsInTheSumOfSquares(
            @ForAll @IntRange(min = 1, max = 100) int count,
            @ForAll @IntRange(min = 0, max = 2) int kind,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[] values = floats(random, count);
        values[random.nextInt(count)] =
                new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}[kind];
        assertThat(vector.sumSquares(values, 0, count)).isNotFinite();
        assertThat(scalar.sumSquares(values, 0, count)).isNotFinite();
    }
}
