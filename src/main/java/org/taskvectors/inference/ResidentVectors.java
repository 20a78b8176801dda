package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.inference.kernel.NativeBlock;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.vector.Overlay;
import org.taskvectors.vector.Summand;

/// The changes of all vectors in native memory, each in the dtype in which it is read: a saved
/// vector's own, float32 for the product of an adapter's factors.
final class ResidentVectors implements AutoCloseable {
    /// Elements of one unit of work, and of one read.
    private static final long UNIT = 1 << 20;

    private static final long BLOCK = 1 << 16;

    /// One tensor of one vector. Vectors are told apart by identity.
    private record Key(Checkpoint vector, Tensor tensor) {}

    private record Unit(Key key, MemorySegment memory, long first, long end) {}

    private final NativeBlock block;
    private final Map<Key, MemorySegment> held = new LinkedHashMap<>();

    private ResidentVectors(NativeBlock block) {
        this.block = block;
    }

    /// Returns the bytes that the changes of these tensors take.
    static long bytes(Overlay overlay, Set<String> names) {
        return keys(overlay, names).stream().mapToLong(key -> aligned(key.tensor())).sum();
    }

    private static long aligned(Tensor tensor) {
        return WeightPlan.aligned(tensor.bytes());
    }

    private static List<Key> keys(Overlay overlay, Set<String> names) {
        Map<Key, Boolean> keys = new LinkedHashMap<>();
        for (Map<String, Overlay.Change> changes : overlay.changes()) {
            for (String name : names) {
                Overlay.Change change = changes.get(name);
                if (change != null) {
                    keys.put(new Key(change.vector(), change.tensor()), true);
                }
            }
        }
        return List.copyOf(keys.keySet());
    }

    /// Reads the changes of these tensors into memory.
    ///
    /// @param progress counts the bytes that are read; its total is the caller's
    /// @throws Failure if a vector cannot be read, or memory is short; nothing stays allocated
    /// @throws CancelledException if it was cancelled; likewise
    static ResidentVectors load(
            Overlay overlay,
            Set<String> names,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        ResidentVectors vectors = new ResidentVectors(NativeBlock.allocate(bytes(overlay, names)));
        boolean isDone = false;
        try {
            vectors.fill(keys(overlay, names), threads, progress, cancellation);
            isDone = true;
            return vectors;
        } finally {
            if (!isDone) {
                vectors.close();
            }
        }
    }

    private void fill(List<Key> keys, int threads, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Unit> units = new ArrayList<>();
        long offset = 0;
        for (Key key : keys) {
            Tensor tensor = key.tensor();
            held.put(key, block.memory().asSlice(offset, tensor.bytes()));
            offset += aligned(tensor);
            for (long first = 0; first < tensor.elements(); first += UNIT) {
                long end = Math.min(tensor.elements(), first + UNIT);
                units.add(new Unit(key, held.get(key), first, end));
            }
        }
        List<ReadAhead.Span> spans =
                keys.stream()
                        .flatMap(key -> TensorSpans.whole(key.vector(), key.tensor()).stream())
                        .toList();
        try (ReadAhead.Plan _ = ReadAhead.announce(spans)) {
            Workers.run(
                    threads,
                    units.size(),
                    cancellation,
                    () -> number -> read(units.get(number), progress, cancellation));
        }
    }

    private static void read(Unit unit, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Tensor tensor = unit.key().tensor();
        int width = tensor.dtype().bytes();
        try (TensorReader reader = unit.key().vector().reader(tensor)) {
            long step = Math.ceilDiv(BLOCK, reader.grain()) * reader.grain();
            for (long at = unit.first(); at < unit.end(); ) {
                cancellation.check();
                // Whole rows of a product, counted from the tensor's start.
                long end = Math.min(unit.end(), (at / step + 1) * step);
                long bytes = (end - at) * width;
                reader.read(at, unit.memory().asSlice(at * width, bytes));
                progress.add(bytes);
                at = end;
            }
        }
    }

    /// Returns the bytes that are held.
    long bytes() {
        return held.values().stream().mapToLong(MemorySegment::byteSize).sum();
    }

    /// Returns all the memory that they lie in.
    MemorySegment memory() {
        return block.memory();
    }

    /// Returns the bytes of a summand's τ; empty if it is not held.
    Optional<MemorySegment> find(Summand summand) {
        return Optional.ofNullable(held.get(new Key(summand.vector(), summand.tensor())));
    }

    @Override
    public void close() {
        block.close();
    }
}
