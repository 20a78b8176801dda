package org.taskvectors.vector;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// The vector θ − θ0 of two checkpoints, computed block by block on reading: in float32 from the
/// exact values of both sides (in float64 if either is float64), and rounded once to the output's
/// dtype. These are the numbers that an extraction writes.
public final class Difference implements Vector {
    /// Two tensors that are subtracted.
    ///
    /// @param base θ0
    /// @param tuned θ
    /// @param output τ: the base's name, the dtype to round to, and the shape; if the two have
    ///   different numbers of rows, that of the shared rows
    public record Pair(Tensor base, Tensor tuned, Tensor output) {}

    private final Checkpoint base;
    private final Checkpoint tuned;
    private final Map<String, Pair> pairs = new LinkedHashMap<>();
    private final About about;

    /// @param pairs the tensors to subtract, in the order of the result; both checkpoints stay the
    ///   caller's, and closing the result closes neither
    public Difference(Checkpoint base, Checkpoint tuned, List<Pair> pairs) {
        this.base = base;
        this.tuned = tuned;
        pairs.forEach(pair -> this.pairs.put(pair.output().name(), pair));
        about =
                About.computed(
                        tuned.name() + " − " + base.name(),
                        "difference of two checkpoints",
                        Stream.concat(
                                        base.about().weightFiles().stream(),
                                        tuned.about().weightFiles().stream())
                                .distinct()
                                .toList());
    }

    /// Returns this vector, which has its base already.
    @Override
    public Vector on(Checkpoint newBase) {
        return this;
    }

    @Override
    public Optional<Checkpoint> base() {
        return Optional.of(base);
    }

    @Override
    public List<Incomplete> incomplete() {
        return List.of();
    }

    @Override
    public Kept kept(Tensor tensor) {
        return Kept.asElements(tensor.dtype(), 0);
    }

    @Override
    public Optional<Failure> question() {
        return Optional.empty();
    }

    @Override
    public void requireReadable() {}

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return pairs.values().stream().map(Pair::output).toList();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(pairs.get(name)).map(Pair::output);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return Stored.NOWHERE;
    }

    @Override
    public Tied tied() {
        return Tied.NONE;
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        Pair pair = pairs.get(tensor.name());
        if (pair == null || !pair.output().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        TensorReader before = base.reader(pair.base());
        try {
            return new Reader(pair, before, tuned.reader(pair.tuned()));
        } catch (IOException | RuntimeException | Error e) {
            before.close();
            throw e;
        }
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        Pair pair = pairs.get(tensor.name());
        return pair == null
                ? List.of()
                : TensorSpans.sideBySide(
                        List.of(
                                TensorSpans.within(base, pair.base(), first, count),
                                TensorSpans.within(tuned, pair.tuned(), first, count)));
    }

    /// Does nothing, since both sides are the caller's.
    @Override
    public void close() {}

    private static final class Reader implements TensorReader {
        private final Pair pair;
        private final TensorReader before;
        private final TensorReader after;
        private final boolean isDouble;
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment baseBytes;
        private final MemorySegment tunedBytes;
        private List<Block> sides = List.of();

        Reader(Pair pair, TensorReader before, TensorReader after) {
            this.pair = pair;
            this.before = before;
            this.after = after;
            isDouble = pair.base().dtype() == DType.F64 || pair.tuned().dtype() == DType.F64;
            long most = Math.min(SIDES, Math.max(1, pair.output().elements()));
            baseBytes = arena.allocate(8 * most, 64);
            tunedBytes = arena.allocate(8 * most, 64);
        }

        @Override
        public void read(long first, MemorySegment target) throws IOException {
            DType dtype = pair.output().dtype();
            WeightsFile.offsetWithin(pair.output(), first, target.byteSize());
            int width = dtype.bytes();
            long count = target.byteSize() / width;
            for (long at = 0; at < count; at += SIDES) {
                int some = (int) Math.min(SIDES, count - at);
                Block one = Block.in(baseBytes, pair.base().dtype(), some);
                Block other = Block.in(tunedBytes, pair.tuned().dtype(), some);
                before.read(first + at, one.bytes());
                after.read(first + at, other.bytes());
                subtract(one, other, dtype, target.asSlice(at * width, (long) some * width));
                sides = List.of(one, other);
            }
            if (count > SIDES) {
                sides = List.of();
            }
        }

        private void subtract(Block one, Block other, DType dtype, MemorySegment into) {
            int count = one.count();
            if (isDouble) {
                double[] from = new double[count];
                double[] to = new double[count];
                Numbers.decode(one.dtype(), one.bytes(), count, from);
                Numbers.decode(other.dtype(), other.bytes(), count, to);
                for (int i = 0; i < count; i++) {
                    to[i] -= from[i];
                }
                Numbers.encode(to, count, dtype, into);
            } else {
                float[] from = new float[count];
                float[] to = new float[count];
                Numbers.decode(one.dtype(), one.bytes(), count, from);
                Numbers.decode(other.dtype(), other.bytes(), count, to);
                for (int i = 0; i < count; i++) {
                    to[i] -= from[i];
                }
                Numbers.encode(to, count, dtype, into);
            }
        }

        @Override
        public List<Block> sides() {
            return sides;
        }

        @Override
        public void close() {
            before.close();
            after.close();
            arena.close();
        }
    }
}
