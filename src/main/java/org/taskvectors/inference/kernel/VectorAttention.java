package org.taskvectors.inference.kernel;

import static org.taskvectors.inference.kernel.Lanes.FLOATS;
import static org.taskvectors.inference.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.taskvectors.tensor.DType;

/// The loops of attention over keys and values of one head, whose width is a multiple of the lanes.
final class VectorAttention {
    private VectorAttention() {}

    /// Computes `scores[i] = scale · query·key(first + i)`.
    static void scores(
            KeyValues keyValues,
            int width,
            int first,
            int count,
            float[] query,
            int queryAt,
            float scale,
            float[] scores) {
        if (keyValues.dtype() == DType.F32) {
            scoresFloat32(keyValues.keys(), width, first, count, query, queryAt, scale, scores);
        } else {
            scoresBFloat16(keyValues.keys(), width, first, count, query, queryAt, scale, scores);
        }
    }

    private static void scoresFloat32(
            MemorySegment keys,
            int width,
            int first,
            int count,
            float[] query,
            int queryAt,
            float scale,
            float[] scores) {
        for (int key = 0; key < count; key++) {
            long at = 4L * (first + key) * width;
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i < width; i += LENGTH) {
                sum = Lanes.float32(keys, at + 4L * i).fma(Lanes.of(query, queryAt + i), sum);
            }
            scores[key] = Lanes.sum(sum) * scale;
        }
    }

    private static void scoresBFloat16(
            MemorySegment keys,
            int width,
            int first,
            int count,
            float[] query,
            int queryAt,
            float scale,
            float[] scores) {
        for (int key = 0; key < count; key++) {
            long at = 2L * (first + key) * width;
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i < width; i += LENGTH) {
                sum = Lanes.bfloat16(keys, at + 2L * i).fma(Lanes.of(query, queryAt + i), sum);
            }
            scores[key] = Lanes.sum(sum) * scale;
        }
    }

    /// Turns scores into exp(score − largest).
    ///
    /// @return their sum
    static float exponentials(float[] scores, int count) {
        int whole = count / LENGTH * LENGTH;
        FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < whole; i += LENGTH) {
            largest = largest.max(Lanes.of(scores, i));
        }
        float most = Lanes.largest(largest);
        for (int i = whole; i < count; i++) {
            most = Math.max(most, scores[i]);
        }
        FloatVector sums = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += LENGTH) {
            FloatVector share = VectorMath.exp(Lanes.of(scores, i).sub(most));
            share.intoArray(scores, i);
            sums = sums.add(share);
        }
        float sum = Lanes.sum(sums);
        for (int i = whole; i < count; i++) {
            scores[i] = (float) Math.exp(scores[i] - most);
            sum += scores[i];
        }
        return sum;
    }

    /// Computes `out = Σ shares[i] · value(first + i) · factor`.
    static void values(
            KeyValues keyValues,
            int width,
            int first,
            int count,
            float[] shares,
            float factor,
            float[] out,
            int outAt) {
        int column = 0;
        boolean isFloat32 = keyValues.dtype() == DType.F32;
        for (; column + 4 * LENGTH <= width; column += 4 * LENGTH) {
            if (isFloat32) {
                fourFloat32(
                        keyValues.values(),
                        width,
                        first,
                        count,
                        column,
                        shares,
                        factor,
                        out,
                        outAt);
            } else {
                fourBFloat16(
                        keyValues.values(),
                        width,
                        first,
                        count,
                        column,
                        shares,
                        factor,
                        out,
                        outAt);
            }
        }
        for (; column < width; column += LENGTH) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i < count; i++) {
                long element = (long) (first + i) * width + column;
                FloatVector value =
                        isFloat32
                                ? Lanes.float32(keyValues.values(), 4 * element)
                                : Lanes.bfloat16(keyValues.values(), 2 * element);
                sum = value.fma(FloatVector.broadcast(FLOATS, shares[i]), sum);
            }
            sum.mul(factor).intoArray(out, outAt + column);
        }
    }

    private static void fourFloat32(
            MemorySegment values,
            int width,
            int first,
            int count,
            int column,
            float[] shares,
            float factor,
            float[] out,
            int outAt) {
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = FloatVector.zero(FLOATS);
        FloatVector sum2 = FloatVector.zero(FLOATS);
        FloatVector sum3 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i++) {
            long at = 4 * ((long) (first + i) * width + column);
            FloatVector share = FloatVector.broadcast(FLOATS, shares[i]);
            sum0 = Lanes.float32(values, at).fma(share, sum0);
            sum1 = Lanes.float32(values, at + 4L * LENGTH).fma(share, sum1);
            sum2 = Lanes.float32(values, at + 8L * LENGTH).fma(share, sum2);
            sum3 = Lanes.float32(values, at + 12L * LENGTH).fma(share, sum3);
        }
        sum0.mul(factor).intoArray(out, outAt + column);
        sum1.mul(factor).intoArray(out, outAt + column + LENGTH);
        sum2.mul(factor).intoArray(out, outAt + column + 2 * LENGTH);
        sum3.mul(factor).intoArray(out, outAt + column + 3 * LENGTH);
    }

    private static void fourBFloat16(
            MemorySegment values,
            int width,
            int first,
            int count,
            int column,
            float[] shares,
            float factor,
            float[] out,
            int outAt) {
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = FloatVector.zero(FLOATS);
        FloatVector sum2 = FloatVector.zero(FLOATS);
        FloatVector sum3 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i++) {
            long at = 2 * ((long) (first + i) * width + column);
            FloatVector share = FloatVector.broadcast(FLOATS, shares[i]);
            sum0 = Lanes.bfloat16(values, at).fma(share, sum0);
            sum1 = Lanes.bfloat16(values, at + 2L * LENGTH).fma(share, sum1);
            sum2 = Lanes.bfloat16(values, at + 4L * LENGTH).fma(share, sum2);
            sum3 = Lanes.bfloat16(values, at + 6L * LENGTH).fma(share, sum3);
        }
        sum0.mul(factor).intoArray(out, outAt + column);
        sum1.mul(factor).intoArray(out, outAt + column + LENGTH);
        sum2.mul(factor).intoArray(out, outAt + column + 2 * LENGTH);
        sum3.mul(factor).intoArray(out, outAt + column + 3 * LENGTH);
    }
}
