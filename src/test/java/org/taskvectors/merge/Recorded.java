package org.taskvectors.merge;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.file.ReadAhead;

/// A checkpoint that takes note of which bytes are read of each of its tensors, and announces them
/// as if each tensor were a file.
final class Recorded implements Checkpoint {
    private final Checkpoint source;
    private final Map<String, BitSet> read = new TreeMap<>();

    Recorded(Checkpoint source) {
        this.source = source;
    }

    /// What was read, by tensors.
    Map<String, BitSet> read() {
        return read;
    }

    private Path place(Tensor tensor) {
        return Path.of(source.name(), tensor.name());
    }

    /// What was announced, by tensors.
    static Map<String, BitSet> bytes(List<ReadAhead.Span> spans) {
        Map<String, BitSet> bytes = new TreeMap<>();
        for (ReadAhead.Span span : spans) {
            bytes.computeIfAbsent(span.file().toString(), _ -> new BitSet())
                    .set((int) span.from(), (int) (span.from() + span.length()));
        }
        return bytes;
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        TensorReader reader = source.reader(tensor);
        return new TensorReader() {
            @Override
            public void read(long first, MemorySegment target) throws IOException {
                int from = (int) (first * tensor.dtype().bits() / 8);
                synchronized (read) {
                    read.computeIfAbsent(place(tensor).toString(), _ -> new BitSet())
                            .set(from, from + (int) target.byteSize());
                }
                reader.read(first, target);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return TensorSpans.stored(place(tensor), 0, tensor.dtype().bits(), first, count);
    }

    @Override
    public About about() {
        return source.about();
    }

    @Override
    public List<Tensor> tensors() {
        return source.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return source.tensor(name);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return source.stored(tensor);
    }

    @Override
    public Tied tied() {
        return source.tied();
    }

    @Override
    public void close() {
        source.close();
    }
}
