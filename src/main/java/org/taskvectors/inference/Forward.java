package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.taskvectors.inference.kernel.AttentionRule;
import org.taskvectors.inference.kernel.KeyValues;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Team;

/// Computes a decoder with the program's own kernels: all tokens of a piece go through a layer
/// together. All numbers between weights are float32. One caller at a time.
final class Forward {
    /// The most tokens that go through a layer together.
    private static final int MOST_TOKENS = 128;

    /// Tokens whose attention one piece of work computes.
    private static final int ATTENTION_TOKENS = 16;

    /// The most logits that are computed together, beyond those of one token.
    private static final int MOST_LOGITS = 1 << 22;

    private final BoundModel model;
    private final Architecture architecture;
    private final Products products;
    private final ModelKernels kernels;
    private final Team team;
    private final Decoder.Probe probe;
    private final RopeTables ropes;
    private final int width;
    private final int queryWidth;
    private final int keyWidth;
    private final int inputWidth;

    /// Rows of a token: residual stream, normalised, result of a part; then queries, keys and
    /// values, the heads' results, gate and up.
    private float[] x = {};

    private float[] normed = {};
    private float[] part = {};
    private float[] attended = {};
    private float[] inner = {};
    private float[] logits = {};
    private float[] one = {};
    private float[] weights = {};
    private float[] bias = {};
    private int rows;

    Forward(BoundModel model, Products products, Decoder.Probe probe) {
        this.model = model;
        this.products = products;
        this.probe = probe;
        architecture = model.architecture();
        kernels = products.kernels();
        team = products.team();
        ropes = new RopeTables(architecture);
        width = architecture.width();
        queryWidth = architecture.queryWidth();
        keyWidth = architecture.keyWidth();
        inputWidth = queryWidth + 2 * keyWidth;
    }

    /// Takes logits.
    ///
    /// @param from the first layer after which the head is asked
    record Taker(int from, Sequence.LayerTaker logits) {}

    /// Takes the logits that follow the last layer alone.
    Taker last(Sequence.LogitsTaker taker) {
        return new Taker(
                architecture.layers() - 1, (_, token, logits) -> taker.take(token, logits));
    }

    /// Reads tokens that follow the first `first` tokens of a text.
    void read(
            KeyValueCache cache,
            int first,
            int[] tokens,
            int wanted,
            Taker taker,
            Cancellation cancellation)
            throws CancelledException {
        int unwanted = tokens.length - wanted;
        for (int done = 0; done < tokens.length; ) {
            int count = Math.min(MOST_TOKENS, tokens.length - done);
            int skipped = Math.max(0, unwanted - done);
            prepare(count);
            embed(tokens, done, first + done, count);
            probe.take(-1, first + done, count, x);
            ropes.prepare(first + done, count);
            for (int layer = 0; layer < architecture.layers(); layer++) {
                cancellation.check();
                attend(layer, cache, first + done, count);
                feedForward(model.layers().get(layer), count);
                probe.take(layer, first + done, count, x);
                if (layer >= taker.from()) {
                    handOut(layer, skipped, count, done, taker.logits(), cancellation);
                }
            }
            done += count;
        }
    }

    private void prepare(int count) {
        if (rows < count) {
            rows = count;
            int feedForward = (architecture.isGated() ? 2 : 1) * architecture.feedForward();
            x = new float[rows * width];
            normed = new float[rows * width];
            part = new float[rows * width];
            attended = new float[rows * queryWidth];
            inner = new float[rows * Math.max(inputWidth, feedForward)];
        }
    }

    private void embed(int[] tokens, int from, int position, int count) {
        float scale = (float) architecture.embeddingScale();
        each(
                count,
                t -> {
                    long row = (long) tokens[from + t] * width;
                    kernels.decode(model.embedding(), row, width, x, t * width);
                    if (scale != 1) {
                        kernels.scale(x, t * width, width, scale);
                    }
                    model.positions()
                            .ifPresent(
                                    positions -> {
                                        long at = (long) (position + t) * width;
                                        kernels.decode(positions, at, width, part, t * width);
                                        kernels.add(x, t * width, part, t * width, width);
                                    });
                });
    }

    private void attend(int number, KeyValueCache cache, int first, int count) {
        Layer layer = model.layers().get(number);
        norm(layer.attentionNorm(), x, 0, normed, count);
        product(layer.queryKeyValue(), normed, width, count, inner, inputWidth);
        int headWidth = architecture.headWidth();
        headNorms(layer.queryNorm(), 0, architecture.heads(), count);
        headNorms(layer.keyNorm(), queryWidth, architecture.keyHeads(), count);
        Optional<RopeTables.Table> rope = ropes.table(number);
        int turned = architecture.heads() + architecture.keyHeads();
        long headBytes = cache.headBytes();
        int size = cache.dtype().bytes();
        each(
                count,
                t -> {
                    int at = t * inputWidth;
                    if (rope.isPresent()) {
                        RopeTables.Table table = rope.get();
                        kernels.rope(
                                inner,
                                at,
                                turned,
                                headWidth,
                                table.cos(),
                                table.sin(),
                                t * (headWidth / 2),
                                table.isInterleaved());
                    }
                    for (int head = 0; head < architecture.keyHeads(); head++) {
                        long offset = head * headBytes + (long) (first + t) * headWidth * size;
                        int key = at + queryWidth + head * headWidth;
                        kernels.encode(
                                inner, key, headWidth, cache.dtype(), cache.keys(number), offset);
                        kernels.encode(
                                inner,
                                key + keyWidth,
                                headWidth,
                                cache.dtype(),
                                cache.values(number),
                                offset);
                    }
                });
        heads(number, cache, first, count);
        linear(layer.output(), attended, queryWidth, count, part, width);
        layer.attentionPostNorm().ifPresent(norm -> norm(norm, part, 0, part, count));
        addPart(count);
    }

    /// Each piece of work is some query heads of one key head, for some tokens.
    private void heads(int number, KeyValueCache cache, int first, int count) {
        int headWidth = architecture.headWidth();
        int group = architecture.heads() / architecture.keyHeads();
        // One key head's queries read its keys once, unless threads would stand idle.
        int together = architecture.keyHeads() >= team.size() ? group : 1;
        int perToken = architecture.heads() / together;
        int blocks = Math.ceilDiv(count, ATTENTION_TOKENS);
        AttentionRule rule =
                new AttentionRule(
                        headWidth,
                        (float) architecture.queryScale(),
                        (float) architecture.attentionCap(),
                        architecture.windows().get(number));
        List<KeyValues> keyValues = new ArrayList<>();
        for (int head = 0; head < architecture.keyHeads(); head++) {
            long offset = head * cache.headBytes();
            keyValues.add(
                    new KeyValues(
                            cache.keys(number).asSlice(offset, cache.headBytes()),
                            cache.values(number).asSlice(offset, cache.headBytes()),
                            cache.dtype()));
        }
        team.run(
                perToken * blocks,
                piece -> {
                    int head = piece % perToken * together;
                    int from = piece / perToken * ATTENTION_TOKENS;
                    kernels.attention(
                            rule,
                            inner,
                            from * inputWidth + head * headWidth,
                            inputWidth,
                            together,
                            first + from,
                            Math.min(ATTENTION_TOKENS, count - from),
                            keyValues.get(head / group),
                            attended,
                            from * queryWidth + head * headWidth,
                            queryWidth);
                });
    }

    private void feedForward(Layer layer, int count) {
        norm(layer.feedForwardNorm(), x, 0, normed, count);
        int outputs = layer.gateUp().outputs();
        int feedForward = architecture.feedForward();
        product(layer.gateUp(), normed, width, count, inner, outputs);
        each(
                count,
                t -> {
                    int at = t * outputs;
                    if (architecture.isGated()) {
                        kernels.activateGated(
                                architecture.activation(),
                                inner,
                                at,
                                inner,
                                at + feedForward,
                                feedForward);
                    } else {
                        kernels.activate(architecture.activation(), inner, at, feedForward);
                    }
                });
        linear(layer.down(), inner, outputs, count, part, width);
        layer.feedForwardPostNorm().ifPresent(norm -> norm(norm, part, 0, part, count));
        addPart(count);
    }

    private void addPart(int count) {
        each(count, t -> kernels.add(x, t * width, part, t * width, width));
    }

    /// Hands out the logits of the piece's tokens from `from` on, as the residual stream is now; it
    /// stays as it is.
    private void handOut(
            int layer,
            int from,
            int count,
            int before,
            Sequence.LayerTaker taker,
            Cancellation cancellation)
            throws CancelledException {
        int vocabulary = architecture.vocabulary();
        int together = Math.clamp(MOST_LOGITS / vocabulary, 1, Math.max(1, count - from));
        for (int first = from; first < count; first += together) {
            cancellation.check();
            int some = Math.min(together, count - first);
            if (logits.length < some * vocabulary) {
                logits = new float[some * vocabulary];
            }
            norm(model.finalNorm(), x, first * width, normed, some);
            linear(model.head(), normed, width, some, logits, vocabulary);
            if (architecture.logitCap() != 0) {
                float cap = (float) architecture.logitCap();
                each(some, t -> kernels.cap(logits, t * vocabulary, vocabulary, cap));
            }
            for (int t = 0; t < some; t++) {
                taker.take(layer, before + first + t, row(t, vocabulary));
            }
        }
    }

    private float[] row(int t, int vocabulary) {
        if (logits.length == vocabulary) {
            return logits;
        }
        if (one.length != vocabulary) {
            one = new float[vocabulary];
        }
        System.arraycopy(logits, t * vocabulary, one, 0, vocabulary);
        return one;
    }

    /// Normalises rows of the residual stream's width.
    private void norm(Norm norm, float[] from, int fromAt, float[] to, int count) {
        float[] weight = numbers(norm.weights(), false);
        float[] added = norm.bias().map(more -> numbers(more, true)).orElse(weight);
        float offset = (float) architecture.normOffset();
        float epsilon = (float) architecture.normEpsilon();
        each(
                count,
                t -> {
                    int at = fromAt + t * width;
                    if (architecture.norm() == Architecture.Norm.LAYER) {
                        kernels.layerNorm(
                                from, at, to, t * width, width, weight, offset, added, epsilon);
                    } else {
                        kernels.rmsNorm(from, at, to, t * width, width, weight, offset, epsilon);
                    }
                });
    }

    private void headNorms(Optional<Norm> norm, int from, int heads, int count) {
        if (norm.isEmpty()) {
            return;
        }
        float[] weight = numbers(norm.get().weights(), false);
        float offset = (float) architecture.normOffset();
        float epsilon = (float) architecture.normEpsilon();
        int headWidth = architecture.headWidth();
        each(
                count,
                t -> {
                    for (int head = 0; head < heads; head++) {
                        int at = t * inputWidth + from + head * headWidth;
                        kernels.rmsNorm(inner, at, inner, at, headWidth, weight, offset, epsilon);
                    }
                });
    }

    private void product(
            Product product, float[] from, int stride, int count, float[] to, int toStride) {
        List<Products.Linear> outputs = new ArrayList<>();
        int at = 0;
        for (Linear linear : product.parts()) {
            outputs.add(output(linear, to, at, toStride));
            at += linear.outputs();
        }
        products.linear(from, 0, stride, count, outputs);
        at = 0;
        for (Linear linear : product.parts()) {
            addBias(linear, count, to, at, toStride);
            at += linear.outputs();
        }
    }

    private void linear(
            Linear linear, float[] from, int stride, int count, float[] to, int toStride) {
        products.linear(from, 0, stride, count, List.of(output(linear, to, 0, toStride)));
        addBias(linear, count, to, 0, toStride);
    }

    private static Products.Linear output(Linear linear, float[] to, int at, int stride) {
        return linear.isTransposed()
                ? Products.Linear.transposed(linear.weights(), to, at, stride)
                : Products.Linear.of(linear.weights(), to, at, stride);
    }

    private void addBias(Linear linear, int count, float[] to, int toAt, int toStride) {
        if (linear.bias().isEmpty()) {
            return;
        }
        float[] added = numbers(linear.bias().get(), true);
        int outputs = linear.outputs();
        each(count, t -> kernels.add(to, toAt + t * toStride, added, 0, outputs));
    }

    /// Returns the weights as numbers, read anew each time, since they may have been changed.
    private float[] numbers(Weights from, boolean isBias) {
        int count = (int) from.shape().elements();
        float[] into = isBias ? bias : weights;
        if (into.length < count) {
            into = new float[count];
            if (isBias) {
                bias = into;
            } else {
                weights = into;
            }
        }
        kernels.decode(from, 0, count, into, 0);
        return into;
    }

    private void each(int count, IntConsumer token) {
        if (count == 1) {
            token.accept(0);
        } else {
            team.run(count, token::accept);
        }
    }
}
