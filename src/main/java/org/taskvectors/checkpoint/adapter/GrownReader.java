package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Computes a product of factors, and adds what lies below them in the file where the base has no
/// rows: in float64, rounded once.
///
/// @param product computes s·B·A; closed with this
/// @param files the adapter's files
record GrownReader(Change.Grown change, TensorReader product, Checkpoint files)
        implements TensorReader {
    private static final int MOST = 1 << 20;

    @Override
    public void read(long first, MemorySegment target) throws IOException {
        product.read(first, target);
        DType dtype = change.tensor().dtype();
        int width = dtype.bytes();
        long end = first + target.byteSize() / width;
        int count;
        for (long at = Math.max(first, change.held()); at < end; at += count) {
            count = (int) Math.min(MOST, end - at);
            MemorySegment into = target.asSlice((at - first) * width, (long) count * width);
            double[] below = BaseSide.doubles(files, change.below(), at, count);
            double[] sum = new double[count];
            Numbers.decode(dtype, into, count, sum);
            for (int i = 0; i < count; i++) {
                sum[i] += below[i];
            }
            Numbers.encode(sum, count, dtype, into);
        }
    }

    @Override
    public long grain() {
        return product.grain();
    }

    @Override
    public void close() {
        product.close();
    }
}
