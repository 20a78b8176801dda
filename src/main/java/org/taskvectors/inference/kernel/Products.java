package org.taskvectors.inference.kernel;

import java.util.List;
import org.taskvectors.inference.Weights;
import org.taskvectors.job.Team;

/// Products with weights, cut into pieces that a team's threads take. One caller at a time.
public final class Products {
    /// Most and least bytes of weights in a piece. Small pieces cost 10 to 17 % in waiting for each
    /// other (measured); between the two, each thread gets two pieces.
    private static final long MOST_BYTES = 512 << 10;

    private static final long LEAST_BYTES = 128 << 10;

    /// Outputs of a piece are a multiple of it, so that threads write to lines of the cache of
    /// their own and tiles are full.
    private static final int OUTPUTS = 16;

    private final Team team;
    private final ModelKernels kernels;

    public Products(Team team, ModelKernels kernels) {
        this.team = team;
        this.kernels = kernels;
    }

    /// One of the products of the same x.
    public static final class Linear {
        private final Weights weights;
        private final boolean isTransposed;
        private final float[] y;
        private final int yAt;
        private final int yStride;

        private Linear(Weights weights, boolean isTransposed, float[] y, int yAt, int yStride) {
            this.weights = weights;
            this.isTransposed = isTransposed;
            this.y = y;
            this.yAt = yAt;
            this.yStride = yStride;
        }

        /// Weights of outputs × inputs; output r of token t goes to `y[yAt + t · yStride + r]`.
        public static Linear of(Weights weights, float[] y, int yAt, int yStride) {
            return new Linear(weights, false, y, yAt, yStride);
        }

        /// Weights of inputs × outputs, as GPT-2's Conv1D.
        public static Linear transposed(Weights weights, float[] y, int yAt, int yStride) {
            return new Linear(weights, true, y, yAt, yStride);
        }

        private int outputs() {
            return Math.toIntExact(weights.shape().size(isTransposed ? 1 : 0));
        }
    }

    public ModelKernels kernels() {
        return kernels;
    }

    public Team team() {
        return team;
    }

    /// Computes y = W x for every token.
    public void linear(
            Weights weights,
            float[] x,
            int xAt,
            int xStride,
            int tokens,
            float[] y,
            int yAt,
            int yStride) {
        linear(x, xAt, xStride, tokens, List.of(Linear.of(weights, y, yAt, yStride)));
    }

    /// Computes several products of the same x in one go, which is faster than one by one where
    /// weights are small: query, key and value; gate and up.
    public void linear(float[] x, int xAt, int xStride, int tokens, List<Linear> outputs) {
        long all = 0;
        for (Linear output : outputs) {
            all += output.weights.memory().byteSize();
        }
        long wanted = Math.clamp(all / (2L * team.size()), LEAST_BYTES, MOST_BYTES);
        int[] grains = new int[outputs.size()];
        int[] ends = new int[outputs.size()];
        int pieces = 0;
        for (int i = 0; i < grains.length; i++) {
            Linear output = outputs.get(i);
            int count = output.outputs();
            long parts = Math.max(1, output.weights.memory().byteSize() / wanted);
            int grain = Math.toIntExact(Math.ceilDiv(count, parts));
            grains[i] = Math.max(1, Math.ceilDiv(grain, OUTPUTS)) * OUTPUTS;
            pieces += Math.ceilDiv(count, grains[i]);
            ends[i] = pieces;
        }
        team.run(
                pieces,
                piece -> {
                    int which = 0;
                    while (piece >= ends[which]) {
                        which++;
                    }
                    Linear output = outputs.get(which);
                    int first = (piece - (which == 0 ? 0 : ends[which - 1])) * grains[which];
                    int end = Math.min(output.outputs(), first + grains[which]);
                    compute(output, x, xAt, xStride, tokens, first, end);
                });
    }

    private void compute(
            Linear output, float[] x, int xAt, int xStride, int tokens, int first, int end) {
        Weights weights = output.weights;
        float[] y = output.y;
        if (output.isTransposed) {
            kernels.productTransposed(
                    weights, x, xAt, xStride, tokens, y, output.yAt, output.yStride, first, end);
        } else {
            kernels.product(
                    weights, x, xAt, xStride, tokens, y, output.yAt, output.yStride, first, end);
        }
    }
}
