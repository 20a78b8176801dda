package org.taskvectors.inference.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// The twin that needs no vectors.
class ScalarBakeKernels implements BakeKernels {
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /// Room of one thread.
    private static final class Scratch {
        private final float[] sum = new float[BLOCK];
        private final float[] change = new float[BLOCK];
    }

    @Override
    public long bake(
            Weights base,
            List<BakeTerm> terms,
            DType written,
            long first,
            long count,
            MemorySegment into) {
        Scratch room = scratch.get();
        DType held = written == DType.BF16 ? DType.BF16 : DType.F32;
        for (long done = 0; done < count; done += BLOCK) {
            int some = (int) Math.min(BLOCK, count - done);
            decode(base.dtype(), base.memory(), first + done, some, room.sum);
            for (BakeTerm term : terms) {
                if (term.lambda() != 0) {
                    add(term, first + done, some, room.sum, room.change);
                }
            }
            if (hasNaN(room.sum, some)) {
                return done;
            }
            if (written == DType.F16) {
                roundToFloat16(room.sum, some);
            }
            encode(room.sum, some, held, into, done * held.bytes());
        }
        return count;
    }

    void decode(DType dtype, MemorySegment memory, long first, int count, float[] into) {
        long width = dtype.bytes();
        Numbers.decode(dtype, memory.asSlice(first * width, count * width), count, into);
    }

    void encode(float[] sum, int count, DType held, MemorySegment into, long offset) {
        Numbers.encode(sum, count, held, into.asSlice(offset, (long) count * held.bytes()));
    }

    /// Adds λ·τ to the sum.
    ///
    /// @param change room for as many numbers
    void add(BakeTerm term, long first, int count, float[] sum, float[] change) {
        decode(term.dtype(), term.memory(), first, count, change);
        float lambda = term.lambda();
        for (int i = 0; i < count; i++) {
            // Java never fuses product and sum.
            sum[i] += lambda * change[i];
        }
    }

    boolean hasNaN(float[] sum, int count) {
        for (int i = 0; i < count; i++) {
            if (Float.isNaN(sum[i])) {
                return true;
            }
        }
        return false;
    }

    private static void roundToFloat16(float[] sum, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = Float.float16ToFloat(Float.floatToFloat16(sum[i]));
        }
    }
}
