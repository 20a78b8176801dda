package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.OptionalDouble;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.tensor.DType;

/// Times a product of a model's shape, and says from it how long a training reads a token.
///
/// @param torch that computes
/// @param threads that work on a product
record ProductTrial(Libtorch torch, int threads) {
    /// How often the product is done; the fastest counts, and the first one is for warming up.
    private static final int ROUNDS = 4;

    /// What a step takes beside the products of its frozen matrices, as a share of these: norms,
    /// activations, attention, factors. Measured on models of 5 and 135 million weights: 1.0 to
    /// 1.6.
    private static final double BESIDES = 1.3;

    private static final String PRODUCT =
            """
              def product(self: __torch__.M,
                x: Tensor,
                w: Tensor) -> Tensor:
                return torch.linear(torch.to(x, DTYPE), torch.to(w, DTYPE))
              def held(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.to(x, DTYPE)
            """;

    /// Returns seconds a token; empty where libtorch fails.
    ///
    /// @param tokens that are read at once
    OptionalDouble secondsPerToken(
            Architecture architecture,
            TrainedPlan plan,
            DType dtype,
            int tokens,
            boolean recomputes) {
        int width = architecture.width();
        int inner = architecture.feedForward();
        String text = PRODUCT.replace("DTYPE", "" + Body.code(dtype));
        try (Script script = Script.of(text);
                Tensors memory = torch.tensors()) {
            torch.threads(threads);
            NDArray x = script.call(memory, "held", Script.tensor(ones(memory, tokens, width)));
            NDArray w = script.call(memory, "held", Script.tensor(ones(memory, inner, width)));
            double best = Double.POSITIVE_INFINITY;
            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                script.call(memory, "product", Script.tensor(x), Script.tensor(w)).close();
                best = Math.min(best, (System.nanoTime() - began) / 1e9);
            }
            double each = best / ((double) tokens * width * inner);
            double passes = (plan.method() == Method.FULL ? 3 : 2) + (recomputes ? 1 : 0);
            return OptionalDouble.of(each * weights(architecture) * passes * (1 + BESIDES));
        } catch (EngineException e) {
            // A training would say why.
            return OptionalDouble.empty();
        }
    }

    private static NDArray ones(Tensors memory, int rows, int columns) {
        float[] numbers = new float[Math.multiplyExact(rows, columns)];
        java.util.Arrays.fill(numbers, 1);
        return memory.floats(numbers, rows, columns);
    }

    /// Returns how many weights of the layers a token is multiplied with.
    private static double weights(Architecture architecture) {
        double width = architecture.width();
        double attention =
                width * (2.0 * architecture.queryWidth() + 2.0 * architecture.keyWidth());
        double feed = (architecture.isGated() ? 3 : 2) * width * architecture.feedForward();
        return architecture.layers() * (attention + feed);
    }
}
