package org.taskvectors.merge;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.ChangeReader;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Rule;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Computes one tensor of a merge for one thread: reads a block of each ingredient as float32,
/// applies the rule, and rounds once to the output's dtype. A rule that needs whole rows gets them,
/// and what was computed of a row is kept until the next one is asked for.
final class RuleReader implements ChangeReader {
    /// The most elements that are computed at a time, but for a longer row.
    private static final int BLOCK = 1 << 13;

    private final MergeRow row;
    private final Tensor output;
    private final Rule rule;
    private final List<Optional<TensorReader>> readers;
    private final boolean takesNotFinite;
    private final int grain;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes;
    private final MemorySegment window;
    private final float[][] values;
    private final float[] result;
    private long windowFirst;
    private int windowCount;

    RuleReader(
            MergeRow row,
            Tensor output,
            Rule rule,
            List<Optional<TensorReader>> readers,
            boolean takesNotFinite) {
        this.row = row;
        this.output = output;
        this.rule = rule;
        this.readers = List.copyOf(readers);
        this.takesNotFinite = takesNotFinite;
        grain = rule.grain();
        int some = Math.max(1, BLOCK / grain) * grain;
        int most = Math.clamp(output.elements(), 1, some);
        bytes = arena.allocate(8L * most, 64);
        window = arena.allocate(grain == 1 ? 0 : (long) most * output.dtype().bytes(), 64);
        values = new float[readers.size()][most];
        result = new float[most];
    }

    @Override
    public void read(long first, MemorySegment target) throws IOException {
        WeightsFile.offsetWithin(output, first, target.byteSize());
        int width = output.dtype().bytes();
        long count = target.byteSize() / width;
        long at = 0;
        while (at < count) {
            int some;
            if (grain == 1) {
                some = (int) Math.min(result.length, count - at);
                compute(first + at, some);
                Numbers.encode(
                        result,
                        some,
                        output.dtype(),
                        target.asSlice(at * width, (long) some * width));
            } else {
                some = fromWindow(first + at, count - at, target.asSlice(at * width));
            }
            at += some;
        }
    }

    /// Copies what the window has from `first` on; computes the rows there if it has nothing.
    private int fromWindow(long first, long count, MemorySegment target) throws IOException {
        if (first < windowFirst || first >= windowFirst + windowCount) {
            windowCount = 0;
            long from = first / grain * grain;
            int some = (int) Math.min(result.length, output.elements() - from);
            compute(from, some);
            Numbers.encode(result, some, output.dtype(), window);
            windowFirst = from;
            windowCount = some;
        }
        long offset = first - windowFirst;
        int some = (int) Math.min(count, windowCount - offset);
        int width = output.dtype().bytes();
        MemorySegment.copy(window, offset * width, target, 0, (long) some * width);
        return some;
    }

    @Override
    public void change(long first, int count, Given given, float[] into) throws IOException {
        if (grain > 1) {
            decoded(output.dtype(), first, count, into);
            return;
        }
        for (int at = 0; at < count; at += result.length) {
            int some = Math.min(result.length, count - at);
            for (int k = 0; k < values.length; k++) {
                if (readers.get(k).isPresent()) {
                    readChange(k, readers.get(k).get(), first + at, some, given, at);
                }
            }
            rule.combine(values, first + at, some, result);
            System.arraycopy(result, 0, into, at, some);
        }
    }

    /// The base itself as an ingredient is what was given, and a change of the base may be computed
    /// from that.
    private void readChange(
            int k, TensorReader reader, long first, int count, Given given, int offset)
            throws IOException {
        Ingredient ingredient = row.ingredients().get(k).orElseThrow();
        boolean isBase = given.isOf(ingredient.checkpoint(), ingredient.tensor());
        if (isBase) {
            System.arraycopy(given.numbers(), offset, values[k], 0, count);
        } else if (reader instanceof ChangeReader change
                && ingredient.tensor().elements() == output.elements()) {
            change.change(first, count, given.part(offset, count), values[k]);
        } else {
            read(k, reader, first, count);
            return;
        }
        if (!takesNotFinite && hasNotFinite(values[k], count)) {
            throw notFinite(ingredient);
        }
    }

    private void compute(long first, int count) throws IOException {
        for (int k = 0; k < values.length; k++) {
            if (readers.get(k).isPresent()) {
                read(k, readers.get(k).get(), first, count);
            }
        }
        rule.combine(values, first, count, result);
        if (takesNotFinite) {
            settle(count);
        }
    }

    private void read(int k, TensorReader reader, long first, int count) throws IOException {
        Ingredient ingredient = row.ingredients().get(k).orElseThrow();
        DType dtype = ingredient.tensor().dtype();
        int held = Math.clamp(ingredient.tensor().elements() - first, 0, count);
        if (held > 0) {
            Block block = Block.in(bytes, dtype, held);
            reader.read(first, block.bytes());
            Numbers.decode(dtype, block.bytes(), held, values[k]);
        }
        // Rows that the ingredient does not have.
        Arrays.fill(values[k], held, count, 0);
        if (!takesNotFinite && hasNotFinite(values[k], count)) {
            throw notFinite(ingredient);
        }
    }

    private static boolean hasNotFinite(float[] values, int count) {
        int most = 0;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, Float.floatToRawIntBits(values[i]) & 0x7fffffff);
        }
        return most >= 0x7f800000;
    }

    /// Returns the refusal of a weight that is NaN or infinite.
    static Failure notFinite(Ingredient ingredient) {
        return Failure.of(
                        MethodProblem.NOT_FINITE,
                        ingredient.checkpoint().path().orElse(null),
                        "a weight of "
                                + ingredient.checkpoint().name()
                                + " is NaN or infinite, and the method has no result for it",
                        "Repair the checkpoint, or merge without it")
                .at("tensor " + Shown.of(ingredient.tensor().name()));
    }

    /// Which NaN comes out of two is the processor's choice: here it is the usual one.
    private void settle(int count) {
        if (!hasNotFinite(result, count)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            result[i] = Float.isNaN(result[i]) ? Float.NaN : result[i];
        }
    }

    @Override
    public long grain() {
        long read = 1;
        for (Optional<TensorReader> reader : readers) {
            read = Math.max(read, reader.map(TensorReader::grain).orElse(1L));
        }
        return Math.max(grain, read);
    }

    @Override
    public void close() {
        readers.forEach(reader -> reader.ifPresent(TensorReader::close));
        arena.close();
    }
}
