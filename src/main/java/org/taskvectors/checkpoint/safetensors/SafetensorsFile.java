package org.taskvectors.checkpoint.safetensors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.HeaderSpan;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;

/// One open safetensors file. Opening reads its header and nothing else.
public final class SafetensorsFile implements WeightsFile {
    /// A buffer cannot span more than 2 GiB.
    private static final long LARGEST_READ = 1L << 30;

    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ReadableFile file;
    private final Map<String, SafetensorsHeader.Entry> entries;
    private final List<Tensor> tensors;
    private final Map<String, String> metadata;

    private SafetensorsFile(ReadableFile file, SafetensorsHeader header) {
        this.file = file;
        this.tensors = header.entries().stream().map(SafetensorsHeader.Entry::tensor).toList();
        this.metadata = Map.copyOf(header.metadata());
        this.entries = HashMap.newHashMap(tensors.size());
        for (SafetensorsHeader.Entry entry : header.entries()) {
            entries.put(entry.tensor().name(), entry);
        }
    }

    /// Reads the header of an open file and takes the file over: closing this closes it, and so
    /// does a failure here.
    ///
    /// @throws Failure with a [SafetensorsProblem] where a rule of the format is broken
    public static SafetensorsFile open(ReadableFile file) throws Failure {
        try {
            return new SafetensorsFile(file, SafetensorsHeaderReader.read(file));
        } catch (Failure | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// Returns the span of the length and the header; the file's beginning if the length exceeds
    /// the file.
    public static HeaderSpan header(ReadableFile file) throws Failure {
        if (file.size() < Long.BYTES) {
            return HeaderSpan.beginning(file);
        }
        long length;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = arena.allocate(Long.BYTES);
            file.read(0, first);
            length = first.get(LENGTH, 0);
        }
        return length > 0 && length <= file.size() - Long.BYTES
                ? new HeaderSpan(0, Long.BYTES + length)
                : HeaderSpan.beginning(file);
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(entries.get(name)).map(SafetensorsHeader.Entry::tensor);
    }

    @Override
    public String format() {
        return "safetensors file";
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure {
        SafetensorsHeader.Entry entry = entries.get(tensor.name());
        if (entry == null || !entry.tensor().equals(tensor)) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " is not in " + file.path());
        }
        long size = target.byteSize();
        long position = entry.position() + WeightsFile.offsetWithin(tensor, firstElement, size);
        try {
            for (long at = 0; at < size; at += LARGEST_READ) {
                file.read(position + at, target.asSlice(at, Math.min(LARGEST_READ, size - at)));
            }
        } catch (Failure e) {
            throw e.at("tensor " + Shown.of(tensor.name()) + ", " + e.place());
        }
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return Optional.ofNullable(entries.get(tensor.name()))
                .map(
                        entry ->
                                TensorSpans.stored(
                                        file.path(),
                                        entry.position(),
                                        entry.tensor().dtype().bits(),
                                        first,
                                        count))
                .orElse(List.of());
    }

    @Override
    public void close() {
        file.close();
    }
}
