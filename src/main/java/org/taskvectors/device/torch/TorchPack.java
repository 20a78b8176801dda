package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Runner;
import org.taskvectors.inference.TokenTrie;
import org.taskvectors.inference.WantedNodes;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;

/// Texts of different lengths that are read from their beginning, at once and without caches: norms
/// and products see each node of the texts' tree once, and only the attention sees whole texts.
final class TorchPack {
    private final TorchReader reader;
    private final Architecture architecture;
    private final TokenTrie trie;
    private final WantedNodes wanted;
    private final int limit;
    private final PackLayout layout;

    /// @param wanted at least one node
    /// @param limit up to how many positions scores are made as a whole
    TorchPack(TorchReader reader, TokenTrie trie, WantedNodes wanted, int limit) {
        this.reader = reader;
        this.architecture = reader.architecture();
        this.trie = trie;
        this.wanted = wanted;
        this.limit = limit;
        this.layout = PackLayout.of(trie, architecture);
    }

    /// Reads them, and hands out the logits that follow the wanted nodes.
    void read(Runner.TextTaker taker, Cancellation cancellation) throws CancelledException {
        reader.begin();
        int[] kept = wanted.nodes();
        int[] all = IntStream.range(0, trie.size()).toArray();
        int[] tokens = IntStream.of(all).map(trie::token).toArray();
        int[] positions = IntStream.of(all).map(trie::position).toArray();
        try (Tensors memory = reader.tensors().within()) {
            Rotation rotation = new Rotation(reader, memory, positions);
            Attention attention = new Attention(memory);
            NDArray places = integers(memory, layout.places(all));
            NDArray lastPlaces = integers(memory, layout.places(kept));
            NDArray rows = integers(memory, IntStream.of(kept).asLongStream().toArray());
            NDArray hidden = reader.embed(memory, tokens, positions);
            for (int layer = 0; layer < architecture.layers(); layer++) {
                cancellation.check();
                boolean isLast = layer == architecture.layers() - 1;
                Rotation.Angles angles = rotation.of(layer);
                NDArray next =
                        reader.packedLayer(
                                memory,
                                layer,
                                hidden,
                                Script.tensor(angles.cos()),
                                Script.tensor(angles.sin()),
                                Script.tensors(attention.queries),
                                Script.tensors(attention.keys),
                                Script.tensors(attention.values),
                                Script.tensors(attention.masks(layer)),
                                IValue.from((long) limit),
                                Script.tensor(isLast ? lastPlaces : places),
                                Script.tensor(rows),
                                IValue.from(isLast));
                hidden.close();
                hidden = next;
            }
            reader.logits(
                    memory,
                    hidden,
                    0,
                    (row, logits) -> wanted.handOut(kept[row], logits, taker),
                    cancellation);
        }
    }

    private NDArray integers(Tensors memory, long[] numbers) {
        return reader.integers(memory, numbers, numbers.length);
    }

    /// What the layers are told of the groups.
    private final class Attention {
        private final Tensors memory;
        private final List<NDArray> queries = new ArrayList<>();
        private final List<NDArray> keys = new ArrayList<>();
        private final List<NDArray> values = new ArrayList<>();
        private final Map<Integer, List<NDArray>> masks = new HashMap<>();

        Attention(Tensors memory) {
            this.memory = memory;
            int heads = architecture.heads();
            int keyHeads = architecture.keyHeads();
            for (PackGroup group : layout.groups()) {
                long texts = (long) group.texts().size() * keyHeads;
                queries.add(table(group.queries(trie, architecture), texts));
                keys.add(table(group.seen(trie, architecture, heads + keyHeads, heads), texts));
                values.add(table(group.seen(trie, architecture, keyHeads, 0), texts));
            }
        }

        private NDArray table(long[] rows, long first) {
            return reader.integers(memory, rows, first, rows.length / first);
        }

        /// Layers with the same window share them.
        List<NDArray> masks(int layer) {
            return masks.computeIfAbsent(
                    architecture.windows().get(layer),
                    window -> layout.groups().stream().map(group -> mask(group, window)).toList());
        }

        private NDArray mask(PackGroup group, int window) {
            boolean isWhole = group.end() <= limit;
            boolean seesAll =
                    group.start() == 0
                            && (window == 0 || group.end() <= window)
                            && architecture.attentionCap() == 0;
            if (!isWhole && seesAll) {
                return reader.floats(memory, new float[1], 1);
            }
            return reader.mask(
                    memory,
                    group.end() - group.start(),
                    group.end(),
                    group.start(),
                    0,
                    window,
                    isWhole ? DType.F32 : reader.productType());
        }
    }
}
