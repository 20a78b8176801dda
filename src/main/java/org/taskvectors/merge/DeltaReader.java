package org.taskvectors.merge;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.taskvectors.checkpoint.ChangeReader;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Floats;

/// Reads the change from a base's tensor to a model's. Where the base's numbers are given, only the
/// model is read.
final class DeltaReader implements ChangeReader {
    private final Ingredient base;
    private final Ingredient tuned;
    private final TensorReader both;
    private final TensorReader model;
    private final Floats floats;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes;

    /// @param base the base's tensor
    /// @param tuned the model's, of as many elements
    /// @param both reads the change from both
    DeltaReader(Ingredient base, Ingredient tuned, TensorReader both) throws IOException {
        this.base = base;
        this.tuned = tuned;
        this.both = both;
        model = tuned.checkpoint().reader(tuned.tensor());
        floats = Floats.of(tuned.checkpoint().about().bytesOnDisk());
        long most = Math.clamp(tuned.tensor().elements(), 1, SIDES);
        bytes = arena.allocate(most * tuned.tensor().dtype().bytes(), 64);
    }

    @Override
    public void read(long first, MemorySegment target) throws IOException {
        both.read(first, target);
    }

    @Override
    public void change(long first, int count, Given given, float[] into) throws IOException {
        boolean isOfBase = given.isOf(base.checkpoint(), base.tensor()) && count <= SIDES;
        if (!isOfBase) {
            decoded(DType.F32, first, count, into);
            return;
        }
        DType dtype = tuned.tensor().dtype();
        Block block = Block.in(bytes, dtype, count);
        model.read(first, block.bytes());
        floats.decode(dtype, block.bytes(), count, into);
        subtract(given.numbers(), into, count);
    }

    /// A loop of its own, so that the compiler turns it into vector code.
    private static void subtract(float[] from, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] -= from[i];
        }
    }

    @Override
    public long grain() {
        return both.grain();
    }

    @Override
    public void close() {
        both.close();
        model.close();
        arena.close();
    }
}
