package org.taskvectors.inference.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Runs kernels on made-up weights until the compiler has made fast code of them. Without it the
/// first token of a small model takes some 0.6 s. It belongs on a thread of its own, beside the
/// loading of weights.
public final class KernelWarmUp {
    private static final int ROWS = 16;
    private static final int COLUMNS = 256;
    private static final int HEAD = 64;
    private static final int POSITIONS = 8;
    private static final int TOKENS = 7;
    private static final int VOCABULARY = 1024;

    /// Enough for the compiler's thresholds; more changes nothing.
    private static final int ROUNDS = 20_000;

    private final ModelKernels kernels;
    private final BakeKernels bakes = BakeKernels.best();
    private final float[] x = new float[TOKENS * COLUMNS];
    private final float[] y = new float[TOKENS * COLUMNS];
    private final float[] ones = new float[COLUMNS];
    private final float[] logits = new float[VOCABULARY];

    private KernelWarmUp(ModelKernels kernels) {
        this.kernels = kernels;
        Arrays.fill(ones, 1);
        for (int i = 0; i < VOCABULARY; i++) {
            logits[i] = i % 17;
        }
    }

    /// Runs the kernels that a decoder of weights in `dtype` and its knobs call.
    ///
    /// @param cache dtype of keys and values
    /// @param activation of the feed-forward layer
    /// @param milliseconds the longest time
    /// @param isOver asked often; once it is true, the warm-up ends
    public static void run(
            ModelKernels kernels,
            DType dtype,
            DType cache,
            Activation activation,
            long milliseconds,
            BooleanSupplier isOver) {
        KernelWarmUp warmUp = new KernelWarmUp(kernels);
        long until = System.nanoTime() + 1_000_000 * milliseconds;
        // Shared as models' memory is: code that was compiled for another kind is made anew.
        try (Arena arena = Arena.ofShared()) {
            Weights weights = made(arena, dtype);
            MemorySegment memory = arena.allocate((long) POSITIONS * HEAD * Float.BYTES, 64);
            KeyValues keyValues = new KeyValues(memory, memory, cache);
            MemorySegment into = made(arena, dtype).memory();
            for (int round = 0; round < ROUNDS; round++) {
                if (isOver.getAsBoolean() || System.nanoTime() > until) {
                    return;
                }
                warmUp.products(weights);
                warmUp.rows(weights, activation);
                warmUp.attention(keyValues);
                warmUp.choice();
                warmUp.bake(weights, into);
            }
        }
    }

    private static Weights made(Arena arena, DType dtype) {
        MemorySegment memory = arena.allocate((long) ROWS * COLUMNS * dtype.bytes(), 64);
        return new Weights(memory, dtype, Shape.of(ROWS, COLUMNS));
    }

    private void products(Weights weights) {
        kernels.product(weights, x, 0, COLUMNS, 1, y, 0, ROWS, 0, ROWS);
        for (int tokens = 2; tokens <= TOKENS; tokens++) {
            kernels.product(weights, x, 0, COLUMNS, tokens, y, 0, ROWS, 0, 4);
        }
    }

    private void rows(Weights weights, Activation activation) {
        kernels.decode(weights, 0, COLUMNS, x, 0);
        kernels.rmsNorm(x, 0, y, 0, COLUMNS, ones, 0, 1e-5f);
        kernels.layerNorm(x, 0, y, 0, COLUMNS, ones, 0, ones, 1e-5f);
        kernels.rope(y, 0, COLUMNS / HEAD, HEAD, ones, ones, 0, false);
        kernels.activate(activation, y, 0, COLUMNS);
        kernels.activateGated(activation, x, 0, y, 0, COLUMNS);
        kernels.add(x, 0, y, 0, COLUMNS);
        Arrays.fill(x, 0.5f);
    }

    private void attention(KeyValues keyValues) {
        AttentionRule rule = new AttentionRule(HEAD, 1, 0, 0);
        for (int position = 0; position < 2; position++) {
            kernels.encode(
                    x,
                    0,
                    HEAD,
                    keyValues.dtype(),
                    keyValues.keys(),
                    (long) position * HEAD * keyValues.dtype().bytes());
        }
        kernels.attention(rule, x, 0, COLUMNS, 2, POSITIONS - 1, 1, keyValues, y, 0, COLUMNS);
    }

    /// With one vector and with two, which differ in their loops.
    private void bake(Weights weights, MemorySegment into) {
        BakeTerm term = new BakeTerm(weights.memory(), weights.dtype(), 0.5f);
        long count = weights.shape().elements();
        bakes.bake(weights, List.of(term), weights.dtype(), 0, count, into);
        bakes.bake(weights, List.of(term, term), weights.dtype(), 0, count, into);
    }

    private void choice() {
        kernels.argmax(logits, 0, VOCABULARY);
        kernels.logSums(logits, 0, VOCABULARY);
        TopTokens.of(logits, 0, VOCABULARY, 20);
    }
}
