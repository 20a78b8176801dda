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
    private final MatrixKernels vector = MatrixKernels.of(1e15);

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
    void productsOfDoublesAgreeInEveryDigit(
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
        assertThat(second).isEqualTo(first);
    }

    @Property(tries = 100)
    void rowsAgreeInEveryDigit(
            @ForAll @IntRange(min = 0, max = 3000) int count, @ForAll long seed) {
        Random random = new Random(seed);
        float[] values = floats(random, count + 3);
        double[] a = doubles(random, count + 3);
        double[] b = doubles(random, count + 3);
        double squares = 0;
        double differences = 0;
        double products = 0;
        for (int i = 0; i < count; i++) {
            squares += (double) values[3 + i] * values[3 + i];
            differences += Math.pow(values[1 + i] - a[2 + i], 2);
            products += a[1 + i] * b[2 + i];
        }
        double within = 1e-12 * Math.max(1, count);
        double sum = vector.sumSquares(values, 3, count);
        assertThat(sum).isEqualTo(scalar.sumSquares(values, 3, count));
        assertThat(sum).isCloseTo(squares, within(within));
        sum = vector.sumSquaresOfDifference(values, 1, a, 2, count);
        assertThat(sum).isEqualTo(scalar.sumSquaresOfDifference(values, 1, a, 2, count));
        assertThat(sum).isCloseTo(differences, within(within));
        sum = vector.dot(a, 1, b, 2, count);
        assertThat(sum).isEqualTo(scalar.dot(a, 1, b, 2, count));
        assertThat(sum).isCloseTo(products, within(within));
    }

    @Property(tries = 100)
    void multiplesAndRotationsAgreeInEveryDigit(
            @ForAll @IntRange(min = 0, max = 100) int count, @ForAll long seed) {
        Random random = new Random(seed);
        double[] a = doubles(random, count + 5);
        double[] b = doubles(random, count + 5);
        double factor = random.nextGaussian();
        double[] byScalar = a.clone();
        double[] byVector = a.clone();
        scalar.addMultiple(byScalar, 3, factor, b, 1, count);
        vector.addMultiple(byVector, 3, factor, b, 1, count);
        assertThat(byVector).isEqualTo(byScalar);
        for (int i = 0; i < a.length; i++) {
            boolean within = i >= 3 && i < 3 + count;
            double expected = a[i] + (within ? factor * b[i - 2] : 0);
            assertThat(byVector[i]).isEqualTo(expected);
        }
        double[] otherByScalar = b.clone();
        double[] otherByVector = b.clone();
        scalar.rotate(byScalar, 3, otherByScalar, 1, count, 0.6, 0.8);
        vector.rotate(byVector, 3, otherByVector, 1, count, 0.6, 0.8);
        assertThat(byVector).isEqualTo(byScalar);
        assertThat(otherByVector).isEqualTo(otherByScalar);
    }

    @Property(tries = 100)
    void symmetricRowsAgreeInEveryDigit(
            @ForAll @IntRange(min = 0, max = 300) int count, @ForAll long seed) {
        Random random = new Random(seed);
        int stride = count + 5;
        double[] a = doubles(random, 4 * stride);
        double[] v = doubles(random, count + 9);
        double[] sums = doubles(random, count + 6);
        double[] byScalar = sums.clone();
        double[] byVector = sums.clone();
        scalar.addSymmetric(a, 1, stride, 1, 6, count, v, 2, byScalar);
        vector.addSymmetric(a, 1, stride, 1, 6, count, v, 2, byVector);
        for (int r = 0; r < 4; r++) {
            for (int j = 0; j < count; j++) {
                sums[1 + r] += a[1 + r * stride + j] * v[2 + 6 + j];
                sums[6 + j] += a[1 + r * stride + j] * v[2 + 1 + r];
            }
        }
        assertThat(byVector).isEqualTo(byScalar);
        for (int i = 0; i < sums.length; i++) {
            assertThat(byVector[i]).isCloseTo(sums[i], within(1e-12 * (count + 1)));
        }
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
