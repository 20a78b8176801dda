package org.taskvectors.inference.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// The twin that needs no vectors. It runs on processors without fused steps, and says what the
/// other has to give.
class ScalarModelKernels implements ModelKernels {
    /// Partial sums of one sum.
    private static final int LANES = 16;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public void product(
            Weights weights,
            float[] x,
            int xAt,
            int xStride,
            int tokens,
            float[] y,
            int yAt,
            int yStride,
            int firstRow,
            int endRow) {
        int columns = Math.toIntExact(weights.shape().size(1));
        float[] row = new float[columns];
        for (int r = firstRow; r < endRow; r++) {
            decode(weights, (long) r * columns, columns, row, 0);
            for (int t = 0; t < tokens; t++) {
                y[yAt + t * yStride + r] = dot(row, 0, x, xAt + t * xStride, columns);
            }
        }
    }

    @Override
    public void productTransposed(
            Weights weights,
            float[] x,
            int xAt,
            int xStride,
            int tokens,
            float[] y,
            int yAt,
            int yStride,
            int firstColumn,
            int endColumn) {
        int in = Math.toIntExact(weights.shape().size(0));
        long out = weights.shape().size(1);
        int count = endColumn - firstColumn;
        float[] row = new float[count];
        for (int t = 0; t < tokens; t++) {
            Arrays.fill(y, yAt + t * yStride + firstColumn, yAt + t * yStride + endColumn, 0);
        }
        for (int k = 0; k < in; k++) {
            decode(weights, k * out + firstColumn, count, row, 0);
            for (int t = 0; t < tokens; t++) {
                addMultiple(
                        y, yAt + t * yStride + firstColumn, x[xAt + t * xStride + k], row, count);
            }
        }
    }

    private static void addMultiple(float[] y, int yAt, float factor, float[] row, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] += factor * row[i];
        }
    }

    private static float dot(float[] a, int aAt, float[] b, int bAt, int count) {
        float[] sums = new float[LANES];
        int whole = count / LANES * LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                sums[lane] += a[aAt + i + lane] * b[bAt + i + lane];
            }
        }
        for (int i = whole; i < count; i++) {
            sums[i - whole] += a[aAt + i] * b[bAt + i];
        }
        return joined(sums);
    }

    /// Halves the partial sums until one is left, as lanes of a vector are joined.
    private static float joined(float[] sums) {
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                sums[i] += sums[i + half];
            }
        }
        return sums[0];
    }

    @Override
    public void decode(Weights weights, long first, int count, float[] y, int yAt) {
        MemorySegment memory = weights.memory();
        switch (weights.dtype()) {
            case BF16 -> decodeBFloat16(memory, first, count, y, yAt);
            case F32 -> MemorySegment.copy(memory, FLOAT, 4 * first, y, yAt, count);
            default -> throw unknown(weights.dtype());
        }
    }

    private static void decodeBFloat16(
            MemorySegment memory, long first, int count, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = Float.intBitsToFloat(memory.get(SHORT, 2 * (first + i)) << 16);
        }
    }

    static IllegalArgumentException unknown(DType dtype) {
        return new IllegalArgumentException(dtype + " is no dtype of weights in memory");
    }

    @Override
    public void encode(
            float[] x, int xAt, int count, DType dtype, MemorySegment memory, long offset) {
        switch (dtype) {
            case BF16 -> encodeBFloat16(x, xAt, count, memory, offset);
            case F32 -> MemorySegment.copy(x, xAt, memory, FLOAT, offset, count);
            default -> throw unknown(dtype);
        }
    }

    private static void encodeBFloat16(
            float[] x, int xAt, int count, MemorySegment memory, long offset) {
        for (int i = 0; i < count; i++) {
            memory.set(SHORT, offset + 2L * i, toBFloat16(x[xAt + i]));
        }
    }

    /// To nearest, ties to even; a NaN stays one.
    static short toBFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short)
                (Float.isNaN(value)
                        ? (bits >>> 16) | 0x40
                        : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    @Override
    public void rmsNorm(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int count,
            float[] weight,
            float offset,
            float epsilon) {
        float mean = dot(x, xAt, x, xAt, count) / count;
        float factor = (float) (1 / Math.sqrt(mean + epsilon));
        for (int i = 0; i < count; i++) {
            y[yAt + i] = x[xAt + i] * factor * (offset + weight[i]);
        }
    }

    @Override
    public void layerNorm(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int count,
            float[] weight,
            float offset,
            float[] bias,
            float epsilon) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += x[xAt + i];
        }
        float mean = (float) (sum / count);
        double squares = 0;
        for (int i = 0; i < count; i++) {
            float apart = x[xAt + i] - mean;
            squares += (double) apart * apart;
        }
        float factor = (float) (1 / Math.sqrt(squares / count + epsilon));
        for (int i = 0; i < count; i++) {
            y[yAt + i] = (x[xAt + i] - mean) * factor * (offset + weight[i]) + bias[i];
        }
    }

    @Override
    public void rope(
            float[] x,
            int xAt,
            int heads,
            int headWidth,
            float[] cos,
            float[] sin,
            int tableAt,
            boolean isInterleaved) {
        int half = headWidth / 2;
        int step = isInterleaved ? 2 : 1;
        int apart = isInterleaved ? 1 : half;
        for (int head = 0; head < heads; head++) {
            int at = xAt + head * headWidth;
            for (int pair = 0; pair < half; pair++) {
                int one = at + pair * step;
                int two = one + apart;
                float a = x[one];
                float b = x[two];
                float c = cos[tableAt + pair];
                float s = sin[tableAt + pair];
                x[one] = a * c - b * s;
                x[two] = b * c + a * s;
            }
        }
    }

    @Override
    public void activate(Activation activation, float[] x, int xAt, int count) {
        switch (activation) {
            case SILU -> {
                for (int i = xAt; i < xAt + count; i++) {
                    x[i] = Activations.silu(x[i]);
                }
            }
            case GELU_TANH -> {
                for (int i = xAt; i < xAt + count; i++) {
                    x[i] = Activations.geluTanh(x[i]);
                }
            }
            case GELU -> {
                for (int i = xAt; i < xAt + count; i++) {
                    x[i] = Activations.gelu(x[i]);
                }
            }
        }
    }

    @Override
    public void activateGated(
            Activation activation, float[] gate, int gateAt, float[] up, int upAt, int count) {
        activate(activation, gate, gateAt, count);
        for (int i = 0; i < count; i++) {
            gate[gateAt + i] *= up[upAt + i];
        }
    }

    @Override
    public void add(float[] x, int xAt, float[] more, int moreAt, int count) {
        for (int i = 0; i < count; i++) {
            x[xAt + i] += more[moreAt + i];
        }
    }

    @Override
    public void scale(float[] x, int xAt, int count, float factor) {
        for (int i = xAt; i < xAt + count; i++) {
            x[i] *= factor;
        }
    }

    @Override
    public void cap(float[] x, int xAt, int count, float cap) {
        for (int i = xAt; i < xAt + count; i++) {
            x[i] = (float) (cap * Math.tanh(x[i] / cap));
        }
    }

    @Override
    public void attention(
            AttentionRule rule,
            float[] q,
            int qAt,
            int qStride,
            int heads,
            int first,
            int tokens,
            KeyValues keyValues,
            float[] out,
            int outAt,
            int outStride) {
        int width = rule.headWidth();
        float[] scores = new float[first + tokens];
        float[] row = new float[width];
        Weights keys = matrix(keyValues.keys(), keyValues.dtype(), scores.length, width);
        Weights values = matrix(keyValues.values(), keyValues.dtype(), scores.length, width);
        for (int t = 0; t < tokens; t++) {
            int from = rule.firstSeen(first + t);
            int seen = first + t + 1 - from;
            for (int head = 0; head < heads; head++) {
                int query = qAt + t * qStride + head * width;
                for (int i = 0; i < seen; i++) {
                    decode(keys, (long) (from + i) * width, width, row, 0);
                    scores[i] = dot(row, 0, q, query, width) * rule.scale();
                }
                if (rule.cap() != 0) {
                    cap(scores, 0, seen, rule.cap());
                }
                softmax(scores, seen);
                int to = outAt + t * outStride + head * width;
                Arrays.fill(out, to, to + width, 0);
                for (int i = 0; i < seen; i++) {
                    decode(values, (long) (from + i) * width, width, row, 0);
                    addMultiple(out, to, scores[i], row, width);
                }
            }
        }
    }

    private static Weights matrix(MemorySegment memory, DType dtype, int rows, int columns) {
        return new Weights(memory, dtype, Shape.of(rows, columns));
    }

    private static void softmax(float[] scores, int count) {
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, scores[i]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            scores[i] = (float) Math.exp(scores[i] - most);
            sum += scores[i];
        }
        float factor = (float) (1 / sum);
        for (int i = 0; i < count; i++) {
            scores[i] *= factor;
        }
    }

    @Override
    public int argmax(float[] x, int xAt, int count) {
        int best = 0;
        float most = Float.NaN;
        for (int i = 0; i < count; i++) {
            float value = x[xAt + i];
            if (value > most || (Float.isNaN(most) && !Float.isNaN(value))) {
                most = value;
                best = i;
            }
        }
        return best;
    }

    @Override
    public LogSums logSums(float[] x, int xAt, int count) {
        float most = x[xAt + argmax(x, xAt, count)];
        double sum = 0;
        double weighted = 0;
        for (int i = xAt; i < xAt + count; i++) {
            double below = (double) x[i] - most;
            double share = Math.exp(below);
            sum += share;
            // −∞ has no share, and no part in the entropy.
            weighted += share == 0 ? 0 : share * below;
        }
        return new LogSums(most + Math.log(sum), Math.log(sum) - weighted / sum);
    }
}
