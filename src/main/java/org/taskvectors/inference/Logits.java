package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.file.Failure;

/// The logits of one position as a distribution. Sums are taken in double, in the order of the
/// vocabulary.
public final class Logits {
    /// How many of the likeliest tokens a distribution holds.
    static final int SHOWN = 20;

    private final float[] values;
    private final float largest;
    private final double logSum;
    private final double entropy;

    private Logits(float[] values, float largest, double logSum, double entropy) {
        this.values = values;
        this.largest = largest;
        this.logSum = logSum;
        this.entropy = entropy;
    }

    /// Returns the distribution of these logits; they are not copied.
    ///
    /// @throws Failure [GenerationProblem#NOT_FINITE] if one of them is NaN or +∞, or all are −∞
    public static Logits of(float[] values) throws Failure {
        float largest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            // NaN wins every max.
            largest = Math.max(largest, value);
        }
        if (!Float.isFinite(largest)) {
            throw Failure.of(
                    GenerationProblem.NOT_FINITE,
                    null,
                    "the model's numbers left the range of float32",
                    "Choose coefficients closer to 0; where the base alone does it too, its"
                            + " weights are damaged");
        }
        double sum = 0;
        double weighted = 0;
        for (float value : values) {
            double below = (double) value - largest;
            double share = Math.exp(below);
            if (share > 0) {
                sum += share;
                weighted += share * below;
            }
        }
        double log = Math.log(sum);
        return new Logits(values, largest, log, log - weighted / sum);
    }

    /// Returns how many tokens there are.
    public int size() {
        return values.length;
    }

    /// Returns log p of a token, natural logarithm.
    public double log(int token) {
        return (double) values[token] - largest - logSum;
    }

    /// Returns −Σ p log p, in nats.
    public double entropy() {
        return entropy;
    }

    /// Returns the distribution that goes with a token of an answer.
    Answer.Distribution distribution(int chosen) {
        List<Answer.Choice> top = new ArrayList<>();
        for (int token : highest(values, SHOWN)) {
            top.add(new Answer.Choice(token, log(token)));
        }
        return new Answer.Distribution(top, log(chosen), entropy);
    }

    /// Returns Σ p log(p / q), in nats: p these logits' distribution, q the other's.
    ///
    /// @param other over the same vocabulary
    public double divergence(Logits other) {
        double sum = 0;
        for (int token = 0; token < values.length; token++) {
            double log = log(token);
            double share = Math.exp(log);
            if (share > 0) {
                sum += share * (log - other.log(token));
            }
        }
        // Rounding may leave a little below zero, where no divergence can be.
        return Math.max(0, sum);
    }

    /// Returns the likeliest tokens in descending order, the lower index first among equals.
    public int[] highest(int count) {
        return highest(values, count);
    }

    /// Returns the indices of the largest values in descending order, the lower index first among
    /// equals.
    static int[] highest(float[] values, int count) {
        int most = Math.min(count, values.length);
        // A heap with the least of those kept on top, each as its order and its index in one long.
        long[] heap = new long[most];
        int held = 0;
        for (int i = 0; i < values.length; i++) {
            long key = key(values[i], i);
            if (held < most) {
                heap[held++] = key;
                if (held == most) {
                    Arrays.sort(heap);
                }
            } else if (most > 0 && key > heap[0]) {
                sink(heap, key);
            }
        }
        Arrays.sort(heap);
        return IntStream.rangeClosed(1, most).map(i -> index(heap[most - i])).toArray();
    }

    private static void sink(long[] heap, long key) {
        int at = 0;
        while (2 * at + 1 < heap.length) {
            int child = 2 * at + 1;
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= key) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = key;
    }

    /// Returns a number that grows with the value, and falls with the index among equal values.
    static long key(float value, int index) {
        // +0 makes −0 equal to 0.
        int bits = Float.floatToIntBits(value + 0f);
        int order = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
        return ((long) order << 32) | (Integer.MAX_VALUE - index);
    }

    /// Returns the index that a key was made of.
    static int index(long key) {
        return Integer.MAX_VALUE - (int) key;
    }
}
