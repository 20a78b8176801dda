package org.taskvectors.device.torch;

import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Layer;
import org.taskvectors.inference.Linear;
import org.taskvectors.inference.Norm;
import org.taskvectors.inference.Product;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;

/// A decoder as the formulas read, in double precision and loops over single numbers: what libtorch
/// is compared with. It reads a text from its beginning and keeps nothing.
final class PlainDecoder {
    private final BoundModel model;
    private final Architecture a;

    PlainDecoder(BoundModel model) {
        this.model = model;
        this.a = model.architecture();
    }

    /// Returns the logits that follow each token.
    double[][] logits(int[] tokens) {
        double[][] x = new double[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            int token = tokens[i];
            int position = i;
            x[i] = new double[a.width()];
            for (int j = 0; j < a.width(); j++) {
                x[i][j] = at(model.embedding(), (long) token * a.width() + j) * a.embeddingScale();
                if (model.positions().isPresent()) {
                    x[i][j] += at(model.positions().get(), (long) position * a.width() + j);
                }
            }
        }
        for (int layer = 0; layer < a.layers(); layer++) {
            layer(x, layer);
        }
        double[][] logits = new double[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            logits[i] = linear(norm(x[i], model.finalNorm()), model.head());
            if (a.logitCap() != 0) {
                for (int j = 0; j < logits[i].length; j++) {
                    logits[i][j] = Math.tanh(logits[i][j] / a.logitCap()) * a.logitCap();
                }
            }
        }
        return logits;
    }

    private void layer(double[][] x, int number) {
        Layer layer = model.layers().get(number);
        int n = x.length;
        double[][] q = new double[n][];
        double[][] k = new double[n][];
        double[][] v = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] all = product(norm(x[i], layer.attentionNorm()), layer.queryKeyValue());
            q[i] = java.util.Arrays.copyOfRange(all, 0, a.queryWidth());
            k[i] = java.util.Arrays.copyOfRange(all, a.queryWidth(), a.queryWidth() + a.keyWidth());
            v[i] = java.util.Arrays.copyOfRange(all, a.queryWidth() + a.keyWidth(), all.length);
            heads(q[i], layer.queryNorm(), i, number);
            heads(k[i], layer.keyNorm(), i, number);
        }
        for (int i = n - 1; i >= 0; i--) {
            double[] mixed = new double[a.queryWidth()];
            for (int head = 0; head < a.heads(); head++) {
                attend(q[i], k, v, i, head, a.windows().get(number), mixed);
            }
            double[] out = linear(mixed, layer.output());
            add(x[i], layer.attentionPostNorm().map(one -> norm(out, one)).orElse(out));
        }
        for (int i = 0; i < n; i++) {
            double[] up = product(norm(x[i], layer.feedForwardNorm()), layer.gateUp());
            double[] inner = new double[a.feedForward()];
            for (int j = 0; j < inner.length; j++) {
                inner[j] = act(up[j]) * (a.isGated() ? up[inner.length + j] : 1);
            }
            double[] out = linear(inner, layer.down());
            add(x[i], layer.feedForwardPostNorm().map(one -> norm(out, one)).orElse(out));
        }
    }

    private void attend(
            double[] q, double[][] k, double[][] v, int i, int head, int window, double[] mixed) {
        int width = a.headWidth();
        int keyHead = head / (a.heads() / a.keyHeads());
        double[] scores = new double[i + 1];
        double sum = 0;
        for (int j = 0; j <= i; j++) {
            double score = 0;
            for (int d = 0; d < width; d++) {
                score += q[head * width + d] * k[j][keyHead * width + d];
            }
            score *= a.queryScale();
            if (a.attentionCap() != 0) {
                score = Math.tanh(score / a.attentionCap()) * a.attentionCap();
            }
            scores[j] = window != 0 && i - j >= window ? 0 : Math.exp(score);
            sum += scores[j];
        }
        for (int j = 0; j <= i; j++) {
            for (int d = 0; d < width; d++) {
                mixed[head * width + d] += scores[j] / sum * v[j][keyHead * width + d];
            }
        }
    }

    private void heads(double[] numbers, Optional<Norm> norm, int position, int layer) {
        int width = a.headWidth();
        for (int from = 0; from < numbers.length; from += width) {
            double[] head = java.util.Arrays.copyOfRange(numbers, from, from + width);
            double[] normed = norm.isPresent() ? norm(head, norm.get()) : head;
            System.arraycopy(normed, 0, numbers, from, width);
            Optional<Architecture.Rope> rope = a.rope(layer);
            if (rope.isPresent()) {
                rotate(numbers, from, position, rope.get());
            }
        }
    }

    private void rotate(double[] numbers, int from, int position, Architecture.Rope rope) {
        int pairs = a.headWidth() / 2;
        IntUnaryOperator one = pair -> from + (rope.isInterleaved() ? 2 * pair : pair);
        IntUnaryOperator two = pair -> from + (rope.isInterleaved() ? 2 * pair + 1 : pair + pairs);
        for (int pair = 0; pair < pairs; pair++) {
            double angle = position * rope.frequencies().get(pair);
            double x = numbers[one.applyAsInt(pair)] * rope.factor();
            double y = numbers[two.applyAsInt(pair)] * rope.factor();
            numbers[one.applyAsInt(pair)] = x * Math.cos(angle) - y * Math.sin(angle);
            numbers[two.applyAsInt(pair)] = y * Math.cos(angle) + x * Math.sin(angle);
        }
    }

    private double[] norm(double[] x, Norm norm) {
        double mean = 0;
        if (a.norm() == Architecture.Norm.LAYER) {
            for (double one : x) {
                mean += one / x.length;
            }
        }
        double square = 0;
        for (double one : x) {
            square += (one - mean) * (one - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int at = i;
            y[i] =
                    (x[i] - mean)
                                    / Math.sqrt(square + a.normEpsilon())
                                    * (at(norm.weights(), i) + a.normOffset())
                            + norm.bias().map(bias -> at(bias, at)).orElse(0.0);
        }
        return y;
    }

    private double[] product(double[] x, Product product) {
        double[] all = new double[product.outputs()];
        int at = 0;
        for (Linear part : product.parts()) {
            double[] y = linear(x, part);
            System.arraycopy(y, 0, all, at, y.length);
            at += y.length;
        }
        return all;
    }

    private static double[] linear(double[] x, Linear linear) {
        double[] y = new double[linear.outputs()];
        for (int i = 0; i < y.length; i++) {
            int row = i;
            double sum = linear.bias().map(bias -> at(bias, row)).orElse(0.0);
            for (int j = 0; j < x.length; j++) {
                long index =
                        linear.isTransposed() ? (long) j * y.length + i : (long) i * x.length + j;
                sum += x[j] * at(linear.weights(), index);
            }
            y[i] = sum;
        }
        return y;
    }

    private double act(double x) {
        return switch (a.activation()) {
            case SILU -> x / (1 + Math.exp(-x));
            case GELU_TANH ->
                    0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case GELU -> throw new IllegalArgumentException("not needed here");
        };
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }

    private static double at(Weights weights, long index) {
        return weights.dtype() == DType.F32
                ? weights.memory().getAtIndex(ValueLayout.JAVA_FLOAT, index)
                : Float.intBitsToFloat(
                        weights.memory().getAtIndex(ValueLayout.JAVA_SHORT, index) << 16);
    }
}
