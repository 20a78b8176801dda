package org.taskvectors.merge;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Unit;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Numbers;

/// Counts the magnitudes of some bins by the lower 16 bits of their float32, for one thread.
final class RefiningShare implements Lane.Share {
    private final List<Measuring.Source> rows;
    private final Function<Measuring.Source, OrderGroup> groups;
    private int[][] tables = {};
    private int[] places = {};
    private float[] values = {};

    RefiningShare(List<Measuring.Source> rows, Function<Measuring.Source, OrderGroup> groups) {
        this.rows = rows;
        this.groups = groups;
    }

    @Override
    public void begin(Unit unit) {
        OrderGroup group = groups.apply(rows.get(unit.row()));
        places = group.places();
        if (tables.length < group.refined()) {
            tables = new int[group.refined()][OrderGroup.FINE];
        }
        for (int[] table : tables) {
            Arrays.fill(table, 0);
        }
    }

    @Override
    public void block(Blocks blocks) {
        Block block = blocks.part(0);
        if (values.length < block.count()) {
            values = new float[block.count()];
        }
        Numbers.decode(block.dtype(), block.bytes(), block.count(), values);
        for (int i = 0; i < block.count(); i++) {
            int bits = Float.floatToRawIntBits(values[i]) & 0x7fffffff;
            int at = places[bits >>> 16];
            if (at >= 0) {
                tables[at][bits & 0xffff]++;
            }
        }
    }

    @Override
    public void end(Unit unit) {
        groups.apply(rows.get(unit.row())).endRefined(tables, unit.count());
    }
}
