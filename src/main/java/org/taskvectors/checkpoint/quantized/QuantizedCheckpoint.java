package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;

/// A checkpoint that shows quantised tensors as the float32 numbers that they stand for, computed
/// block by block by the format's formula in float32. Scales, tables and states are parts of these
/// tensors and are not shown. A tensor in a format that this program does not decode is shown as it
/// is stored, and [Stored#undecoded] names the format.
public final class QuantizedCheckpoint implements Checkpoint {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Checkpoint stored;
    private final Found found;
    private final List<Tensor> tensors;
    private final About about;

    private QuantizedCheckpoint(Checkpoint stored, Found found) {
        this.stored = stored;
        this.found = found;
        tensors =
                stored.tensors().stream()
                        .filter(tensor -> !found.hidden().contains(tensor.name()))
                        .map(tensor -> found.shown().getOrDefault(tensor.name(), tensor))
                        .toList();
        about = stored.about().withMoreNotes(found.notes());
    }

    /// Wraps `stored` and takes it over; returns `stored` itself if nothing in it is quantised. Of
    /// the tensors this reads only the states in JSON.
    ///
    /// @throws Failure with a [QuantizedProblem] if the parts of a tensor do not fit each other;
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

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        QuantizedTensor quantized = found.decoded().get(name);
        if (quantized != null) {
            return Optional.of(quantized.shown());
        }
        return found.isPart(name) ? Optional.empty() : stored.tensor(name);
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        QuantizedTensor quantized = found.decoded().get(tensor.name());
        if (quantized == null) {
            return stored.reader(tensor);
        }
        if (!quantized.shown().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return new Decoder(quantized);
    }

    /// Of a quantised tensor those of its codes and scales, side by side; tables are small, and
    /// read as they come.
    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        QuantizedTensor quantized = found.decoded().get(tensor.name());
        if (quantized == null) {
            return stored.spans(tensor, first, count);
        }
        Map<Codes.Role, Tensor> parts = quantized.codes().parts();
        // Of a transposed one, each row has codes from all over.
        boolean isAsStored = quantized.codes().order() instanceof StoredOrder.AsStored;
        long of = Math.max(1, tensor.elements());
        return TensorSpans.sideBySide(
                Stream.of(quantized.stored(), parts.get(Codes.Role.SCALES))
                        .filter(Objects::nonNull)
                        .map(
                                part ->
                                        isAsStored
                                                ? share(part, first, count, of)
                                                : TensorSpans.whole(stored, part))
                        .toList());
    }

    /// Returns what is read of the codes or scales of some of a tensor's weights.
    private List<ReadAhead.Span> share(Tensor part, long first, long count, long of) {
        long from = (long) Math.floor((double) first / of * part.elements());
        long end = (long) Math.ceil((double) (first + count) / of * part.elements());
        return TensorSpans.within(stored, part, from, end - from);
    }

    @Override
    public Stored stored(Tensor tensor) {
        QuantizedTensor quantized = found.decoded().get(tensor.name());
        Stored below = stored.stored(quantized == null ? tensor : quantized.stored());
        return new Stored(
                quantized == null ? below.encoding() : Optional.of(quantized.encoding()),
                Optional.ofNullable(found.undecoded().get(tensor.name())).or(below::undecoded),
                quantized == null ? below.codes() : Optional.of(quantized.codes()),
                below.file());
    }

    /// Returns the tied names of tensors that are shown as stored; tied codes may have different
    /// scales.
    @Override
    public Tied tied() {
        return stored.tied()
                .only(name -> !found.isPart(name) && !found.decoded().containsKey(name));
    }

    @Override
    public void close() {
        stored.close();
    }

    /// Decodes one tensor for one thread, with scratch memory of its own: the next block mostly
    /// needs the same scales as the last one.
    private static final class Decoder implements TensorReader {
        private final QuantizedTensor tensor;
        private final Scratch scratch = new Scratch();

        Decoder(QuantizedTensor tensor) {
            this.tensor = tensor;
        }

        @Override
        public void read(long first, MemorySegment target) throws IOException {
            WeightsFile.offsetWithin(tensor.shown(), first, target.byteSize());
            long count = target.byteSize() / Float.BYTES;
            for (long done = 0; done < count; done += Scratch.CHUNK) {
                int some = (int) Math.min(Scratch.CHUNK, count - done);
                tensor.decode(first + done, some, scratch);
                MemorySegment.copy(scratch.weights, 0, target, FLOAT, done * Float.BYTES, some);
            }
        }

        @Override
        public void close() {
            scratch.close();
        }
    }
}
