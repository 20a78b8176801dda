package org.taskvectors.inference;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Runs a model that lies in the memory of a device: every token is read there, be it one or many,
/// and keys and values stay there. What is changed on the device between two reads holds from the
/// next read on.
///
/// Where the device fails, methods throw an [UncheckedIOException] of the [Failure]; a text holds
/// then what it held before.
public final class DeviceDecoder implements BoundRunner {
    private final Architecture architecture;
    private final Fitting fitting;
    private final DeviceMemory.Reader reader;
    private final ReentrantLock lock = new ReentrantLock();

    /// @param device has a copy of the model's weights
    /// @throws Failure if it fails
    public DeviceDecoder(BoundModel model, DeviceMemory device) throws Failure {
        architecture = model.architecture();
        fitting = new Fitting(architecture);
        reader = device.reader(model);
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalArgumentException if the model has not so many positions
    /// @throws UncheckedIOException of a [Failure], if the device has no memory for them
    @Override
    public Sequence sequence(int capacity) {
        fitting.requireCapacity(capacity);
        lock.lock();
        try {
            return new Text(capacity, reader.text(capacity));
        } catch (Failure e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void readTogether(
            List<int[]> texts, int[] wanted, TextTaker taker, Cancellation cancellation)
            throws CancelledException {
        texts.forEach(fitting::requireText);
        TokenTrie trie = TokenTrie.of(texts);
        WantedNodes nodes = new WantedNodes(trie, wanted);
        if (nodes.nodes().length == 0) {
            return;
        }
        lock.lock();
        try {
            cancellation.check();
            reader.readTogether(trie, nodes, taker, cancellation);
        } catch (Failure e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            reader.close();
        } finally {
            lock.unlock();
        }
    }

    private final class Text implements Sequence {
        private final int capacity;
        private final DeviceMemory.Text text;
        private int length;
        private boolean isClosed;

        Text(int capacity, DeviceMemory.Text text) {
            this.capacity = capacity;
            this.text = text;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public void cut(int newLength) {
            Fitting.requireCut(newLength, length);
            length = newLength;
        }

        @Override
        public void read(int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
                throws CancelledException {
            reading(tokens, wanted, () -> text.read(length, tokens, wanted, taker, cancellation));
        }

        @Override
        public void layers(int[] tokens, int wanted, LayerTaker taker, Cancellation cancellation)
                throws CancelledException {
            reading(tokens, wanted, () -> text.layers(length, tokens, wanted, taker, cancellation));
        }

        private void reading(int[] tokens, int wanted, Reading reading) throws CancelledException {
            fitting.requireRead(tokens, wanted, length, capacity);
            lock.lock();
            try {
                if (isClosed) {
                    throw new IllegalStateException("the text is closed");
                }
                reading.read();
                length += tokens.length;
            } catch (Failure e) {
                throw new UncheckedIOException(e);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!isClosed) {
                    isClosed = true;
                    text.close();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private interface Reading {
        void read() throws Failure, CancelledException;
    }
}
