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
import org.taskvectors.inference.Decoder;
import org.taskvectors.inference.KeyValueCache;
import org.taskvectors.inference.Sequence.LayerTaker;
import org.taskvectors.inference.Sequence.LogitsTaker;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;

/// Reads one text. Keys and values are written into the text's cache itself, or lie where the
/// reader computes.
final class TorchSession implements Batch.Session {
    private final TorchReader reader;
    private final Architecture architecture;
    private final DType cached;
    private final Tensors tensors;
    private final List<NDArray> keys = new ArrayList<>();
    private final List<NDArray> values = new ArrayList<>();

    /// What takes logits.
    ///
    /// @param from the first layer after which they are asked for
    private record Taking(int from, LayerTaker logits) {}

    private TorchSession(TorchReader reader, DType cached) {
        this.reader = reader;
        this.architecture = reader.architecture();
        this.cached = cached;
        this.tensors = reader.tensors().within();
    }

    /// Returns a text whose keys and values lie in the program's memory.
    static TorchSession over(TorchReader reader, KeyValueCache cache) {
        TorchSession session = new TorchSession(reader, cache.dtype());
        for (int layer = 0; layer < session.architecture.layers(); layer++) {
            session.keys.add(session.alias(cache, cache.keys(layer)));
            session.values.add(session.alias(cache, cache.values(layer)));
        }
        return session;
    }

    private NDArray alias(KeyValueCache cache, MemorySegment part) {
        return tensors.alias(
                reader.script(),
                part,
                cache.dtype(),
                architecture.keyHeads(),
                cache.capacity(),
                architecture.headWidth());
    }

    /// Returns a text whose keys and values, float32, lie where the reader computes.
    ///
    /// @param capacity the most tokens
    static TorchSession within(TorchReader reader, int capacity) {
        TorchSession session = new TorchSession(reader, Decoder.cacheDType());
        boolean isDone = false;
        try {
            for (int layer = 0; layer < session.architecture.layers(); layer++) {
                session.keys.add(session.room(capacity));
                session.values.add(session.room(capacity));
            }
            isDone = true;
            return session;
        } finally {
            if (!isDone) {
                session.close();
            }
        }
    }

    private NDArray room(int capacity) {
        return reader.script()
                .call(
                        tensors,
                        "room",
                        IValue.listFrom(
                                (long) architecture.keyHeads(),
                                (long) capacity,
                                (long) architecture.headWidth()));
    }

    @Override
    public void read(
            int first, int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
            throws CancelledException {
        int last = architecture.layers() - 1;
        Taking taking = new Taking(last, (_, token, logits) -> taker.take(token, logits));
        read(first, tokens, wanted, taking, cancellation);
    }

    /// Reads tokens as [#read] does, and hands out logits as [Sequence#layers] does.
    void layers(int first, int[] tokens, int wanted, LayerTaker taker, Cancellation cancellation)
            throws CancelledException {
        read(first, tokens, wanted, new Taking(0, taker), cancellation);
    }

    private void read(int first, int[] tokens, int wanted, Taking taking, Cancellation cancellation)
            throws CancelledException {
        reader.begin();
        for (int from = 0; from < tokens.length; from += reader.chunk()) {
            int to = Math.min(from + reader.chunk(), tokens.length);
            int[] chunk = Arrays.copyOfRange(tokens, from, to);
            int taken = Math.max(0, Math.min(chunk.length, wanted - (tokens.length - to)));
            chunk(first + from, chunk, taken, from, taking, cancellation);
        }
    }

    /// @param past how many positions came before
    /// @param offset index of the chunk's first token among those that are read
    private void chunk(
            int past,
            int[] tokens,
            int wanted,
            int offset,
            Taking taking,
            Cancellation cancellation)
            throws CancelledException {
        int n = tokens.length;
        int[] positions = IntStream.range(past, past + n).toArray();
        // The last layer has to do at least one row, so that its method has something to work on.
        int kept = Math.max(1, wanted);
        try (Tensors memory = reader.tensors().within()) {
            Rotation rotation = new Rotation(reader, memory, positions);
            Masks masks = new Masks(reader, memory, past, n, cached);
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
                if (wanted > 0 && layer >= taking.from()) {
                    handOut(memory, layer, hidden, wanted, offset + n, taking, cancellation);
                }
            }
        }
    }

    /// @param end index behind the chunk's last token among those that are read
    private void handOut(
            Tensors memory,
            int layer,
            NDArray hidden,
            int wanted,
            int end,
            Taking taking,
            Cancellation cancellation)
            throws CancelledException {
        long made = hidden.getShape().get(0);
        NDArray asked =
                made == wanted ? hidden : reader.rows(memory, hidden, made - wanted, wanted);
        reader.logits(
                memory,
                asked,
                end - wanted,
                (token, logits) -> taking.logits().take(layer, token, logits),
                cancellation);
    }

    @Override
    public void close() {
        tensors.close();
    }
}
