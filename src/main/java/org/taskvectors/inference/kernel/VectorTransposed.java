package org.taskvectors.inference.kernel;

import static org.taskvectors.inference.kernel.Lanes.FLOATS;
import static org.taskvectors.inference.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// Products with weights of inputs × outputs, the lanes along the outputs: some inputs' rows, which
/// were read into floats, are added at once.
final class VectorTransposed {
    /// Rows that are added at once.
    static final int INPUTS = 8;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private VectorTransposed() {}

    /// Adds eight rows to y, each times its x, in order.
    ///
    /// @param panel eight rows of `count` weights
    static void add(float[] panel, int count, float[] x, int xAt, float[] y, int yAt) {
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[xAt]);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[xAt + 1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[xAt + 2]);
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[xAt + 3]);
        FloatVector x4 = FloatVector.broadcast(FLOATS, x[xAt + 4]);
        FloatVector x5 = FloatVector.broadcast(FLOATS, x[xAt + 5]);
        FloatVector x6 = FloatVector.broadcast(FLOATS, x[xAt + 6]);
        FloatVector x7 = FloatVector.broadcast(FLOATS, x[xAt + 7]);
        int whole = count / LENGTH * LENGTH;
        for (int i = 0; i < whole; i += LENGTH) {
            FloatVector sum = Lanes.of(y, yAt + i);
            sum = Lanes.of(panel, i).fma(x0, sum);
            sum = Lanes.of(panel, count + i).fma(x1, sum);
            sum = Lanes.of(panel, 2 * count + i).fma(x2, sum);
            sum = Lanes.of(panel, 3 * count + i).fma(x3, sum);
            sum = Lanes.of(panel, 4 * count + i).fma(x4, sum);
            sum = Lanes.of(panel, 5 * count + i).fma(x5, sum);
            sum = Lanes.of(panel, 6 * count + i).fma(x6, sum);
            sum = Lanes.of(panel, 7 * count + i).fma(x7, sum);
            sum.intoArray(y, yAt + i);
        }
        rest(panel, count, INPUTS, whole, x, xAt, y, yAt);
    }

    /// Adds all whole eights of bfloat16 rows for one token, straight from memory.
    ///
    /// @param out columns of the weights
    /// @return how many rows were added
    static int bfloat16(
            MemorySegment weights,
            int in,
            long out,
            int firstColumn,
            int count,
            float[] x,
            int xAt,
            float[] y,
            int yAt) {
        int whole = count / LENGTH * LENGTH;
        int rows = in / INPUTS * INPUTS;
        for (int k = 0; k < rows; k += INPUTS) {
            eight(
                    weights,
                    2 * (k * out + firstColumn),
                    2 * out,
                    whole,
                    x,
                    xAt + k,
                    y,
                    yAt + firstColumn);
            for (int i = whole; i < count; i++) {
                float sum = y[yAt + firstColumn + i];
                for (int row = 0; row < INPUTS; row++) {
                    long offset = 2 * ((k + row) * out + firstColumn + i);
                    float weight = Float.intBitsToFloat(weights.get(SHORT, offset) << 16);
                    sum = Math.fma(weight, x[xAt + k + row], sum);
                }
                y[yAt + firstColumn + i] = sum;
            }
        }
        return rows;
    }

    private static void eight(
            MemorySegment weights,
            long at,
            long stride,
            int whole,
            float[] x,
            int xAt,
            float[] y,
            int yAt) {
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[xAt]);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[xAt + 1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[xAt + 2]);
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[xAt + 3]);
        FloatVector x4 = FloatVector.broadcast(FLOATS, x[xAt + 4]);
        FloatVector x5 = FloatVector.broadcast(FLOATS, x[xAt + 5]);
        FloatVector x6 = FloatVector.broadcast(FLOATS, x[xAt + 6]);
        FloatVector x7 = FloatVector.broadcast(FLOATS, x[xAt + 7]);
        for (int i = 0; i < whole; i += LENGTH) {
            long from = at + 2L * i;
            FloatVector sum = Lanes.of(y, yAt + i);
            sum = Lanes.bfloat16(weights, from).fma(x0, sum);
            sum = Lanes.bfloat16(weights, from + stride).fma(x1, sum);
            sum = Lanes.bfloat16(weights, from + 2 * stride).fma(x2, sum);
            sum = Lanes.bfloat16(weights, from + 3 * stride).fma(x3, sum);
            sum = Lanes.bfloat16(weights, from + 4 * stride).fma(x4, sum);
            sum = Lanes.bfloat16(weights, from + 5 * stride).fma(x5, sum);
            sum = Lanes.bfloat16(weights, from + 6 * stride).fma(x6, sum);
            sum = Lanes.bfloat16(weights, from + 7 * stride).fma(x7, sum);
            sum.intoArray(y, yAt + i);
        }
    }

    /// Adds fewer rows.
    static void add(float[] panel, int count, int rows, float[] x, int xAt, float[] y, int yAt) {
        rest(panel, count, rows, 0, x, xAt, y, yAt);
    }

    private static void rest(
            float[] panel, int count, int rows, int from, float[] x, int xAt, float[] y, int yAt) {
        for (int i = from; i < count; i++) {
            float sum = y[yAt + i];
            for (int row = 0; row < rows; row++) {
                sum = Math.fma(panel[row * count + i], x[xAt + row], sum);
            }
            y[yAt + i] = sum;
        }
    }
}
