package org.taskvectors.inference.kernel;

import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static org.taskvectors.inference.kernel.Lanes.INTS;
import static org.taskvectors.inference.kernel.Lanes.LENGTH;
import static org.taskvectors.inference.kernel.Lanes.LITTLE;
import static org.taskvectors.inference.kernel.Lanes.SHORTS;

import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;

/// The kernels in the machine's widest lanes. What does not fill them, and float16, is left to the
/// scalar twin.
final class VectorBakeKernels extends ScalarBakeKernels {
    private static final int INFINITE = 0x7f800000;
    private static final int MAGNITUDE = 0x7fffffff;

    @Override
    public long bake(
            Weights base,
            List<BakeTerm> terms,
            DType written,
            long first,
            long count,
            MemorySegment into) {
        List<BakeTerm> counted = terms.stream().filter(term -> term.lambda() != 0).toList();
        boolean isFused =
                base.dtype() == DType.BF16
                        && written == DType.BF16
                        && !counted.isEmpty()
                        && counted.stream().allMatch(term -> term.dtype() == DType.BF16);
        long whole = isFused ? count - count % BFloat16Sums.STEP : 0;
        long done = whole == 0 ? 0 : BFloat16Sums.bake(base.memory(), counted, first, whole, into);
        return done < whole || done == count
                ? done
                : done
                        + super.bake(
                                base,
                                terms,
                                written,
                                first + done,
                                count - done,
                                into.asSlice(done * DType.BF16.bytes()));
    }

    @Override
    void decode(DType dtype, MemorySegment memory, long first, int count, float[] into) {
        if (dtype != DType.BF16 || count % LENGTH != 0) {
            super.decode(dtype, memory, first, count, into);
            return;
        }
        for (int i = 0; i < count; i += LENGTH) {
            Lanes.bfloat16(memory, 2 * (first + i)).intoArray(into, i);
        }
    }

    @Override
    void add(BakeTerm term, long first, int count, float[] sum, float[] change) {
        if (count % LENGTH != 0) {
            super.add(term, first, count, sum, change);
            return;
        }
        switch (term.dtype()) {
            case BF16 -> addBFloat16(term.memory(), first, count, term.lambda(), sum);
            case F32 -> addFloat32(term.memory(), first, count, term.lambda(), sum);
            default -> super.add(term, first, count, sum, change);
        }
    }

    private static void addBFloat16(
            MemorySegment memory, long first, int count, float lambda, float[] sum) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector change = Lanes.bfloat16(memory, 2 * (first + i)).mul(lambda);
            Lanes.of(sum, i).add(change).intoArray(sum, i);
        }
    }

    private static void addFloat32(
            MemorySegment memory, long first, int count, float lambda, float[] sum) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector change = Lanes.float32(memory, 4 * (first + i)).mul(lambda);
            Lanes.of(sum, i).add(change).intoArray(sum, i);
        }
    }

    @Override
    boolean hasNaN(float[] sum, int count) {
        if (count % LENGTH != 0) {
            return super.hasNaN(sum, count);
        }
        IntVector largest = IntVector.zero(INTS);
        for (int i = 0; i < count; i += LENGTH) {
            largest = largest.max(Lanes.of(sum, i).reinterpretAsInts().and(MAGNITUDE));
        }
        return largest.reduceLanes(MAX) > INFINITE;
    }

    @Override
    void encode(float[] sum, int count, DType held, MemorySegment into, long offset) {
        if (held != DType.BF16 || count % LENGTH != 0) {
            super.encode(sum, count, held, into, offset);
            return;
        }
        // To nearest, ties to even; there is no NaN.
        for (int i = 0; i < count; i += LENGTH) {
            IntVector bits = Lanes.of(sum, i).reinterpretAsInts();
            bits = bits.add(bits.lanewise(LSHR, 16).and(1)).add(0x7fff).lanewise(LSHR, 16);
            ((ShortVector) bits.convertShape(I2S, SHORTS, 0))
                    .intoMemorySegment(into, offset + 2L * i, LITTLE);
        }
    }
}
