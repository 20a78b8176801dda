package org.taskvectors.inference.kernel;

import static org.taskvectors.inference.kernel.Lanes.FLOATS;
import static org.taskvectors.inference.kernel.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;

/// The kernels in the machine's widest lanes. What does not fill them is left to the scalar twin.
final class VectorModelKernels extends ScalarModelKernels {
    /// Logits whose exponentials are added in float32 before the sum goes on in float64.
    private static final int STRETCH = 4096;

    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /// Room of one thread.
    private static final class Scratch {
        private final float[] sums = new float[16 * LENGTH];
        private float[] panel = {};
        private float[] scores = {};

        float[] panel(int count) {
            if (panel.length < count) {
                panel = new float[count];
            }
            return panel;
        }

        float[] scores(int count) {
            if (scores.length < count) {
                scores = new float[Math.max(count, 2 * scores.length)];
            }
            return scores;
        }
    }

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
        if (tokens == 1) {
            switch (weights.dtype()) {
                case BF16 -> {
                    Scratch room = scratch.get();
                    float[] apart = room.panel(columns);
                    VectorProducts.apart(x, xAt, columns, apart);
                    VectorProducts.bfloat16(
                            weights.memory(),
                            columns,
                            apart,
                            y,
                            yAt,
                            firstRow,
                            endRow,
                            room.sums);
                }
                case F32 ->
                        VectorProducts.float32(
                                weights.memory(),
                                columns,
                                x,
                                xAt,
                                y,
                                yAt,
                                firstRow,
                                endRow,
                                scratch.get().sums);
                default -> throw unknown(weights.dtype());
            }
            return;
        }
        Scratch room = scratch.get();
        float[] panel = room.panel(VectorTiles.ROWS * columns);
        for (int row = firstRow; row < endRow; row += VectorTiles.ROWS) {
            int rows = Math.min(VectorTiles.ROWS, endRow - row);
            decode(weights, (long) row * columns, rows * columns, panel, 0);
            VectorTiles.product(
                    panel, rows, columns, x, xAt, xStride, tokens, y, yAt + row, yStride,
                    room.sums);
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
        float[] panel = scratch.get().panel(VectorTransposed.INPUTS * count);
        for (int t = 0; t < tokens; t++) {
            int to = yAt + t * yStride;
            Arrays.fill(y, to + firstColumn, to + endColumn, 0);
        }
        int added = 0;
        if (tokens == 1 && weights.dtype() == DType.BF16) {
            added =
                    VectorTransposed.bfloat16(
                            weights.memory(), in, out, firstColumn, count, x, xAt, y, yAt);
        }
        for (int k = added; k < in; k += VectorTransposed.INPUTS) {
            int some = Math.min(VectorTransposed.INPUTS, in - k);
            for (int i = 0; i < some; i++) {
                decode(weights, (k + i) * out + firstColumn, count, panel, i * count);
            }
            for (int t = 0; t < tokens; t++) {
                int from = xAt + t * xStride + k;
                int to = yAt + t * yStride + firstColumn;
                if (some == VectorTransposed.INPUTS) {
                    VectorTransposed.add(panel, count, x, from, y, to);
                } else {
                    VectorTransposed.add(panel, count, some, x, from, y, to);
                }
            }
        }
    }

    @Override
    public void decode(Weights weights, long first, int count, float[] y, int yAt) {
        int whole = weights.dtype() == DType.BF16 ? count / LENGTH * LENGTH : 0;
        for (int i = 0; i < whole; i += LENGTH) {
            Lanes.bfloat16(weights.memory(), 2 * (first + i)).intoArray(y, yAt + i);
        }
        if (whole < count) {
            super.decode(weights, first + whole, count - whole, y, yAt + whole);
        }
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
        int whole = count / LENGTH * LENGTH;
        FloatVector sums = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += LENGTH) {
            FloatVector v = Lanes.of(x, xAt + i);
            sums = v.fma(v, sums);
        }
        float sum = Lanes.sum(sums);
        for (int i = whole; i < count; i++) {
            sum = Math.fma(x[xAt + i], x[xAt + i], sum);
        }
        float factor = (float) (1 / Math.sqrt(sum / count + epsilon));
        for (int i = 0; i < whole; i += LENGTH) {
            Lanes.of(x, xAt + i)
                    .mul(factor)
                    .mul(Lanes.of(weight, i).add(offset))
                    .intoArray(y, yAt + i);
        }
        for (int i = whole; i < count; i++) {
            y[yAt + i] = x[xAt + i] * factor * (offset + weight[i]);
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
        if (isInterleaved || half % LENGTH != 0) {
            super.rope(x, xAt, heads, headWidth, cos, sin, tableAt, isInterleaved);
            return;
        }
        for (int head = xAt; head < xAt + heads * headWidth; head += headWidth) {
            for (int i = 0; i < half; i += LENGTH) {
                FloatVector a = Lanes.of(x, head + i);
                FloatVector b = Lanes.of(x, head + half + i);
                FloatVector c = Lanes.of(cos, tableAt + i);
                FloatVector s = Lanes.of(sin, tableAt + i);
                a.mul(c).sub(b.mul(s)).intoArray(x, head + i);
                b.mul(c).add(a.mul(s)).intoArray(x, head + half + i);
            }
        }
    }

    @Override
    public void activate(Activation activation, float[] x, int xAt, int count) {
        int whole = count / LENGTH * LENGTH;
        switch (activation) {
            case SILU -> {
                for (int i = xAt; i < xAt + whole; i += LENGTH) {
                    VectorMath.silu(Lanes.of(x, i)).intoArray(x, i);
                }
            }
            case GELU_TANH -> {
                for (int i = xAt; i < xAt + whole; i += LENGTH) {
                    VectorMath.geluTanh(Lanes.of(x, i)).intoArray(x, i);
                }
            }
            case GELU -> whole = 0;
        }
        super.activate(activation, x, xAt + whole, count - whole);
    }

    @Override
    public void cap(float[] x, int xAt, int count, float cap) {
        int whole = count / LENGTH * LENGTH;
        for (int i = xAt; i < xAt + whole; i += LENGTH) {
            VectorMath.tanh(Lanes.of(x, i).div(cap)).mul(cap).intoArray(x, i);
        }
        super.cap(x, xAt + whole, count - whole, cap);
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
        if (width % LENGTH != 0) {
            super.attention(
                    rule, q, qAt, qStride, heads, first, tokens, keyValues, out, outAt, outStride);
            return;
        }
        Scratch room = scratch.get();
        float[] scores = room.scores(first + tokens);
        for (int t = 0; t < tokens; t++) {
            int from = rule.firstSeen(first + t);
            int seen = first + t + 1 - from;
            for (int head = 0; head < heads; head++) {
                int query = qAt + t * qStride + head * width;
                VectorAttention.scores(
                        keyValues, width, from, seen, q, query, rule.scale(), scores, room.sums);
                if (rule.cap() != 0) {
                    cap(scores, 0, seen, rule.cap());
                }
                float factor = 1 / VectorAttention.exponentials(scores, seen);
                VectorAttention.values(
                        keyValues,
                        width,
                        from,
                        seen,
                        scores,
                        factor,
                        out,
                        outAt + t * outStride + head * width);
            }
        }
    }

    private static float largest(float[] x, int xAt, int count) {
        int whole = count / LENGTH * LENGTH;
        FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = xAt; i < xAt + whole; i += LENGTH) {
            most = most.max(Lanes.of(x, i));
        }
        float largest = Lanes.largest(most);
        for (int i = xAt + whole; i < xAt + count; i++) {
            largest = Math.max(largest, x[i]);
        }
        return largest;
    }

    @Override
    public int argmax(float[] x, int xAt, int count) {
        float most = largest(x, xAt, count);
        for (int i = 0; i < count; i++) {
            if (x[xAt + i] == most) {
                return i;
            }
        }
        // The largest is NaN.
        return super.argmax(x, xAt, count);
    }

    @Override
    public LogSums logSums(float[] x, int xAt, int count) {
        float most = largest(x, xAt, count);
        double sum = 0;
        double weighted = 0;
        int whole = count / LENGTH * LENGTH;
        for (int begin = 0; begin < whole; begin += STRETCH) {
            int end = xAt + Math.min(whole, begin + STRETCH);
            FloatVector sums = FloatVector.zero(FLOATS);
            FloatVector weightedSums = FloatVector.zero(FLOATS);
            for (int i = xAt + begin; i < end; i += LENGTH) {
                FloatVector below = Lanes.of(x, i).sub(most);
                FloatVector share = VectorMath.exp(below);
                sums = sums.add(share);
                // −∞ has no share, and 0 · −∞ would be NaN.
                weightedSums = share.fma(below.max(-Float.MAX_VALUE), weightedSums);
            }
            sum += Lanes.sum(sums);
            weighted += Lanes.sum(weightedSums);
        }
        for (int i = xAt + whole; i < xAt + count; i++) {
            double below = (double) x[i] - most;
            double share = Math.exp(below);
            sum += share;
            weighted += share == 0 ? 0 : share * below;
        }
        return new LogSums(most + Math.log(sum), Math.log(sum) - weighted / sum);
    }
}
