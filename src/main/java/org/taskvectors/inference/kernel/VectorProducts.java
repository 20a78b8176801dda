package org.taskvectors.inference.kernel;

import static org.taskvectors.inference.kernel.Lanes.FLOATS;
import static org.taskvectors.inference.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// Products of one token with weights of rows × columns, the lanes along a row.
final class VectorProducts {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// How far ahead memory is touched. Where each line takes several steps, the processor's own
    /// reading ahead falls behind (measured: 1.3 to 2.5 times as fast from 1,024 columns on; 256 and
    /// 512 help some widths only).
    private static final int AHEAD = 1536;

    private VectorProducts() {}

    /// One row at a time; in several at once the processor reads ahead worse.
    ///
    /// @return what was touched; the caller keeps it, or the compiler would leave the touching out
    static long bfloat16(
            MemorySegment weights,
            int columns,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int firstRow,
            int endRow) {
        int pairs = columns / (2 * LENGTH) * (2 * LENGTH);
        int whole = columns / LENGTH * LENGTH;
        long lastTouched = weights.byteSize() - Long.BYTES - 2L * columns - AHEAD;
        long touched = 0;
        for (int row = firstRow; row < endRow; row++) {
            long at = 2L * row * columns;
            long ahead = at <= lastTouched ? at + AHEAD : at;
            FloatVector even = FloatVector.zero(FLOATS);
            FloatVector odd = FloatVector.zero(FLOATS);
            for (int i = 0; i < pairs; i += 2 * LENGTH) {
                touched += weights.get(LONG, ahead + 2L * i);
                even = Lanes.bfloat16(weights, at + 2L * i).fma(Lanes.of(x, xAt + i), even);
                odd =
                        Lanes.bfloat16(weights, at + 2L * (i + LENGTH))
                                .fma(Lanes.of(x, xAt + i + LENGTH), odd);
            }
            if (pairs < whole) {
                even = Lanes.bfloat16(weights, at + 2L * pairs).fma(Lanes.of(x, xAt + pairs), even);
            }
            float sum = Lanes.sum(even.add(odd));
            for (int i = whole; i < columns; i++) {
                float weight = Float.intBitsToFloat(weights.get(SHORT, at + 2L * i) << 16);
                sum = Math.fma(weight, x[xAt + i], sum);
            }
            y[yAt + row] = sum;
        }
        return touched;
    }

    /// Four rows at a time.
    ///
    /// @param sums room for four vectors
    static void float32(
            MemorySegment weights,
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
        int row = firstRow;
        for (; row + 4 <= endRow; row += 4) {
            long at0 = row * stride;
            long at1 = at0 + stride;
            long at2 = at1 + stride;
            long at3 = at2 + stride;
            FloatVector sum0 = FloatVector.zero(FLOATS);
            FloatVector sum1 = FloatVector.zero(FLOATS);
            FloatVector sum2 = FloatVector.zero(FLOATS);
            FloatVector sum3 = FloatVector.zero(FLOATS);
            for (int i = 0; i < whole; i += LENGTH) {
                FloatVector v = Lanes.of(x, xAt + i);
                sum0 = Lanes.float32(weights, at0 + 4L * i).fma(v, sum0);
                sum1 = Lanes.float32(weights, at1 + 4L * i).fma(v, sum1);
                sum2 = Lanes.float32(weights, at2 + 4L * i).fma(v, sum2);
                sum3 = Lanes.float32(weights, at3 + 4L * i).fma(v, sum3);
            }
            sum0.intoArray(sums, 0);
            sum1.intoArray(sums, LENGTH);
            sum2.intoArray(sums, 2 * LENGTH);
            sum3.intoArray(sums, 3 * LENGTH);
            Lanes.sums(sums, 0);
            for (int i = 0; i < 4; i++) {
                float sum = sums[i * (LENGTH / 4)];
                y[yAt + row + i] = withRest(sum, weights, at0 + i * stride, x, xAt, whole, columns);
            }
        }
        for (; row < endRow; row++) {
            long at = row * stride;
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i < whole; i += LENGTH) {
                sum = Lanes.float32(weights, at + 4L * i).fma(Lanes.of(x, xAt + i), sum);
            }
            y[yAt + row] = withRest(Lanes.sum(sum), weights, at, x, xAt, whole, columns);
        }
    }

    private static float withRest(
            float sum, MemorySegment weights, long at, float[] x, int xAt, int from, int columns) {
        float all = sum;
        for (int i = from; i < columns; i++) {
            all = Math.fma(weights.get(FLOAT, at + 4L * i), x[xAt + i], all);
        }
        return all;
    }
}
