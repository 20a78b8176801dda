package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.kernel.BakeTerm;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;

/// A device that does what another does, takes note of it, and fails where a test wants it to.
final class FailingDevice implements Batch, ModelDevice {
    private final Batch batch;
    private final List<String> calls = new ArrayList<>();
    private @Nullable String failing;
    private @Nullable Failure failure;
    private int skipped;
    private int open;
    private int roomFor = -1;
    private OptionalLong available = OptionalLong.empty();

    FailingDevice(Batch batch) {
        this.batch = batch;
    }

    /// Fails at the next call of that name, once.
    void failAt(String call, Failure injected) {
        failAt(call, 0, injected);
    }

    /// Fails at a later call of that name, once.
    void failAt(String call, int after, Failure injected) {
        failing = call;
        skipped = after;
        failure = injected;
    }

    /// Fails at every call from now on.
    void failAlways(Failure injected) {
        failing = "";
        failure = injected;
    }

    /// Has room for so many more blocks.
    void hasRoomFor(int blocks) {
        roomFor = blocks;
    }

    /// Says how much memory it has.
    void has(long bytes) {
        available = OptionalLong.of(bytes);
    }

    /// Returns the calls so far, and forgets them.
    List<String> calls() {
        List<String> all = List.copyOf(calls);
        calls.clear();
        return all;
    }

    /// Returns how many memories, readers and texts are open.
    int open() {
        return open;
    }

    private void call(String name) throws Failure {
        calls.add(name);
        if (failure != null && "".equals(failing)) {
            throw failure;
        }
        if (name.equals(failing) && failure != null && skipped-- == 0) {
            failing = null;
            throw failure;
        }
    }

    @Override
    public Optional<ModelDevice> device(long weights) {
        return Optional.of(this);
    }

    @Override
    public int threshold() {
        return batch.threshold();
    }

    @Override
    public Optional<Failure> prepare() {
        return batch.prepare();
    }

    @Override
    public Optional<Failure> failure() {
        return batch.failure();
    }

    @Override
    public Optional<Batch.Reader> reader(BoundModel model, int threads, Cancellation cancellation)
            throws CancelledException {
        return batch.reader(model, threads, cancellation);
    }

    @Override
    public String label() {
        return "GPU 7";
    }

    @Override
    public String reason() {
        return "a test";
    }

    @Override
    public OptionalLong available() {
        return available;
    }

    @Override
    public DeviceMemory open(int threads, Cancellation cancellation)
            throws Failure, CancelledException {
        call("open");
        DeviceMemory memory = batch.device(0).orElseThrow().open(threads, cancellation);
        open++;
        return new Memory(memory);
    }

    private final class Memory implements DeviceMemory {
        private final DeviceMemory memory;

        Memory(DeviceMemory memory) {
            this.memory = memory;
        }

        @Override
        public boolean reserve(MemorySegment block) throws Failure {
            call("reserve");
            return roomFor-- != 0 && memory.reserve(block);
        }

        @Override
        public void put(MemorySegment part) throws Failure {
            call("put");
            memory.put(part);
        }

        @Override
        public void get(MemorySegment part) throws Failure {
            call("get");
            memory.get(part);
        }

        @Override
        public boolean bake(Weights from, List<BakeTerm> terms, DType written, MemorySegment into)
                throws Failure {
            call("bake");
            return memory.bake(from, terms, written, into);
        }

        @Override
        public boolean holds(MemorySegment part) {
            return memory.holds(part);
        }

        @Override
        public long bytes() {
            return memory.bytes();
        }

        @Override
        public DeviceMemory.Reader reader(BoundModel model) throws Failure {
            call("reader");
            DeviceMemory.Reader reader = memory.reader(model);
            open++;
            return new OneReader(reader);
        }

        @Override
        public void close() {
            open--;
            memory.close();
        }
    }

    private final class OneReader implements DeviceMemory.Reader {
        private final DeviceMemory.Reader reader;

        OneReader(DeviceMemory.Reader reader) {
            this.reader = reader;
        }

        @Override
        public DeviceMemory.Text text(int capacity) throws Failure {
            call("text");
            DeviceMemory.Text text = reader.text(capacity);
            open++;
            return new OneText(text);
        }

        @Override
        public void readTogether(
                TokenTrie trie,
                WantedNodes wanted,
                Runner.TextTaker taker,
                Cancellation cancellation)
                throws Failure, CancelledException {
            call("together");
            reader.readTogether(trie, wanted, taker, cancellation);
        }

        @Override
        public void close() {
            open--;
            reader.close();
        }
    }

    private final class OneText implements DeviceMemory.Text {
        private final DeviceMemory.Text text;

        OneText(DeviceMemory.Text text) {
            this.text = text;
        }

        @Override
        public void read(
                int first,
                int[] tokens,
                int wanted,
                Sequence.LogitsTaker taker,
                Cancellation cancellation)
                throws Failure, CancelledException {
            call("read");
            text.read(first, tokens, wanted, taker, cancellation);
        }

        @Override
        public void layers(
                int first,
                int[] tokens,
                int wanted,
                Sequence.LayerTaker taker,
                Cancellation cancellation)
                throws Failure, CancelledException {
            call("layers");
            text.layers(first, tokens, wanted, taker, cancellation);
        }

        @Override
        public void close() {
            open--;
            text.close();
        }
    }
}
