package org.taskvectors.inference.kernel;

import static org.taskvectors.inference.kernel.Lanes.FLOATS;
import static org.taskvectors.inference.kernel.Lanes.LENGTH;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Products of one token with weights of rows × columns, the lanes along a row. The inner loops end
/// at `i + STEP <= columns`: with an end that is computed before them the compiler unrolls them and
/// runs out of registers (measured: 0.65 to 0.9 as fast).
final class VectorProducts {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private VectorProducts() {}

    /// Four rows at a time, from four parts of the range: the processor reads ahead in each, and
    /// that is as fast as memory is (measured: 1.0 of a plain read; rows that follow one another
    /// 0.45 to 0.8). A weight in an even column is the upper half of 32 bits that are shifted, one
    /// in an odd column of bits that are masked, so that no lane changes its place.
    ///
    /// @param weights the address of the first weight, see [Lanes#ALL]
    /// @param apart x by [#apart]
    /// @param sums room for four vectors
    static void bfloat16(
            long weights,
            int columns,
            float[] apart,
            float[] y,
            int yAt,
            int firstRow,
            int endRow,
            float[] sums) {
        IntVector upper = IntVector.broadcast(Lanes.INTS, Lanes.UPPER);
        int pairs = pairs(columns);
        int part = (endRow - firstRow) / 4;
        long stride = 2L * columns;
        long far = part * stride;
        for (int row = firstRow; row < firstRow + part; row++) {
            long at0 = weights + row * stride;
            long at1 = at0 + far;
            long at2 = at1 + far;
            long at3 = at2 + far;
            FloatVector even0 = FloatVector.zero(FLOATS);
            FloatVector even1 = even0;
            FloatVector even2 = even0;
            FloatVector even3 = even0;
            FloatVector odd0 = even0;
            FloatVector odd1 = even0;
            FloatVector odd2 = even0;
            FloatVector odd3 = even0;
            for (int i = 0; i + 2 * LENGTH <= columns; i += 2 * LENGTH) {
                FloatVector x0 = Lanes.of(apart, i);
                FloatVector x1 = Lanes.of(apart, i + LENGTH);
                IntVector bits0 = Lanes.bits(Lanes.ALL, at0 + 2L * i);
                IntVector bits1 = Lanes.bits(Lanes.ALL, at1 + 2L * i);
                IntVector bits2 = Lanes.bits(Lanes.ALL, at2 + 2L * i);
                IntVector bits3 = Lanes.bits(Lanes.ALL, at3 + 2L * i);
                even0 = Lanes.even(bits0).fma(x0, even0);
                even1 = Lanes.even(bits1).fma(x0, even1);
                even2 = Lanes.even(bits2).fma(x0, even2);
                even3 = Lanes.even(bits3).fma(x0, even3);
                odd0 = Lanes.odd(bits0, upper).fma(x1, odd0);
                odd1 = Lanes.odd(bits1, upper).fma(x1, odd1);
                odd2 = Lanes.odd(bits2, upper).fma(x1, odd2);
                odd3 = Lanes.odd(bits3, upper).fma(x1, odd3);
            }
            even0.add(odd0).intoArray(sums, 0);
            even1.add(odd1).intoArray(sums, LENGTH);
            even2.add(odd2).intoArray(sums, 2 * LENGTH);
            even3.add(odd3).intoArray(sums, 3 * LENGTH);
            Lanes.sums(sums, 0);
            for (int i = 0; i < 4; i++) {
                float sum = sums[i * (LENGTH / 4)];
                y[yAt + row + i * part] = withRest(sum, at0 + i * far, apart, pairs, columns);
            }
        }
        for (int row = firstRow + 4 * part; row < endRow; row++) {
            long at = weights + row * stride;
            FloatVector even = FloatVector.zero(FLOATS);
            FloatVector odd = FloatVector.zero(FLOATS);
            for (int i = 0; i + 2 * LENGTH <= columns; i += 2 * LENGTH) {
                IntVector bits = Lanes.bits(Lanes.ALL, at + 2L * i);
                even = Lanes.even(bits).fma(Lanes.of(apart, i), even);
                odd = Lanes.odd(bits, upper).fma(Lanes.of(apart, i + LENGTH), odd);
            }
            y[yAt + row] = withRest(Lanes.sum(even.add(odd)), at, apart, pairs, columns);
        }
    }

    /// Puts the even and the odd columns of x apart, vector by vector; what does not fill two
    /// vectors stays as it is.
    static void apart(float[] x, int xAt, int columns, float[] apart) {
        int pairs = pairs(columns);
        for (int i = 0; i < pairs; i += 2 * LENGTH) {
            FloatVector first = Lanes.of(x, xAt + i);
            FloatVector second = Lanes.of(x, xAt + i + LENGTH);
            Lanes.evenOf(first, second).intoArray(apart, i);
            Lanes.oddOf(first, second).intoArray(apart, i + LENGTH);
        }
        System.arraycopy(x, xAt + pairs, apart, pairs, columns - pairs);
    }

    private static int pairs(int columns) {
        return columns / (2 * LENGTH) * (2 * LENGTH);
    }

    private static float withRest(float sum, long at, float[] x, int from, int columns) {
        float all = sum;
        for (int i = from; i < columns; i++) {
            float weight = Float.intBitsToFloat(Lanes.ALL.get(SHORT, at + 2L * i) << 16);
            all = Math.fma(weight, x[i], all);
        }
        return all;
    }

    /// Four rows at a time, from four parts of the range as those of bfloat16.
    ///
    /// @param weights the address of the first weight, see [Lanes#ALL]
    /// @param sums room for four vectors
    static void float32(
            long weights,
            int columns,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int firstRow,
            int endRow,
            float[] sums) {
        long stride = 4L * columns;
        int whole = columns / LENGTH * LENGTH;
        int part = (endRow - firstRow) / 4;
        long far = part * stride;
        for (int row = firstRow; row < firstRow + part; row++) {
            long at0 = weights + row * stride;
            long at1 = at0 + far;
            long at2 = at1 + far;
            long at3 = at2 + far;
            FloatVector sum0 = FloatVector.zero(FLOATS);
            FloatVector sum1 = FloatVector.zero(FLOATS);
            FloatVector sum2 = FloatVector.zero(FLOATS);
            FloatVector sum3 = FloatVector.zero(FLOATS);
            for (int i = 0; i + LENGTH <= columns; i += LENGTH) {
                FloatVector v = Lanes.of(x, xAt + i);
                sum0 = Lanes.float32(Lanes.ALL, at0 + 4L * i).fma(v, sum0);
                sum1 = Lanes.float32(Lanes.ALL, at1 + 4L * i).fma(v, sum1);
                sum2 = Lanes.float32(Lanes.ALL, at2 + 4L * i).fma(v, sum2);
                sum3 = Lanes.float32(Lanes.ALL, at3 + 4L * i).fma(v, sum3);
            }
            sum0.intoArray(sums, 0);
            sum1.intoArray(sums, LENGTH);
            sum2.intoArray(sums, 2 * LENGTH);
            sum3.intoArray(sums, 3 * LENGTH);
            Lanes.sums(sums, 0);
            for (int i = 0; i < 4; i++) {
                float sum = sums[i * (LENGTH / 4)];
                y[yAt + row + i * part] = withRest(sum, at0 + i * far, x, xAt, whole, columns);
            }
        }
        for (int row = firstRow + 4 * part; row < endRow; row++) {
            long at = weights + row * stride;
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i + LENGTH <= columns; i += LENGTH) {
                sum = Lanes.float32(Lanes.ALL, at + 4L * i).fma(Lanes.of(x, xAt + i), sum);
            }
            y[yAt + row] = withRest(Lanes.sum(sum), at, x, xAt, whole, columns);
        }
    }

    private static float withRest(float sum, long at, float[] x, int xAt, int from, int columns) {
        float all = sum;
        for (int i = from; i < columns; i++) {
            all = Math.fma(Lanes.ALL.get(FLOAT, at + 4L * i), x[xAt + i], all);
        }
        return all;
    }
}
