package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.KeyValueCache;
import org.taskvectors.inference.Runner;
import org.taskvectors.inference.Sequence.LogitsTaker;
import org.taskvectors.inference.TokenTrie;
import org.taskvectors.inference.WantedNodes;
import org.taskvectors.inference.Weights;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// One model's methods and the aliases of its weights. What is baked anew in the same memory is
/// seen at the next call.
final class TorchReader implements Batch.Reader {
    /// Logits that are made at once, as float32.
    private static final long LOGIT_BYTES = 64L << 20;

    /// Up to how many positions packed texts' scores are made as a whole.
    private static final int WHOLE_SCORES = 256;

    private final Libtorch torch;
    private final int threads;
    private final int chunk;
    private final BoundModel model;
    private final Embedding embedding;
    private final Script script;
    private final Tensors tensors;
    private final List<Layer> cached;
    private final List<Layer> packed;
    private final List<NDArray> norm;
    private final List<Part> head;

    private record Layer(String method, List<NDArray> weights) {}

    private record Part(NDArray weights, NDArray bias, int rows) {}

    /// @param chunk how many tokens of a text are read in one piece
    TorchReader(Libtorch torch, BoundModel model, int threads, int chunk) {
        this.chunk = chunk;
        this.torch = torch;
        this.threads = threads;
        this.model = model;
        this.embedding = new Embedding(model);
        ModelScript text = ModelScript.of(model);
        this.script = Script.of(text.text());
        this.tensors = torch.tensors();
        Map<Weights, NDArray> aliases = new HashMap<>();
        this.cached = layers(text.cached(), aliases);
        this.packed = layers(text.packed(), aliases);
        this.norm = text.head().norm().stream().map(one -> alias(one, aliases)).toList();
        this.head = parts(text.head().parts(), aliases);
    }

    private List<Layer> layers(List<ModelScript.Call> calls, Map<Weights, NDArray> aliases) {
        return calls.stream()
                .map(
                        call ->
                                new Layer(
                                        call.method(),
                                        call.weights().stream()
                                                .map(weights -> alias(weights, aliases))
                                                .toList()))
                .toList();
    }

    private NDArray alias(Weights weights, Map<Weights, NDArray> aliases) {
        return aliases.computeIfAbsent(
                weights,
                one -> tensors.alias(script, one.memory(), one.dtype(), one.shape().sizes()));
    }

    private List<Part> parts(List<Weights> weights, Map<Weights, NDArray> aliases) {
        List<Part> parts = new ArrayList<>();
        long from = 0;
        for (Weights one : weights) {
            long rows = one.shape().size(0);
            long at = from;
            NDArray bias =
                    model.head()
                            .bias()
                            .map(whole -> alias(slice(whole, at, rows), aliases))
                            .orElseGet(() -> tensors.floats(new float[1], 1));
            parts.add(new Part(alias(one, aliases), bias, (int) rows));
            from += rows;
        }
        return parts;
    }

    private static Weights slice(Weights vector, long from, long count) {
        int bytes = vector.dtype().bytes();
        return new Weights(
                vector.memory().asSlice(from * bytes, count * bytes),
                vector.dtype(),
                Shape.of(count));
    }

    @Override
    public Batch.Session session(KeyValueCache cache) {
        return new TorchSession(this, cache);
    }

    @Override
    public void readTogether(
            TokenTrie trie, WantedNodes wanted, Runner.TextTaker taker, Cancellation cancellation)
            throws CancelledException {
        new TorchPack(this, trie, wanted, WHOLE_SCORES).read(taker, cancellation);
    }

    Architecture architecture() {
        return model.architecture();
    }

    /// In which dtype packed texts' scores are made: that of the weights.
    DType productType() {
        return model.layers().getFirst().queryKeyValue().parts().getFirst().weights().dtype();
    }

    int chunk() {
        return chunk;
    }

    Tensors tensors() {
        return tensors;
    }

    Script script() {
        return script;
    }

    /// Makes the calling thread ready to compute.
    void begin() {
        torch.threads(threads);
    }

    /// Returns what the first layer reads.
    NDArray embed(Tensors memory, int[] tokens, int[] positions) {
        return memory.floats(
                embedding.of(tokens, positions), tokens.length, architecture().width());
    }

    /// Returns what is added to scores.
    ///
    /// @param start position of the first row
    /// @param first position of the first column
    /// @param window of the layer; 0 for none
    NDArray mask(
            Tensors memory,
            long rows,
            long columns,
            int start,
            int first,
            int window,
            DType dtype) {
        return script.call(
                memory,
                "mask",
                IValue.from(rows),
                IValue.from(columns),
                IValue.from((long) start),
                IValue.from((long) first),
                IValue.from((long) window),
                IValue.from((long) Body.code(dtype)));
    }

    /// Returns what a layer makes of a text with a cache; see [LayerScript] for the arguments.
    NDArray layer(Tensors memory, int layer, NDArray hidden, IValue... rest) {
        return call(memory, cached.get(layer), hidden, rest);
    }

    /// Returns what a layer makes of several texts without a cache.
    NDArray packedLayer(Tensors memory, int layer, NDArray hidden, IValue... rest) {
        return call(memory, packed.get(layer), hidden, rest);
    }

    private NDArray call(Tensors memory, Layer layer, NDArray hidden, IValue... rest) {
        IValue[] arguments = new IValue[rest.length + 2];
        arguments[0] = Script.tensor(hidden);
        arguments[1] = Script.tensors(layer.weights());
        System.arraycopy(rest, 0, arguments, 2, rest.length);
        return script.call(memory, layer.method(), arguments);
    }

    /// Hands out the logits of each row of what the last layer made.
    ///
    /// @param hidden rows × width; row i is token `first` + i
    void logits(
            Tensors memory, NDArray hidden, int first, LogitsTaker taker, Cancellation cancellation)
            throws CancelledException {
        int rows = (int) hidden.getShape().get(0);
        int vocabulary = architecture().vocabulary();
        int step = (int) Math.max(1, LOGIT_BYTES / Tensors.bytes(vocabulary));
        float[] logits = new float[vocabulary];
        try (Tensors all = memory.within()) {
            NDArray normed = script.call(all, "last", Script.tensor(hidden), Script.tensors(norm));
            for (int row = 0; row < rows; row += step) {
                cancellation.check();
                int count = Math.min(step, rows - row);
                try (Tensors some = all.within()) {
                    List<float[]> parts = parts(some, normed, row, count);
                    for (int i = 0; i < count; i++) {
                        gather(parts, i, logits);
                        taker.take(first + row + i, logits);
                    }
                }
            }
        }
    }

    private List<float[]> parts(Tensors memory, NDArray normed, int row, int count) {
        List<float[]> parts = new ArrayList<>();
        NDArray rows =
                script.call(
                        memory,
                        "rows",
                        Script.tensor(normed),
                        IValue.from((long) row),
                        IValue.from((long) count));
        for (Part part : head) {
            try (NDArray made =
                    script.call(
                            memory,
                            "head",
                            Script.tensor(rows),
                            Script.tensor(part.weights()),
                            Script.tensor(part.bias()))) {
                parts.add(made.toFloatArray());
            }
        }
        return parts;
    }

    private void gather(List<float[]> parts, int row, float[] logits) {
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            int count = head.get(i).rows();
            System.arraycopy(parts.get(i), row * count, logits, at, count);
            at += count;
        }
    }

    @Override
    public void close() {
        tensors.close();
        script.close();
    }
}
