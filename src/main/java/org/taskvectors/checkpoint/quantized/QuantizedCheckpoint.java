package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;

/// A checkpoint whose quantised tensors are shown as the float32 numbers that they stand for: the
/// format's formula in float32, computed block by block when somebody reads. Their scales, tables
/// and states belong to them and are not shown. What is quantised in a way that is not understood
/// here is shown as it is stored, and named by [Checkpoint#undecoded].
public final class QuantizedCheckpoint implements Checkpoint {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Checkpoint stored;
    private final Found found;
    private final List<Tensor> tensors;
    private final List<String> notes;
    private final Scratch.Pool pool = new Scratch.Pool();

    private QuantizedCheckpoint(Checkpoint stored, Found found) {
        this.stored = stored;
        this.found = found;
        tensors =
                stored.tensors().stream()
                        .filter(tensor -> !found.hidden().contains(tensor.name()))
                        .map(this::shown)
                        .toList();
        List<String> all = new ArrayList<>(stored.notes());
        all.addAll(found.notes());
        notes = List.copyOf(all);
    }

    /// Puts the numbers in front of `stored`, which this takes over; `stored` itself where nothing
    /// in it is quantised. Of the tensors only the states that are in JSON are read.
    ///
    /// @throws Failure with a [QuantizedProblem] where the parts of a tensor do not fit each other;
    ///   `stored` is closed then
    public static Checkpoint over(Checkpoint stored) throws Failure {
        try {
            Found found = Finder.find(stored);
            return found.isEmpty() ? stored : new QuantizedCheckpoint(stored, found);
        } catch (Failure | RuntimeException | Error e) {
            stored.close();
            throw e;
        }
    }

    private Tensor shown(Tensor tensor) {
        QuantizedTensor quantized = found.decoded().get(tensor.name());
        return quantized == null ? tensor : quantized.shown();
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return found.hidden().contains(name)
                ? Optional.empty()
                : stored.tensor(name).map(this::shown);
    }

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws IOException {
        QuantizedTensor quantized = found.decoded().get(tensor.name());
        if (quantized == null) {
            stored.read(tensor, firstElement, target);
            return;
        }
        if (!quantized.shown().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        long bytes = target.byteSize();
        WeightsFile.offsetWithin(tensor, firstElement, bytes);
        long count = bytes / Float.BYTES;
        Scratch scratch = pool.take();
        try {
            for (long done = 0; done < count; done += Scratch.CHUNK) {
                int some = (int) Math.min(Scratch.CHUNK, count - done);
                quantized.decode(firstElement + done, some, scratch);
                MemorySegment.copy(scratch.weights, 0, target, FLOAT, done * Float.BYTES, some);
            }
        } finally {
            pool.giveBack(scratch);
        }
    }

    @Override
    public Optional<Encoding> encoding(Tensor tensor) {
        QuantizedTensor quantized = found.decoded().get(tensor.name());
        return quantized == null ? stored.encoding(tensor) : Optional.of(quantized.encoding());
    }

    @Override
    public Optional<String> undecoded(Tensor tensor) {
        return Optional.ofNullable(found.undecoded().get(tensor.name()))
                .or(() -> stored.undecoded(tensor));
    }

    /// Codes that are one tensor may have scales of their own.
    @Override
    public OpenOptions said() {
        return stored.said();
    }

    @Override
    public Optional<Dictionaries> dictionaries() {
        return stored.dictionaries();
    }

    @Override
    public Tied tied() {
        return stored.tied()
                .only(name -> !found.hidden().contains(name) && !found.decoded().containsKey(name));
    }

    @Override
    public Optional<Path> file(Tensor tensor) {
        return stored.tensor(tensor.name()).flatMap(stored::file);
    }

    @Override
    public String name() {
        return stored.name();
    }

    @Override
    public Optional<Path> path() {
        return stored.path();
    }

    @Override
    public String format() {
        return stored.format();
    }

    @Override
    public Map<String, String> metadata() {
        return stored.metadata();
    }

    @Override
    public Optional<ModelConfig> config() {
        return stored.config();
    }

    @Override
    public List<Path> weightFiles() {
        return stored.weightFiles();
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public List<String> companions() {
        return stored.companions();
    }

    @Override
    public long bytesOnDisk() {
        return stored.bytesOnDisk();
    }

    @Override
    public int files() {
        return stored.files();
    }

    @Override
    public void close() {
        stored.close();
        pool.close();
    }
}
