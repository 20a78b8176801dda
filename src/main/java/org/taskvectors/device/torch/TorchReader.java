package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
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

/// One model's methods, and the tensors of its weights: aliases of the program's own memory, or
/// parts of what was moved to a device. What is baked anew in the same memory is seen at the next
/// call.
final class TorchReader implements Batch.Reader {
    /// Logits that are made at once, as float32.
    private static final long LOGIT_BYTES = 64L << 20;

    /// Up to how many positions packed texts' scores are made as a whole.
    private static final int WHOLE_SCORES = 256;

    private final Libtorch torch;
    private final int threads;
    private final int chunk;
    private final BoundModel model;
    private final Source source;
    private final Script script;
    private final Tensors tensors;
    private final BoundTensors bound;

    /// Where weights lie, and with them all that a reader computes.
    interface Source {
        TorchPlace place();

        /// Returns the tensor of weights.
        ///
        /// @param tensors what it belongs to
        /// @param script the reader's
        NDArray tensor(Tensors tensors, Script script, Weights weights);

        /// Returns what is made of a tensor in the processor's memory, so that the reader computes
        /// with it.
        NDArray input(Tensors tensors, Script script, NDArray made);

        /// Returns what the first layer reads, tokens × width.
        NDArray embed(Tensors tensors, Script script, int[] tokens, int[] positions);
    }

    /// @param chunk how many tokens of a text are read in one piece
    TorchReader(Libtorch torch, BoundModel model, int threads, int chunk) {
        this(torch, model, new HostWeights(model), threads, chunk);
    }

    TorchReader(Libtorch torch, BoundModel model, Source source, int threads, int chunk) {
        this.chunk = chunk;
        this.torch = torch;
        this.threads = threads;
        this.model = model;
        this.source = source;
        ModelScript text = ModelScript.of(model);
        this.script = Script.of(text.text(), source.place());
        this.tensors = torch.tensors();
        this.bound = bind(text);
    }

    private BoundTensors bind(ModelScript text) {
        boolean isDone = false;
        try {
            BoundTensors made = BoundTensors.of(model, text, source, tensors, script);
            isDone = true;
            return made;
        } finally {
            if (!isDone) {
                close();
            }
        }
    }

    @Override
    public Batch.Session session(KeyValueCache cache) {
        return TorchSession.over(this, cache);
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
        return source.embed(memory, script, tokens, positions);
    }

    /// Returns a tensor to compute with, of float32, with a copy of the numbers.
    NDArray floats(Tensors memory, float[] numbers, long... sizes) {
        return source.input(memory, script, memory.floats(numbers, sizes));
    }

    /// Returns a tensor to compute with, of int64, with a copy of the numbers.
    NDArray integers(Tensors memory, long[] numbers, long... sizes) {
        return source.input(memory, script, memory.integers(numbers, sizes));
    }

    /// Returns some rows of what a layer made.
    NDArray rows(Tensors memory, NDArray hidden, long first, long count) {
        return script.call(
                memory, "rows", Script.tensor(hidden), IValue.from(first), IValue.from(count));
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
        return call(memory, bound.cached().get(layer), hidden, rest);
    }

    /// Returns what a layer makes of several texts without a cache.
    NDArray packedLayer(Tensors memory, int layer, NDArray hidden, IValue... rest) {
        return call(memory, bound.packed().get(layer), hidden, rest);
    }

    private NDArray call(Tensors memory, BoundTensors.Layer layer, NDArray hidden, IValue... rest) {
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
            NDArray normed =
                    script.call(all, "last", Script.tensor(hidden), Script.tensors(bound.norm()));
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
        NDArray rows = rows(memory, normed, row, count);
        for (BoundTensors.HeadPart part : bound.head()) {
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
            int count = bound.head().get(i).rows();
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
