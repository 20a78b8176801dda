package org.taskvectors.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// Both twins beside formulas written down in float64.
class ModelKernelsTest {
    private static final List<ModelKernels> TWINS =
            List.of(new ScalarModelKernels(), new VectorModelKernels());

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static Weights weights(Arena arena, Random random, DType dtype, int rows, int columns) {
        MemorySegment memory = arena.allocate((long) rows * columns * dtype.bytes(), 64);
        new ScalarModelKernels()
                .encode(numbers(random, rows * columns), 0, rows * columns, dtype, memory, 0);
        return new Weights(memory, dtype, Shape.of(rows, columns));
    }

    private static float[] decoded(Weights weights) {
        float[] numbers = new float[Math.toIntExact(weights.shape().elements())];
        new ScalarModelKernels().decode(weights, 0, numbers.length, numbers, 0);
        return numbers;
    }

    /// A sum of `terms` products has errors of about √terms units in the last place of the largest
    /// partial sum.
    private static Offset<Float> close(double magnitude) {
        return within((float) (1e-6 * magnitude + 1e-9));
    }

    @Property(tries = 150)
    void productsAreSumsOfProducts(
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 300) int columns,
            @ForAll @IntRange(min = 1, max = 13) int tokens,
            @ForAll boolean isFloat32,
            @ForAll boolean isTransposed,
            @ForAll long seed) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            Weights weights =
                    isTransposed
                            ? weights(arena, random, dtype(isFloat32), columns, rows)
                            : weights(arena, random, dtype(isFloat32), rows, columns);
            float[] w = decoded(weights);
            int xAt = random.nextInt(3);
            int xStride = columns + random.nextInt(3);
            int yAt = random.nextInt(3);
            int yStride = rows + random.nextInt(3);
            float[] x = numbers(random, xAt + tokens * xStride);
            int first = random.nextInt(rows);
            int end = first + 1 + random.nextInt(rows - first);
            for (ModelKernels kernels : TWINS) {
                float[] y = new float[yAt + tokens * yStride];
                Arrays.fill(y, 77);
                float[] alone = y.clone();
                product(
                        kernels,
                        isTransposed,
                        weights,
                        x,
                        xAt,
                        xStride,
                        tokens,
                        y,
                        yAt,
                        yStride,
                        first,
                        end);
                for (int t = 0; t < tokens; t++) {
                    product(
                            kernels,
                            isTransposed,
                            weights,
                            x,
                            xAt + t * xStride,
                            xStride,
                            1,
                            alone,
                            yAt + t * yStride,
                            yStride,
                            first,
                            end);
                }
                int asExpected = 0;
                for (int t = 0; t < tokens; t++) {
                    for (int r = first; r < end; r++) {
                        double sum = 0;
                        double magnitude = 0;
                        for (int k = 0; k < columns; k++) {
                            double term =
                                    (double) w[isTransposed ? k * rows + r : r * columns + k]
                                            * x[xAt + t * xStride + k];
                            sum += term;
                            magnitude += Math.abs(term);
                        }
                        int at = yAt + t * yStride + r;
                        assertThat(y[at]).isCloseTo((float) sum, close(magnitude));
                        assertThat(alone[at]).isCloseTo(y[at], close(magnitude));
                        y[at] = 77;
                        asExpected++;
                    }
                }
                assertThat(asExpected).isEqualTo(tokens * (end - first));
                for (float untouched : y) {
                    assertThat(untouched).isEqualTo(77);
                }
            }
        }
    }

    private static DType dtype(boolean isFloat32) {
        return isFloat32 ? DType.F32 : DType.BF16;
    }

    private static void product(
            ModelKernels kernels,
            boolean isTransposed,
            Weights weights,
            float[] x,
            int xAt,
            int xStride,
            int tokens,
            float[] y,
            int yAt,
            int yStride,
            int first,
            int end) {
        if (isTransposed) {
            kernels.productTransposed(
                    weights, x, xAt, xStride, tokens, y, yAt, yStride, first, end);
        } else {
            kernels.product(weights, x, xAt, xStride, tokens, y, yAt, yStride, first, end);
        }
    }

    /// However rows are cut, and whichever tokens are read together in a tile of the same size.
    @Property(tries = 50)
    void howTheWorkIsCutChangesNoDigit(
            @ForAll @IntRange(min = 2, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 300) int columns,
            @ForAll @IntRange(min = 1, max = 9) int tokens,
            @ForAll boolean isFloat32,
            @ForAll boolean isTransposed,
            @ForAll long seed) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            Weights weights =
                    isTransposed
                            ? weights(arena, random, dtype(isFloat32), columns, rows)
                            : weights(arena, random, dtype(isFloat32), rows, columns);
            float[] x = numbers(random, tokens * columns);
            int cut = 1 + random.nextInt(rows - 1);
            for (ModelKernels kernels : TWINS) {
                float[] whole = new float[tokens * rows];
                product(
                        kernels,
                        isTransposed,
                        weights,
                        x,
                        0,
                        columns,
                        tokens,
                        whole,
                        0,
                        rows,
                        0,
                        rows);
                float[] parts = new float[tokens * rows];
                product(
                        kernels,
                        isTransposed,
                        weights,
                        x,
                        0,
                        columns,
                        tokens,
                        parts,
                        0,
                        rows,
                        0,
                        cut);
                product(
                        kernels,
                        isTransposed,
                        weights,
                        x,
                        0,
                        columns,
                        tokens,
                        parts,
                        0,
                        rows,
                        cut,
                        rows);
                assertThat(parts).isEqualTo(whole);
            }
        }
    }

    @Property(tries = 50)
    void numbersAreReadExactlyAndWrittenWithOneRounding(
            @ForAll @IntRange(min = 1, max = 100) int count, @ForAll long seed) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            float[] x = numbers(random, count);
            x[random.nextInt(count)] = Float.NaN;
            x[random.nextInt(count)] = Float.NEGATIVE_INFINITY;
            for (ModelKernels kernels : TWINS) {
                for (DType dtype : List.of(DType.BF16, DType.F32)) {
                    MemorySegment memory = arena.allocate(4L * count + 8);
                    kernels.encode(x, 0, count, dtype, memory, dtype.bytes());
                    MemorySegment expected = arena.allocate((long) count * dtype.bytes());
                    Numbers.encode(x, count, dtype, expected);
                    assertThat(
                                    memory.asSlice(dtype.bytes(), expected.byteSize())
                                            .mismatch(expected))
                            .isEqualTo(-1);
                    float[] read = new float[count];
                    kernels.decode(
                            new Weights(memory, dtype, Shape.of(count + 1)), 1, count, read, 0);
                    float[] numbers = new float[count];
                    Numbers.decode(dtype, expected, count, numbers);
                    assertThat(read).isEqualTo(numbers);
                }
            }
        }
    }

    @Property(tries = 50)
    void normsAreTheirFormulas(
            @ForAll @IntRange(min = 2, max = 300) int count,
            @ForAll boolean isOneMore,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[] x = numbers(random, count + 2);
        float[] weight = numbers(random, count);
        float[] bias = numbers(random, count);
        float offset = isOneMore ? 1 : 0;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            mean += x[2 + i] / (double) count;
            squares += (double) x[2 + i] * x[2 + i] / count;
        }
        double variance = squares - mean * mean;
        for (ModelKernels kernels : TWINS) {
            float[] rms = new float[count + 1];
            kernels.rmsNorm(x, 2, rms, 1, count, weight, offset, 1e-5f);
            float[] layer = x.clone();
            kernels.layerNorm(layer, 2, layer, 2, count, weight, offset, bias, 1e-5f);
            for (int i = 0; i < count; i++) {
                double factor = offset + weight[i];
                assertThat(rms[1 + i])
                        .isCloseTo(
                                (float) (x[2 + i] / Math.sqrt(squares + 1e-5f) * factor), close(5));
                assertThat(layer[2 + i])
                        .isCloseTo(
                                (float)
                                        ((x[2 + i] - mean) / Math.sqrt(variance + 1e-5f) * factor
                                                + bias[i]),
                                within(1e-4f));
            }
        }
    }

    @Property(tries = 50)
    void ropeTurnsPairs(
            @ForAll @IntRange(min = 1, max = 3) int heads,
            @ForAll @IntRange(min = 1, max = 40) int half,
            @ForAll boolean isInterleaved,
            @ForAll long seed) {
        Random random = new Random(seed);
        int width = 2 * half;
        float[] x = numbers(random, heads * width + 3);
        double[] angles = random.doubles(half, 0, 6).toArray();
        float[] cos = new float[half + 1];
        float[] sin = new float[half + 1];
        for (int i = 0; i < half; i++) {
            cos[1 + i] = (float) Math.cos(angles[i]);
            sin[1 + i] = (float) Math.sin(angles[i]);
        }
        for (ModelKernels kernels : TWINS) {
            float[] turned = x.clone();
            kernels.rope(turned, 3, heads, width, cos, sin, 1, isInterleaved);
            for (int head = 0; head < heads; head++) {
                for (int i = 0; i < half; i++) {
                    int one = 3 + head * width + (isInterleaved ? 2 * i : i);
                    int two = one + (isInterleaved ? 1 : half);
                    double c = Math.cos(angles[i]);
                    double s = Math.sin(angles[i]);
                    assertThat(turned[one]).isCloseTo((float) (x[one] * c - x[two] * s), close(5));
                    assertThat(turned[two]).isCloseTo((float) (x[two] * c + x[one] * s), close(5));
                }
            }
        }
    }

    @Test
    void activationsAreTheirFormulas() {
        float[] x = new float[4001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 2000) / 40f;
        }
        for (ModelKernels kernels : TWINS) {
            for (Activation activation : Activation.values()) {
                float[] y = x.clone();
                kernels.activate(activation, y, 0, y.length);
                float[] gated = x.clone();
                float[] up = new float[x.length];
                Arrays.fill(up, 2);
                kernels.activateGated(activation, gated, 0, up, 0, x.length);
                for (int i = 0; i < x.length; i++) {
                    double expected = activated(activation, x[i]);
                    assertThat(y[i])
                            .as("%s of %s", activation, x[i])
                            .isCloseTo((float) expected, close(Math.abs(x[i]) + 0.1));
                    assertThat(gated[i]).isEqualTo(2 * y[i]);
                }
            }
        }
    }

    private static double activated(Activation activation, double x) {
        return switch (activation) {
            case SILU -> x / (1 + Math.exp(-x));
            case GELU_TANH ->
                    0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case GELU -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
        };
    }

    /// Simpson's rule.
    private static double erf(double x) {
        double end = Math.min(Math.abs(x), 7);
        int steps = 2000;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = end * i / steps;
            int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-at * at);
        }
        return Math.signum(x) * 2 / Math.sqrt(Math.PI) * sum * end / steps / 3;
    }

    @Test
    void activationsOfWhatIsNotFiniteAreNotMadeFinite() {
        for (ModelKernels kernels : TWINS) {
            for (Activation activation : Activation.values()) {
                float[] x = new float[33];
                Arrays.fill(x, Float.NaN);
                kernels.activate(activation, x, 0, 33);
                for (float y : x) {
                    assertThat(y).isNaN();
                }
                Arrays.fill(x, Float.POSITIVE_INFINITY);
                kernels.activate(activation, x, 0, 33);
                for (float y : x) {
                    assertThat(y).isEqualTo(Float.POSITIVE_INFINITY);
                }
            }
        }
    }

    @Test
    void theCapIsTanh() {
        float[] x = new float[1001];
        for (int i = 0; i < x.length; i++) {
            x[i] = i - 500f;
        }
        for (ModelKernels kernels : TWINS) {
            float[] y = x.clone();
            kernels.cap(y, 0, y.length, 30);
            for (int i = 0; i < x.length; i++) {
                assertThat(y[i]).isCloseTo((float) (30 * Math.tanh(x[i] / 30.0)), close(10));
            }
        }
    }

    @Property(tries = 80)
    void attentionIsCausalAndWeighsValues(
            @ForAll @IntRange(min = 1, max = 5) int heads,
            @ForAll @IntRange(min = 1, max = 96) int width,
            @ForAll @IntRange(min = 0, max = 40) int first,
            @ForAll @IntRange(min = 1, max = 6) int tokens,
            @ForAll @IntRange(min = 0, max = 20) int window,
            @ForAll boolean isFloat32,
            @ForAll boolean isCapped,
            @ForAll long seed) {
        // Half of the widths are those of models.
        int headWidth = seed % 2 == 0 ? width : 32 * (1 + width % 4);
        Random random = new Random(seed);
        AttentionRule rule = new AttentionRule(headWidth, 0.3f, isCapped ? 5 : 0, window);
        int positions = first + tokens;
        try (Arena arena = Arena.ofConfined()) {
            Weights keys = weights(arena, random, dtype(isFloat32), positions, headWidth);
            Weights values = weights(arena, random, dtype(isFloat32), positions, headWidth);
            float[] k = decoded(keys);
            float[] v = decoded(values);
            int stride = heads * headWidth + 3;
            float[] q = numbers(random, 1 + tokens * stride);
            double[] expected = new double[2 + tokens * stride];
            for (int t = 0; t < tokens; t++) {
                int from = window == 0 ? 0 : Math.max(0, first + t + 1 - window);
                for (int head = 0; head < heads; head++) {
                    int at = t * stride + head * headWidth;
                    double[] shares = new double[first + t + 1 - from];
                    double sum = 0;
                    for (int i = 0; i < shares.length; i++) {
                        double score = 0;
                        for (int d = 0; d < headWidth; d++) {
                            score += (double) q[1 + at + d] * k[(from + i) * headWidth + d];
                        }
                        score *= 0.3f;
                        shares[i] = Math.exp(isCapped ? 5 * Math.tanh(score / 5) : score);
                        sum += shares[i];
                    }
                    for (int i = 0; i < shares.length; i++) {
                        for (int d = 0; d < headWidth; d++) {
                            expected[2 + at + d] += shares[i] / sum * v[(from + i) * headWidth + d];
                        }
                    }
                }
            }
            KeyValues keyValues = new KeyValues(keys.memory(), values.memory(), dtype(isFloat32));
            for (ModelKernels kernels : TWINS) {
                float[] out = new float[expected.length];
                kernels.attention(
                        rule, q, 1, stride, heads, first, tokens, keyValues, out, 2, stride);
                for (int i = 0; i < out.length; i++) {
                    assertThat(out[i]).isCloseTo((float) expected[i], within(2e-5f));
                }
            }
        }
    }

    @Property(tries = 50)
    void sumsOverAVocabulary(
            @ForAll @IntRange(min = 1, max = 20_000) int count, @ForAll long seed) {
        Random random = new Random(seed);
        float[] x = new float[count + 1];
        for (int i = 0; i <= count; i++) {
            x[i] = (float) (8 * random.nextGaussian());
        }
        x[random.nextInt(count + 1)] = Float.NEGATIVE_INFINITY;
        if (count == 1) {
            x[1] = 3;
        }
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = x[1 + i] > x[1 + best] ? i : best;
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp((double) x[1 + i] - x[1 + best]);
        }
        double entropy = 0;
        for (int i = 0; i < count; i++) {
            double logP = (double) x[1 + i] - x[1 + best] - Math.log(sum);
            entropy -= Double.isInfinite(logP) ? 0 : Math.exp(logP) * logP;
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        order.sort((a, b) -> Float.compare(x[1 + b], x[1 + a]));
        int[] top = order.stream().mapToInt(i -> i).limit(20).toArray();
        assertThat(TopTokens.of(x, 1, count, 20)).isEqualTo(top);
        for (ModelKernels kernels : TWINS) {
            assertThat(kernels.argmax(x, 1, count)).isEqualTo(best);
            LogSums sums = kernels.logSums(x, 1, count);
            assertThat(sums.logSumExp()).isCloseTo(x[1 + best] + Math.log(sum), within(2e-6));
            assertThat(sums.entropy()).isCloseTo(entropy, within(1e-5));
        }
    }

    @Test
    void whatIsNoNumberIsNeverTheLargest() {
        float[] x = new float[50];
        Arrays.fill(x, Float.NaN);
        for (ModelKernels kernels : TWINS) {
            assertThat(kernels.argmax(x, 0, 50)).isZero();
            assertThat(kernels.logSums(x, 0, 50).logSumExp()).isNaN();
        }
        assertThat(TopTokens.of(x, 0, 50, 20)).isEmpty();
        x[40] = -3;
        x[45] = -3;
        for (ModelKernels kernels : TWINS) {
            assertThat(kernels.argmax(x, 0, 50)).isEqualTo(40);
        }
        assertThat(TopTokens.of(x, 0, 50, 20)).containsExactly(40, 45);
    }

    @Test
    void theExponentialIsWithinTwoUnitsInTheLastPlace() {
        for (float x = -86; x < 88.7f; x += 0.0137f) {
            float[] lanes = VectorMath.exp(FloatVector.broadcast(Lanes.FLOATS, x)).toArray();
            float expected = (float) Math.exp(x);
            assertThat(lanes[0]).isCloseTo(expected, within(2 * Math.ulp(expected)));
        }
    }
}
