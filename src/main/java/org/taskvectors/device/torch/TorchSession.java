package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.KeyValueCache;
import org.taskvectors.inference.Sequence.LogitsTaker;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Reads one text. Keys and values are written into the text's cache itself.
final class TorchSession implements Batch.Session {
    private final TorchReader reader;
    private final Architecture architecture;
    private final KeyValueCache cache;
    private final Tensors aliases;
    private final List<NDArray> keys = new ArrayList<>();
    private final List<NDArray> values = new ArrayList<>();

    TorchSession(TorchReader reader, KeyValueCache cache) {
        this.reader = reader;
        this.architecture = reader.architecture();
        this.cache = cache;
        this.aliases = reader.tensors().within();
        for (int layer = 0; layer < architecture.layers(); layer++) {
            keys.add(alias(cache.keys(layer)));
            values.add(alias(cache.values(layer)));
        }
    }

    private NDArray alias(MemorySegment part) {
        return aliases.alias(
                reader.script(),
                part,
                cache.dtype(),
                architecture.keyHeads(),
                cache.capacity(),
                architecture.headWidth());
    }

    @Override
    public void read(
            int first, int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
            throws CancelledException {
        reader.begin();
        for (int from = 0; from < tokens.length; from += reader.chunk()) {
            int to = Math.min(from + reader.chunk(), tokens.length);
            int[] chunk = Arrays.copyOfRange(tokens, from, to);
            int taken = Math.max(0, Math.min(chunk.length, wanted - (tokens.length - to)));
            chunk(first + from, chunk, taken, from, taker, cancellation);
        }
    }

    /// @param past how many positions came before
    /// @param offset index of the chunk's first token among those that are read
    private void chunk(
            int past,
            int[] tokens,
            int wanted,
            int offset,
            LogitsTaker taker,
            Cancellation cancellation)
            throws CancelledException {
        int n = tokens.length;
        int[] positions = IntStream.range(past, past + n).toArray();
        // The last layer has to do at least one row, so that its method has something to work on.
        int kept = Math.max(1, wanted);
        try (Tensors memory = reader.tensors().within()) {
            Rotation rotation = new Rotation(architecture, memory, positions);
            Masks masks = new Masks(reader, memory, past, n, cache.dtype());
            NDArray hidden = reader.embed(memory, tokens, positions);
            for (int layer = 0; layer < architecture.layers(); layer++) {
                cancellation.check();
                boolean isLast = layer == architecture.layers() - 1;
                int keep = isLast ? kept : n;
                Masks.Mask mask = masks.of(layer, keep);
                Rotation.Angles angles = rotation.of(layer);
                NDArray next =
                        reader.layer(
                                memory,
                                layer,
                                hidden,
                                Script.tensor(angles.cos()),
                                Script.tensor(angles.sin()),
                                Script.tensor(keys.get(layer)),
                                Script.tensor(values.get(layer)),
                                Script.tensor(mask.tensor()),
                                IValue.from(mask.isCausal()),
                                IValue.from((long) past),
                                IValue.from((long) mask.first()),
                                IValue.from((long) keep));
                hidden.close();
                hidden = next;
            }
            if (wanted > 0) {
                reader.logits(memory, hidden, offset + n - wanted, taker, cancellation);
            }
        }
    }

    @Override
    public void close() {
        aliases.close();
    }
}
