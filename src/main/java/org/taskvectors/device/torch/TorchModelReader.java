package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import java.util.Locale;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Decoder;
import org.taskvectors.inference.DeviceMemory;
import org.taskvectors.inference.KeyValueCache;
import org.taskvectors.inference.Runner;
import org.taskvectors.inference.Sequence.LayerTaker;
import org.taskvectors.inference.Sequence.LogitsTaker;
import org.taskvectors.inference.TokenTrie;
import org.taskvectors.inference.WantedNodes;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Reads with a model whose weights lie on a device, and says what is wrong where the device fails.
final class TorchModelReader implements DeviceMemory.Reader {
    private static final double MEGABYTE = 1e6;

    private final TorchModelMemory memory;
    private final TorchReader reader;

    TorchModelReader(TorchModelMemory memory, TorchReader reader) {
        this.memory = memory;
        this.reader = reader;
    }

    @Override
    public DeviceMemory.Text text(int capacity) throws Failure {
        Architecture architecture = reader.architecture();
        long bytes = KeyValueCache.bytes(architecture, Decoder.cacheDType()) * capacity;
        try {
            TorchSession session = TorchSession.within(reader, capacity);
            memory.take(bytes);
            return new Text(session, bytes);
        } catch (EngineException e) {
            throw memory.noRoom(
                    e,
                    String.format(
                            Locale.ROOT,
                            "keys and values of %,d tokens (%,.1f MB)",
                            capacity,
                            bytes / MEGABYTE));
        }
    }

    @Override
    public void readTogether(
            TokenTrie trie, WantedNodes wanted, Runner.TextTaker taker, Cancellation cancellation)
            throws Failure, CancelledException {
        try {
            reader.readTogether(trie, wanted, taker, cancellation);
        } catch (EngineException e) {
            throw noRoom(e, trie.size());
        }
    }

    private Failure noRoom(EngineException error, int tokens) {
        return memory.noRoom(
                error, String.format(Locale.ROOT, "what reading %,d tokens needs", tokens));
    }

    @Override
    public void close() {
        reader.close();
    }

    private final class Text implements DeviceMemory.Text {
        private final TorchSession session;
        private final long bytes;

        Text(TorchSession session, long bytes) {
            this.session = session;
            this.bytes = bytes;
        }

        @Override
        public void read(
                int first, int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
                throws Failure, CancelledException {
            try {
                session.read(first, tokens, wanted, taker, cancellation);
            } catch (EngineException e) {
                throw noRoom(e, tokens.length);
            }
        }

        @Override
        public void layers(
                int first, int[] tokens, int wanted, LayerTaker taker, Cancellation cancellation)
                throws Failure, CancelledException {
            try {
                session.layers(first, tokens, wanted, taker, cancellation);
            } catch (EngineException e) {
                throw noRoom(e, tokens.length);
            }
        }

        @Override
        public void close() {
            session.close();
            memory.take(-bytes);
        }
    }
}
