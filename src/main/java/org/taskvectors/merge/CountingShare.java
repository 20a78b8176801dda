package org.taskvectors.merge;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Unit;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Numbers;

/// Counts magnitudes by the upper 16 bits of their float32, for one thread.
final class CountingShare implements Lane.Share {
    /// The first bin of what is not finite.
    private static final int NOT_FINITE = 0x7f80;

    private final List<Measuring.Source> rows;
    private final Function<Measuring.Source, OrderGroup> groups;
    private final int[] bins = new int[OrderGroup.BINS];
    private float[] values = {};
    private long zeros;
    private int low;

    CountingShare(List<Measuring.Source> rows, Function<Measuring.Source, OrderGroup> groups) {
        this.rows = rows;
        this.groups = groups;
    }

    @Override
    public void begin(Unit unit) {
        Arrays.fill(bins, 0);
        zeros = 0;
        low = 0;
    }

    @Override
    public void block(Blocks blocks) {
        Block block = blocks.part(0);
        if (values.length < block.count()) {
            values = new float[block.count()];
        }
        Numbers.decode(block.dtype(), block.bytes(), block.count(), values);
        count(values, block.count());
    }

    private void count(float[] some, int count) {
        int[] table = bins;
        int lowBits = 0;
        long zero = 0;
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(some[i]) & 0x7fffffff;
            table[bits >>> 16]++;
            lowBits |= bits;
            zero += bits == 0 ? 1 : 0;
        }
        low |= lowBits & 0xffff;
        zeros += zero;
    }

    @Override
    public void end(Unit unit) throws IOException {
        Measuring.Source source = rows.get(unit.row());
        for (int bin = NOT_FINITE; bin < bins.length; bin++) {
            if (bins[bin] != 0) {
                throw RuleReader.notFinite(source.asIngredient());
            }
        }
        groups.apply(source).end(bins, zeros, low != 0, unit.count());
    }
}
