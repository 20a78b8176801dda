package org.taskvectors.tensor;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API's kernels, in the machine's widest lanes. What they do not widen they inherit
/// from the scalar twins.
///
/// All sums are in double lanes: the square of a bfloat16 is exact in a float, but a float sum of
/// two squares is not, and the twins have to agree to 1e-12. A block in which anything is not
/// finite is done again by the scalar twin; such blocks are rare and the fast path stays free of
/// masks.
final class VectorKernels extends ScalarKernels {
    /// Bytes to be read from which on it pays to wait for the compiler.
    static final long WORTHWHILE = 64L << 20;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private static final int UPPER_HALF = 0xffff0000;
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int NOT_FINITE = 0x7f800000;

    /// Room for the bins of a block, two in each.
    private int[] bins = {};

    @Override
    public void difference(
            Block from, Block to, Block output, MagnitudeSums magnitudes, SideTally sides) {
        boolean allBFloat16 =
                from.dtype() == DType.BF16
                        && to.dtype() == DType.BF16
                        && output.dtype() == DType.BF16;
        int lanes = 2 * INTS.length();
        int whole = from.count() / lanes * lanes;
        if (!allBFloat16 || whole == 0 || !differenceBFloat16(from, to, output, whole, sides)) {
            super.difference(from, to, output, magnitudes, sides);
            return;
        }
        count16(output.bytes(), whole, magnitudes);
        if (whole < from.count()) {
            super.difference(
                    rest(from, whole), rest(to, whole), rest(output, whole), magnitudes, sides);
        }
    }

    private static Block rest(Block block, int from) {
        return new Block(
                block.dtype(),
                block.bytes().asSlice((long) from * block.dtype().bytes()),
                block.count() - from);
    }

    /// Two bfloat16 share each int lane; shifting brings out the even one as a float, masking the
    /// odd one, so that nothing is shuffled on the way in or out. Rounding to bfloat16, to nearest
    /// even, is adding 0x7fff and the lowest bit that stays. Magnitudes are compared as ints: a
    /// float maximum with NaN's rules is five instructions.
    ///
    /// Everything is written out, constants are made before the loop: in calls of helpers the
    /// compiler reaches its inlining depth, and a vector that is not inlined is an object
    /// (measured: 5 to 10 times as slow).
    ///
    /// @return false, with nothing added to `sides`, where something is not finite
    private static boolean differenceBFloat16(
            Block from, Block to, Block output, int count, SideTally sides) {
        MemorySegment base = from.bytes();
        MemorySegment tuned = to.bytes();
        MemorySegment out = output.bytes();
        IntVector upper = IntVector.broadcast(INTS, UPPER_HALF);
        IntVector magnitude = IntVector.broadcast(INTS, MAGNITUDE);
        IntVector one = IntVector.broadcast(INTS, 1);
        IntVector half = IntVector.broadcast(INTS, 0x7fff);
        DoubleVector squares0 = DoubleVector.zero(DOUBLES);
        DoubleVector squares1 = DoubleVector.zero(DOUBLES);
        DoubleVector squares2 = DoubleVector.zero(DOUBLES);
        DoubleVector squares3 = DoubleVector.zero(DOUBLES);
        IntVector error = IntVector.zero(INTS);
        int same = 0;
        int bytes = 2 * count;
        for (int at = 0; at < bytes; at += 4 * INTS.length()) {
            IntVector b = IntVector.fromMemorySegment(INTS, base, at, LITTLE);
            IntVector t = IntVector.fromMemorySegment(INTS, tuned, at, LITTLE);
            FloatVector bEven = b.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector bOdd = b.and(upper).reinterpretAsFloats();
            FloatVector tEven = t.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector tOdd = t.and(upper).reinterpretAsFloats();

            IntVector even = tEven.sub(bEven).reinterpretAsInts();
            IntVector odd = tOdd.sub(bOdd).reinterpretAsInts();
            even = even.add(even.lanewise(LSHR, 16).and(one)).add(half).lanewise(LSHR, 16);
            odd = odd.add(odd.lanewise(LSHR, 16).and(one)).add(half).and(upper);
            even.or(odd).intoMemorySegment(out, at, LITTLE);

            even = bEven.add(even.lanewise(LSHL, 16).reinterpretAsFloats()).reinterpretAsInts();
            odd = bOdd.add(odd.reinterpretAsFloats()).reinterpretAsInts();
            even = even.add(even.lanewise(LSHR, 16).and(one)).add(half).lanewise(LSHR, 16);
            odd = odd.add(odd.lanewise(LSHR, 16).and(one)).add(half).and(upper);
            ShortVector back = even.or(odd).reinterpretAsShorts();
            same += back.compare(EQ, t.reinterpretAsShorts()).trueCount();
            FloatVector backEven = even.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector backOdd = odd.reinterpretAsFloats();
            error = error.max(backEven.sub(tEven).reinterpretAsInts().and(magnitude));
            error = error.max(backOdd.sub(tOdd).reinterpretAsInts().and(magnitude));

            DoubleVector wide0 = (DoubleVector) bEven.convertShape(F2D, DOUBLES, 0);
            DoubleVector wide1 = (DoubleVector) bEven.convertShape(F2D, DOUBLES, 1);
            DoubleVector wide2 = (DoubleVector) bOdd.convertShape(F2D, DOUBLES, 0);
            DoubleVector wide3 = (DoubleVector) bOdd.convertShape(F2D, DOUBLES, 1);
            squares0 = wide0.fma(wide0, squares0);
            squares1 = wide1.fma(wide1, squares1);
            squares2 = wide2.fma(wide2, squares2);
            squares3 = wide3.fma(wide3, squares3);
        }
        int largest = error.reduceLanes(MAX);
        if (largest >= NOT_FINITE) {
            return false;
        }
        sides.roundTripSame += same;
        sides.roundTripError = Math.max(sides.roundTripError, Float.intBitsToFloat(largest));
        sides.baseSquares += squares0.add(squares1).add(squares2.add(squares3)).reduceLanes(ADD);
        return true;
    }

    @Override
    void tally(
            float[] base, float[] tuned, float[] stored, float[] back, int count, SideTally sides) {
        int whole = FLOATS.loopBound(count);
        IntVector magnitude = IntVector.broadcast(INTS, MAGNITUDE);
        DoubleVector squares0 = DoubleVector.zero(DOUBLES);
        DoubleVector squares1 = DoubleVector.zero(DOUBLES);
        IntVector error = IntVector.zero(INTS);
        IntVector most = IntVector.zero(INTS);
        int same = 0;
        for (int i = 0; i < whole; i += FLOATS.length()) {
            FloatVector b = FloatVector.fromArray(FLOATS, base, i);
            FloatVector t = FloatVector.fromArray(FLOATS, tuned, i);
            FloatVector returned = FloatVector.fromArray(FLOATS, back, i);
            same += returned.reinterpretAsInts().compare(EQ, t.reinterpretAsInts()).trueCount();
            error = error.max(returned.sub(t).reinterpretAsInts().and(magnitude));
            // A τ that overflowed float16 does not show in the error where a type without
            // infinities brings it back to something finite.
            FloatVector s = FloatVector.fromArray(FLOATS, stored, i);
            most = most.max(s.reinterpretAsInts().and(magnitude));
            DoubleVector low = (DoubleVector) b.convertShape(F2D, DOUBLES, 0);
            DoubleVector high = (DoubleVector) b.convertShape(F2D, DOUBLES, 1);
            squares0 = low.fma(low, squares0);
            squares1 = high.fma(high, squares1);
        }
        int largest = error.reduceLanes(MAX);
        if (Math.max(largest, most.reduceLanes(MAX)) >= NOT_FINITE || whole < count) {
            super.tally(base, tuned, stored, back, count, sides);
            return;
        }
        sides.roundTripSame += same;
        sides.roundTripError = Math.max(sides.roundTripError, Float.intBitsToFloat(largest));
        sides.baseSquares += squares0.add(squares1).reduceLanes(ADD);
    }

    /// One loop gives sums, the largest and the zeros, and packs two bins into each int: the upper
    /// halves of two vectors side by side. Bins are counted from there, and in which order does not
    /// matter. (Binning the floats themselves, one by one, took twice as long.)
    @Override
    void sumFloats(float[] values, int count, MagnitudeSums sums) {
        int lanes = FLOATS.length();
        if (count % (2 * lanes) != 0) {
            super.sumFloats(values, count, sums);
            return;
        }
        if (bins.length < count / 2) {
            bins = new int[count / 2];
        }
        IntVector upper = IntVector.broadcast(INTS, UPPER_HALF);
        IntVector largest = IntVector.zero(INTS);
        DoubleVector squares0 = DoubleVector.zero(DOUBLES);
        DoubleVector squares1 = DoubleVector.zero(DOUBLES);
        DoubleVector sum0 = DoubleVector.zero(DOUBLES);
        DoubleVector sum1 = DoubleVector.zero(DOUBLES);
        int zeros = 0;
        for (int i = 0; i < count; i += 2 * lanes) {
            FloatVector one = FloatVector.fromArray(FLOATS, values, i).abs();
            FloatVector two = FloatVector.fromArray(FLOATS, values, i + lanes).abs();
            IntVector oneBits = one.reinterpretAsInts();
            IntVector twoBits = two.reinterpretAsInts();
            largest = largest.max(oneBits).max(twoBits);
            zeros += oneBits.compare(EQ, 0).trueCount() + twoBits.compare(EQ, 0).trueCount();
            oneBits.lanewise(LSHR, 16).or(twoBits.and(upper)).intoArray(bins, i / 2);
            DoubleVector low = (DoubleVector) one.convertShape(F2D, DOUBLES, 0);
            DoubleVector high = (DoubleVector) one.convertShape(F2D, DOUBLES, 1);
            sum0 = sum0.add(low);
            sum1 = sum1.add(high);
            squares0 = low.fma(low, squares0);
            squares1 = high.fma(high, squares1);
            low = (DoubleVector) two.convertShape(F2D, DOUBLES, 0);
            high = (DoubleVector) two.convertShape(F2D, DOUBLES, 1);
            sum0 = sum0.add(low);
            sum1 = sum1.add(high);
            squares0 = low.fma(low, squares0);
            squares1 = high.fma(high, squares1);
        }
        int most = largest.reduceLanes(MAX);
        if (most >= NOT_FINITE) {
            super.sumFloats(values, count, sums);
            return;
        }
        sums.sumMagnitude += sum0.add(sum1).reduceLanes(ADD);
        sums.sumSquares += squares0.add(squares1).reduceLanes(ADD);
        sums.zeros += zeros;
        sums.largest = Math.max(sums.largest, Float.intBitsToFloat(most));
        countPairs(bins, count / 2, sums.counters());
    }

    /// Two bins an int, two ints a turn; see [#count16].
    private static void countPairs(int[] pairs, int count, int[] counters) {
        int mask = counters.length - 1;
        for (int i = 0; i + 1 < count; i += 2) {
            int one = pairs[i];
            int two = pairs[i + 1];
            counters[one & 0xffff & mask]++;
            counters[(one >>> 16 | MagnitudeSums.NARROW) & mask]++;
            counters[((two & 0xffff) | 2 * MagnitudeSums.NARROW) & mask]++;
            counters[(two >>> 16 | 3 * MagnitudeSums.NARROW) & mask]++;
        }
        if (count % 2 == 1) {
            counters[pairs[count - 1] & 0xffff]++;
            counters[pairs[count - 1] >>> 16]++;
        }
    }

    @Override
    public long checksum(MemorySegment bytes, long position) {
        int step = 8 * LONGS.length();
        long whole = bytes.byteSize() / step * step;
        LongVector key =
                LongVector.broadcast(LONGS, position / 8 + 1).addIndex(1).mul(Checksum.KEY);
        LongVector advance = LongVector.broadcast(LONGS, Checksum.KEY * LONGS.length());
        LongVector sum = LongVector.zero(LONGS);
        for (int at = 0; at < (int) whole; at += step) {
            LongVector word = LongVector.fromMemorySegment(LONGS, bytes, at, LITTLE).add(key);
            LongVector folded =
                    word.lanewise(LSHR, 32).lanewise(XOR, word).mul(Checksum.MULTIPLIER);
            sum = sum.add(folded.lanewise(LSHR, 32).lanewise(XOR, folded));
            key = key.add(advance);
        }
        return sum.reduceLanes(ADD) + Checksum.ofRange(bytes, whole, bytes.byteSize(), position);
    }

    @Override
    void pair(double[] a, double[] b, int count, JointTally tally, int pair) {
        int whole = DOUBLES.loopBound(count);
        DoubleVector zero = DoubleVector.zero(DOUBLES);
        LongVector noSign = LongVector.zero(LONGS);
        DoubleVector dot = DoubleVector.zero(DOUBLES);
        DoubleVector squaresA = DoubleVector.zero(DOUBLES);
        DoubleVector squaresB = DoubleVector.zero(DOUBLES);
        long both = 0;
        long same = 0;
        for (int i = 0; i < whole; i += DOUBLES.length()) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, a, i);
            DoubleVector y = DoubleVector.fromArray(DOUBLES, b, i);
            dot = x.fma(y, dot);
            squaresA = x.fma(x, squaresA);
            squaresB = y.fma(y, squaresB);
            VectorMask<Double> nonZero = x.compare(NE, zero).and(y.compare(NE, zero));
            LongVector signs = x.reinterpretAsLongs().lanewise(XOR, y.reinterpretAsLongs());
            VectorMask<Double> alike = signs.compare(GE, noSign).cast(DOUBLES);
            both += nonZero.trueCount();
            same += nonZero.and(alike).trueCount();
        }
        double lanes = squaresA.reduceLanes(ADD) + squaresB.reduceLanes(ADD);
        if (whole < count || !Double.isFinite(lanes)) {
            super.pair(a, b, count, tally, pair);
            return;
        }
        tally.addPair(
                pair,
                dot.reduceLanes(ADD),
                squaresA.reduceLanes(ADD),
                squaresB.reduceLanes(ADD),
                both,
                same);
    }

    @Override
    void sumJointly(double[][] values, int count, JointTally tally) {
        int whole = DOUBLES.loopBound(count);
        DoubleVector magnitudes = DoubleVector.zero(DOUBLES);
        DoubleVector ofSums = DoubleVector.zero(DOUBLES);
        for (int i = 0; i < whole; i += DOUBLES.length()) {
            DoubleVector sum = DoubleVector.zero(DOUBLES);
            for (double[] vector : values) {
                DoubleVector value = DoubleVector.fromArray(DOUBLES, vector, i);
                sum = sum.add(value);
                magnitudes = magnitudes.add(value.abs());
            }
            ofSums = ofSums.add(sum.abs());
        }
        double total = magnitudes.reduceLanes(ADD);
        if (whole < count || !Double.isFinite(total)) {
            super.sumJointly(values, count, tally);
            return;
        }
        tally.sumMagnitude += total;
        tally.magnitudeOfSum += ofSums.reduceLanes(ADD);
    }
}
