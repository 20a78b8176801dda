package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Runner;
import org.taskvectors.inference.TokenTrie;
import org.taskvectors.inference.WantedNodes;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Texts of different lengths that are read from their beginning, at once and without caches: norms
/// and products see each node of the texts' tree once, and only the attention sees whole texts,
/// padded to the longest.
final class TorchPack {
    private final TorchReader reader;
    private final Architecture architecture;
    private final TokenTrie trie;
    private final WantedNodes wanted;
    private final int longest;

    /// For each text and position the node that stands there; the text's last behind its end.
    private final long[] pad;

    /// For each node a place among these where it stands.
    private final long[] place;

    /// @param wanted at least one node
    TorchPack(TorchReader reader, TokenTrie trie, WantedNodes wanted) {
        this.reader = reader;
        this.architecture = reader.architecture();
        this.trie = trie;
        this.wanted = wanted;
        this.longest = trie.longest();
        this.pad = new long[trie.texts() * longest];
        this.place = new long[trie.size()];
        for (int text = 0; text < trie.texts(); text++) {
            int last = trie.length(text) - 1;
            for (int i = 0; i < longest; i++) {
                int node = trie.node(text, Math.min(i, last));
                pad[text * longest + i] = node;
                if (i <= last) {
                    place[node] = (long) text * longest + i;
                }
            }
        }
    }

    /// Reads them, and hands out the logits that follow the wanted nodes.
    void read(Runner.TextTaker taker, Cancellation cancellation) throws CancelledException {
        reader.begin();
        int[] nodes = wanted.nodes();
        int[] tokens = IntStream.range(0, trie.size()).map(trie::token).toArray();
        int[] positions = IntStream.range(0, trie.size()).map(trie::position).toArray();
        try (Tensors memory = reader.tensors().within()) {
            Rotation rotation = new Rotation(architecture, memory, positions);
            Masks masks = new Masks(reader, memory, 0, longest, reader.productType());
            NDArray padded = memory.integers(pad, trie.texts(), longest);
            NDArray all = memory.integers(place, place.length);
            NDArray rows = memory.integers(wide(nodes), nodes.length);
            NDArray places =
                    memory.integers(
                            Arrays.stream(nodes).mapToLong(node -> place[node]).toArray(),
                            nodes.length);
            NDArray hidden = reader.embed(memory, tokens, positions);
            for (int layer = 0; layer < architecture.layers(); layer++) {
                cancellation.check();
                boolean isLast = layer == architecture.layers() - 1;
                Masks.Mask mask = masks.of(layer, longest);
                Rotation.Angles angles = rotation.of(layer);
                NDArray next =
                        reader.packedLayer(
                                memory,
                                layer,
                                hidden,
                                Script.tensor(angles.cos()),
                                Script.tensor(angles.sin()),
                                Script.tensor(padded),
                                Script.tensor(isLast ? places : all),
                                Script.tensor(rows),
                                IValue.from(isLast),
                                Script.tensor(mask.tensor()),
                                IValue.from(mask.isCausal()));
                hidden.close();
                hidden = next;
            }
            reader.logits(
                    memory,
                    hidden,
                    0,
                    (row, logits) -> wanted.handOut(nodes[row], logits, taker),
                    cancellation);
        }
    }

    private static long[] wide(int[] numbers) {
        return Arrays.stream(numbers).asLongStream().toArray();
    }
}
