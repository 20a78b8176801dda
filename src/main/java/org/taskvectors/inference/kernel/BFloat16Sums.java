package org.taskvectors.inference.kernel;

import static jdk.incubator.vector.VectorOperators.IS_NAN;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static org.taskvectors.inference.kernel.Lanes.INTS;
import static org.taskvectors.inference.kernel.Lanes.LENGTH;
import static org.taskvectors.inference.kernel.Lanes.LITTLE;

import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Sums of bfloat16 alone. One term or two stay in registers from the first number read to the one
/// written, which is one and a half to twice as fast as a way through arrays (measured). Two
/// neighbours are one int: one is its upper half, the other one its lower half moved up, so that
/// nothing is shuffled.
final class BFloat16Sums {
    /// Elements of one step.
    static final int STEP = 2 * LENGTH;

    private static final int UPPER = 0xffff0000;

    private BFloat16Sums() {}

    /// Writes a range of a sum, up to the first step with a result that is NaN.
    ///
    /// @param terms at least one, all of bfloat16
    /// @param count a multiple of [#STEP]
    /// @return how many elements were written
    static long bake(
            MemorySegment base, List<BakeTerm> terms, long first, long count, MemorySegment into) {
        BakeTerm a = terms.getFirst();
        return switch (terms.size()) {
            case 1 -> one(base, a, first, count, into);
            case 2 -> two(base, a, terms.get(1), first, count, into);
            default -> more(base, terms, first, count, into);
        };
    }

    private static long one(
            MemorySegment base, BakeTerm a, long first, long count, MemorySegment into) {
        MemorySegment memoryA = a.memory();
        float lambdaA = a.lambda();
        for (long i = 0; i < count; i += STEP) {
            long at = 2 * (first + i);
            IntVector x = pairs(base, at);
            IntVector p = pairs(memoryA, at);
            FloatVector low = low(x).add(low(p).mul(lambdaA));
            FloatVector high = high(x).add(high(p).mul(lambdaA));
            if (hasNaN(low, high)) {
                return i;
            }
            rounded(low, high).intoMemorySegment(into, 2 * i, LITTLE);
        }
        return count;
    }

    private static long two(
            MemorySegment base,
            BakeTerm a,
            BakeTerm b,
            long first,
            long count,
            MemorySegment into) {
        MemorySegment memoryA = a.memory();
        MemorySegment memoryB = b.memory();
        float lambdaA = a.lambda();
        float lambdaB = b.lambda();
        for (long i = 0; i < count; i += STEP) {
            long at = 2 * (first + i);
            IntVector x = pairs(base, at);
            IntVector p = pairs(memoryA, at);
            IntVector q = pairs(memoryB, at);
            FloatVector low = low(x).add(low(p).mul(lambdaA)).add(low(q).mul(lambdaB));
            FloatVector high = high(x).add(high(p).mul(lambdaA)).add(high(q).mul(lambdaB));
            if (hasNaN(low, high)) {
                return i;
            }
            rounded(low, high).intoMemorySegment(into, 2 * i, LITTLE);
        }
        return count;
    }

    /// More terms than two go through floats that stay in the core's cache: in one loop they are
    /// too much for the compiler, which then makes objects of the vectors.
    private static long more(
            MemorySegment base, List<BakeTerm> terms, long first, long count, MemorySegment into) {
        float[] sums = new float[(int) Math.min(count, BakeKernels.BLOCK)];
        for (long done = 0; done < count; done += sums.length) {
            int some = (int) Math.min(sums.length, count - done);
            long at = 2 * (first + done);
            begin(base, terms.get(0), terms.get(1), at, some, sums);
            for (BakeTerm term : terms.subList(2, terms.size())) {
                add(term, at, some, sums);
            }
            int written = end(sums, some, into, 2 * done);
            if (written < some) {
                return done + written;
            }
        }
        return count;
    }

    /// Even elements of a step lie in `sums` before its odd ones.
    private static void begin(
            MemorySegment base, BakeTerm a, BakeTerm b, long at, int count, float[] sums) {
        MemorySegment memoryA = a.memory();
        MemorySegment memoryB = b.memory();
        float lambdaA = a.lambda();
        float lambdaB = b.lambda();
        for (int i = 0; i < count; i += STEP) {
            IntVector x = pairs(base, at + 2L * i);
            IntVector p = pairs(memoryA, at + 2L * i);
            IntVector q = pairs(memoryB, at + 2L * i);
            low(x).add(low(p).mul(lambdaA)).add(low(q).mul(lambdaB)).intoArray(sums, i);
            high(x).add(high(p).mul(lambdaA)).add(high(q).mul(lambdaB)).intoArray(sums, i + LENGTH);
        }
    }

    private static void add(BakeTerm term, long at, int count, float[] sums) {
        MemorySegment memory = term.memory();
        float lambda = term.lambda();
        for (int i = 0; i < count; i += STEP) {
            IntVector p = pairs(memory, at + 2L * i);
            Lanes.of(sums, i).add(low(p).mul(lambda)).intoArray(sums, i);
            Lanes.of(sums, i + LENGTH).add(high(p).mul(lambda)).intoArray(sums, i + LENGTH);
        }
    }

    private static int end(float[] sums, int count, MemorySegment into, long at) {
        for (int i = 0; i < count; i += STEP) {
            FloatVector low = Lanes.of(sums, i);
            FloatVector high = Lanes.of(sums, i + LENGTH);
            if (hasNaN(low, high)) {
                return i;
            }
            rounded(low, high).intoMemorySegment(into, at + 2L * i, LITTLE);
        }
        return count;
    }

    private static IntVector pairs(MemorySegment memory, long offset) {
        return IntVector.fromMemorySegment(INTS, memory, offset, LITTLE);
    }

    private static FloatVector low(IntVector pairs) {
        return pairs.lanewise(LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector high(IntVector pairs) {
        return pairs.and(UPPER).reinterpretAsFloats();
    }

    private static boolean hasNaN(FloatVector low, FloatVector high) {
        return low.test(IS_NAN).or(high.test(IS_NAN)).anyTrue();
    }

    /// Rounds to nearest, ties to even; there is no NaN.
    private static IntVector rounded(FloatVector low, FloatVector high) {
        IntVector l = low.reinterpretAsInts();
        IntVector h = high.reinterpretAsInts();
        l = l.add(l.lanewise(LSHR, 16).and(1)).add(0x7fff).lanewise(LSHR, 16);
        h = h.add(h.lanewise(LSHR, 16).and(1)).add(0x7fff).and(UPPER);
        return l.or(h);
    }
}
