package org.taskvectors.vector;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.ChangeReader;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Floats;
import org.taskvectors.tensor.Numbers;

/// Computes one tensor of a sum for one thread: acc begins as θ0, or as 0 without a base, and adds
/// λ·τ of each term in the terms' order. Product and sum are each rounded to float32, and the
/// result is rounded once to the output's dtype. If θ0 or a τ is float64, everything is computed in
/// float64. Terms with λ = 0 are skipped. A side with fewer rows than the output counts as 0 beyond
/// them.
final class Sum implements TensorReader {
    /// The most elements that are computed at a time.
    private static final int BLOCK = TensorReader.SIDES;

    private final Tensor output;
    private final @Nullable Tensor from;
    private final @Nullable TensorReader base;
    private final List<Summand> summands;
    private final List<TensorReader> readers = new ArrayList<>();
    private final boolean isDouble;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment baseBytes;
    private final MemorySegment bytes;
    private final Optional<Checkpoint> of;
    private final Floats floats;
    private float[] acc = {};
    private float[] own = {};
    private float[] more = {};
    private double[] wideAcc = {};
    private double[] wideMore = {};
    private List<Block> sides = List.of();

    private Sum(
            Tensor output,
            @Nullable Tensor from,
            @Nullable TensorReader base,
            Optional<Checkpoint> of,
            List<Summand> summands) {
        this.output = output;
        this.of = of;
        floats = Floats.of(of.map(whole -> whole.about().bytesOnDisk()).orElse(0L));
        this.from = from;
        this.base = base;
        isDouble =
                isDouble(from) || summands.stream().anyMatch(summand -> isDouble(summand.tensor()));
        // A coefficient that float32 rounds to 0 has no part in a sum of float32.
        this.summands =
                isDouble
                        ? summands
                        : summands.stream().filter(summand -> summand.factor() != 0).toList();
        int most = (int) Math.min(BLOCK, Math.max(1, output.elements()));
        baseBytes = arena.allocate(8L * (base == null ? 0 : most), 64);
        bytes = arena.allocate(8L * (this.summands.isEmpty() ? 0 : most), 64);
        if (isDouble) {
            wideAcc = new double[most];
            wideMore = new double[most];
        } else {
            acc = new float[most];
            more = new float[most];
        }
    }

    /// Opens the sum of a base's tensor and the summands.
    static TensorReader onBase(
            Tensor output, Checkpoint base, Operands operands, Tensor from, List<Summand> summands)
            throws IOException {
        return open(
                new Sum(output, from, operands.base(from), Optional.of(base), summands),
                operands::change);
    }

    /// Opens the sum of the summands alone.
    static TensorReader alone(Tensor output, List<Summand> summands) throws IOException {
        return open(
                new Sum(output, null, null, Optional.empty(), summands),
                summand -> summand.vector().reader(summand.tensor()));
    }

    /// Opens τ.
    private interface Opener {
        TensorReader open(Summand summand) throws IOException;
    }

    private static TensorReader open(Sum sum, Opener changes) throws IOException {
        try {
            for (Summand summand : sum.summands) {
                sum.readers.add(changes.open(summand));
            }
            if (sum.readers.stream().anyMatch(ChangeReader.class::isInstance)) {
                sum.own = new float[sum.acc.length];
            }
            return sum;
        } catch (IOException | RuntimeException | Error e) {
            sum.close();
            throw e;
        }
    }

    private static boolean isDouble(@Nullable Tensor tensor) {
        return tensor != null && tensor.dtype() == DType.F64;
    }

    @Override
    public void read(long first, MemorySegment target) throws IOException {
        WeightsFile.offsetWithin(output, first, target.byteSize());
        int width = output.dtype().bytes();
        long count = target.byteSize() / width;
        for (long at = 0; at < count; at += BLOCK) {
            int some = (int) Math.min(BLOCK, count - at);
            MemorySegment into = target.asSlice(at * width, (long) some * width);
            if (isDouble) {
                inDouble(first + at, some, into);
            } else {
                inFloat(first + at, some, into);
            }
            keepRest(first + at, some, into);
        }
        if (count > BLOCK) {
            sides = List.of();
        }
    }

    /// What lies beyond all terms is the base's, bit for bit: a NaN keeps its payload.
    private void keepRest(long first, int count, MemorySegment into) {
        if (sides.isEmpty() || sides.getFirst().dtype() != output.dtype()) {
            return;
        }
        int most = 0;
        for (int i = 0; i < readers.size(); i++) {
            most = Math.max(most, held(i, first, count));
        }
        if (most < count) {
            long from = (long) most * output.dtype().bytes();
            into.asSlice(from).copyFrom(sides.getFirst().bytes().asSlice(from));
        }
    }

    private void inFloat(long first, int count, MemorySegment into) throws IOException {
        Block before = before(first, count);
        if (before == null) {
            Arrays.fill(acc, 0, count, 0);
        } else {
            floats.decode(before.dtype(), before.bytes(), count, acc);
        }
        Optional<ChangeReader.Given> given = given(before, count);
        for (int i = 0; i < readers.size(); i++) {
            int held = held(i, first, count);
            if (held > 0) {
                if (given.isPresent() && readers.get(i) instanceof ChangeReader change) {
                    change.change(first, held, given.get(), more);
                } else {
                    floats.decode(
                            summands.get(i).tensor().dtype(), term(i, first, held), held, more);
                }
                add(summands.get(i).factor(), held);
            }
        }
        if (hasNaN(acc, count)) {
            settle(before, count);
            Numbers.encode(acc, count, output.dtype(), into);
        } else {
            floats.encodeNumbers(acc, count, output.dtype(), into);
        }
    }

    /// Returns the base's numbers for changes that are computed from them; empty where there are
    /// none.
    private Optional<ChangeReader.Given> given(@Nullable Block before, int count) {
        if (before == null || from == null || of.isEmpty() || own.length == 0) {
            return Optional.empty();
        }
        System.arraycopy(acc, 0, own, 0, count);
        return Optional.of(new ChangeReader.Given(of.get(), from, own));
    }

    /// Which NaN comes out of two is the processor's choice: here it is the base's own, or else the
    /// usual one, so that the same inputs give the same bytes.
    private void settle(@Nullable Block before, int count) {
        for (int i = 0; i < count; i++) {
            if (Float.isNaN(acc[i])) {
                float[] own = {Float.NaN};
                if (before != null) {
                    Numbers.decode(before.dtype(), element(before, i), 1, own);
                }
                acc[i] = Float.isNaN(own[0]) ? own[0] : Float.NaN;
            }
        }
    }

    /// A loop of its own and without branches, so that the compiler turns it into vector code.
    private static boolean hasNaN(float[] numbers, int count) {
        int most = 0;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, Float.floatToRawIntBits(numbers[i]) & 0x7fffffff);
        }
        return most > 0x7f800000;
    }

    private void settleWide(@Nullable Block before, int count) {
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(wideAcc[i])) {
                double[] own = {Double.NaN};
                if (before != null) {
                    Numbers.decode(before.dtype(), element(before, i), 1, own);
                }
                wideAcc[i] = Double.isNaN(own[0]) ? own[0] : Double.NaN;
            }
        }
    }

    private static MemorySegment element(Block block, int index) {
        int width = block.dtype().bytes();
        return block.bytes().asSlice((long) index * width, width);
    }

    /// A loop of its own, so that the compiler turns it into vector code; Java never fuses product
    /// and sum.
    private void add(float lambda, int count) {
        float[] sum = acc;
        float[] change = more;
        for (int i = 0; i < count; i++) {
            sum[i] += lambda * change[i];
        }
    }

    private void inDouble(long first, int count, MemorySegment into) throws IOException {
        Block before = before(first, count);
        if (before == null) {
            Arrays.fill(wideAcc, 0, count, 0);
        } else {
            Numbers.decode(before.dtype(), before.bytes(), count, wideAcc);
        }
        for (int i = 0; i < readers.size(); i++) {
            int held = held(i, first, count);
            if (held > 0) {
                Numbers.decode(
                        summands.get(i).tensor().dtype(), term(i, first, held), held, wideMore);
                addWide(summands.get(i).lambda(), held);
            }
        }
        settleWide(before, count);
        Numbers.encode(wideAcc, count, output.dtype(), into);
    }

    private void addWide(double lambda, int count) {
        double[] sum = wideAcc;
        double[] change = wideMore;
        for (int i = 0; i < count; i++) {
            sum[i] += lambda * change[i];
        }
    }

    private @Nullable Block before(long first, int count) throws IOException {
        if (base == null || from == null) {
            return null;
        }
        Block block = Block.in(baseBytes, from.dtype(), count);
        int held = Math.clamp(from.elements() - first, 0, count);
        MemorySegment read = Block.in(baseBytes, from.dtype(), held).bytes();
        if (held > 0) {
            base.read(first, read);
        }
        // Rows that the base does not have.
        block.bytes().asSlice(read.byteSize()).fill((byte) 0);
        sides = List.of(block);
        return block;
    }

    private int held(int summand, long first, int count) {
        long elements = summands.get(summand).tensor().elements();
        return Math.clamp(elements - first, 0, count);
    }

    private MemorySegment term(int summand, long first, int count) throws IOException {
        Tensor tensor = summands.get(summand).tensor();
        MemorySegment part = bytes.asSlice(0, (long) count * tensor.dtype().bytes());
        readers.get(summand).read(first, part);
        return part;
    }

    @Override
    public List<Block> sides() {
        return sides;
    }

    @Override
    public long grain() {
        return readers.stream().mapToLong(TensorReader::grain).max().orElse(1);
    }

    @Override
    public void close() {
        readers.forEach(TensorReader::close);
        if (base != null) {
            base.close();
        }
        arena.close();
    }
}
