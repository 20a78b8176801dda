package org.taskvectors.checkpoint.safetensors;

import java.io.Closeable;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;

/// One open safetensors file. Opening reads its header and nothing else.
public final class SafetensorsFile implements Closeable {
    /// A buffer cannot span more than 2 GiB.
    private static final long LARGEST_READ = 1L << 30;

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

    /// Reads the header of an open file, which this takes over: it is closed with this, and also
    /// where opening fails.
    ///
    /// @throws Failure with a [SafetensorsProblem] where a rule of the format is broken
    public static SafetensorsFile open(ReadableFile file) throws Failure {
        try {
            return new SafetensorsFile(file, HeaderReader.read(file));
        } catch (Failure | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    public Path path() {
        return file.path();
    }

    /// Bytes of the file.
    public long size() {
        return file.size();
    }

    /// The tensors in the order of their data.
    public List<Tensor> tensors() {
        return tensors;
    }

    /// The tensor of that name.
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(entries.get(name)).map(SafetensorsHeader.Entry::tensor);
    }

    /// `__metadata__`.
    public Map<String, String> metadata() {
        return metadata;
    }

    /// Fills `target` with the elements of `tensor` from `firstElement` on; see
    /// [org.taskvectors.checkpoint.Checkpoint#read].
    ///
    /// @throws IllegalArgumentException where the tensor is none of this file's, the elements asked
    ///   for are not all its own, or they do not begin and end at a byte
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure {
        SafetensorsHeader.Entry entry = entries.get(tensor.name());
        if (entry == null || !entry.tensor().equals(tensor)) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " is not in " + file.path());
        }
        long firstBit = Math.multiplyExact(firstElement, (long) tensor.dtype().bits());
        long size = target.byteSize();
        if (firstElement < 0
                || firstBit % 8 != 0
                || firstBit / 8 > tensor.bytes() - size
                || size * 8 % tensor.dtype().bits() != 0) {
            throw new IllegalArgumentException(
                    size + " bytes from element " + firstElement + " are not in " + tensor);
        }
        long position = entry.position() + firstBit / 8;
        try {
            for (long at = 0; at < size; at += LARGEST_READ) {
                file.read(position + at, target.asSlice(at, Math.min(LARGEST_READ, size - at)));
            }
        } catch (Failure e) {
            throw e.at("tensor " + Shown.of(tensor.name()) + ", " + e.place());
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
