package org.taskvectors.tensor;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API's kernels over floats, in the machine's widest lanes. A block in which anything
/// is not finite is done again by the scalar twin; such blocks are rare and the fast path stays
/// free of masks.
final class VectorKernels extends VectorSums {
    /// Bytes to be read from which on it pays to wait for the compiler.
    static final long WORTHWHILE = 64L << 20;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    /// Half of a leaf's lanes, and whether they fit one register.
    private static final int HALF = TreeSum.LANES / 2;

    private static final boolean HALF_FITS = DOUBLES.length() == HALF;

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
        int whole = wholeLeaves(from.count(), sides.baseSquares);
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
    private boolean differenceBFloat16(
            Block from, Block to, Block output, int count, SideTally sides) {
        MemorySegment base = from.bytes();
        MemorySegment tuned = to.bytes();
        MemorySegment out = output.bytes();
        IntVector upper = IntVector.broadcast(INTS, UPPER_HALF);
        IntVector magnitude = IntVector.broadcast(INTS, MAGNITUDE);
        IntVector one = IntVector.broadcast(INTS, 1);
        IntVector half = IntVector.broadcast(INTS, 0x7fff);
        IntVector error = IntVector.zero(INTS);
        int same = 0;
        for (int leaf = 0; leaf < count / TreeSum.LEAF; leaf++) {
            for (int column = 0; column < TreeSum.LANES; column += 2 * INTS.length()) {
                DoubleVector even0 = DoubleVector.zero(DOUBLES);
                DoubleVector even1 = DoubleVector.zero(DOUBLES);
                DoubleVector odd0 = DoubleVector.zero(DOUBLES);
                DoubleVector odd1 = DoubleVector.zero(DOUBLES);
                int end = 2 * (leaf + 1) * TreeSum.LEAF;
                for (int at = 2 * (leaf * TreeSum.LEAF + column);
                        at < end;
                        at += Math.max(4 * INTS.length(), 2 * TreeSum.LANES)) {
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

                    even =
                            bEven.add(even.lanewise(LSHL, 16).reinterpretAsFloats())
                                    .reinterpretAsInts();
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
                    even0 = even0.add(wide0.mul(wide0));
                    odd0 = odd0.add(wide2.mul(wide2));
                    if (HALF_FITS) {
                        even0 = even0.add(wide1.mul(wide1));
                        odd0 = odd0.add(wide3.mul(wide3));
                    } else {
                        even1 = even1.add(wide1.mul(wide1));
                        odd1 = odd1.add(wide3.mul(wide3));
                    }
                }
                even0.intoArray(lanes, column / 2);
                odd0.intoArray(lanes, HALF + column / 2);
                if (!HALF_FITS) {
                    even1.intoArray(lanes, column / 2 + DOUBLES.length());
                    odd1.intoArray(lanes, HALF + column / 2 + DOUBLES.length());
                }
            }
            leaves[leaf] = TreeSum.joinedEvenFirst(lanes);
        }
        int largest = error.reduceLanes(MAX);
        if (largest >= NOT_FINITE) {
            return false;
        }
        sides.roundTripSame += same;
        sides.roundTripError = Math.max(sides.roundTripError, Float.intBitsToFloat(largest));
        sides.baseSquares.addLeaves(leaves, count / TreeSum.LEAF);
        return true;
    }

    @Override
    void tally(
            float[] base,
            float[] tuned,
            float[] stored,
            float[] back,
            int first,
            int end,
            SideTally sides) {
        int whole = wholeLeaves(end - first, sides.baseSquares);
        IntVector magnitude = IntVector.broadcast(INTS, MAGNITUDE);
        IntVector error = IntVector.zero(INTS);
        IntVector most = IntVector.zero(INTS);
        int same = 0;
        for (int leaf = first; leaf < first + whole; leaf += TreeSum.LEAF) {
            for (int column = 0; column < TreeSum.LANES; column += FLOATS.length()) {
                DoubleVector low = DoubleVector.zero(DOUBLES);
                DoubleVector high = DoubleVector.zero(DOUBLES);
                for (int i = leaf + column; i < leaf + TreeSum.LEAF; i += TreeSum.LANES) {
                    FloatVector b = FloatVector.fromArray(FLOATS, base, i);
                    FloatVector t = FloatVector.fromArray(FLOATS, tuned, i);
                    FloatVector returned = FloatVector.fromArray(FLOATS, back, i);
                    same +=
                            returned.reinterpretAsInts()
                                    .compare(EQ, t.reinterpretAsInts())
                                    .trueCount();
                    error = error.max(returned.sub(t).reinterpretAsInts().and(magnitude));
                    // A τ that overflowed float16 does not show in the error where a type without
                    // infinities brings it back to something finite.
                    FloatVector s = FloatVector.fromArray(FLOATS, stored, i);
                    most = most.max(s.reinterpretAsInts().and(magnitude));
                    DoubleVector wideLow = (DoubleVector) b.convertShape(F2D, DOUBLES, 0);
                    DoubleVector wideHigh = (DoubleVector) b.convertShape(F2D, DOUBLES, 1);
                    low = low.add(wideLow.mul(wideLow));
                    high = high.add(wideHigh.mul(wideHigh));
                }
                low.intoArray(lanes, column);
                high.intoArray(lanes, column + DOUBLES.length());
            }
            leaves[(leaf - first) / TreeSum.LEAF] = TreeSum.joined(lanes);
        }
        int largest = error.reduceLanes(MAX);
        if (Math.max(largest, most.reduceLanes(MAX)) >= NOT_FINITE) {
            super.tally(base, tuned, stored, back, first, end, sides);
            return;
        }
        sides.roundTripSame += same;
        sides.roundTripError = Math.max(sides.roundTripError, Float.intBitsToFloat(largest));
        sides.baseSquares.addLeaves(leaves, whole / TreeSum.LEAF);
        super.tally(base, tuned, stored, back, first + whole, end, sides);
    }

    /// One loop gives sums, the largest and the zeros, and packs two bins into each int: the upper
    /// halves of two vectors side by side. Bins are counted from there, and in which order does not
    /// matter. (Binning the floats themselves, one by one, took twice as long.)
    @Override
    void sumFloats(float[] values, int first, int end, MagnitudeSums sums) {
        int whole = wholeLeaves(end - first, sums.sumSquares);
        if (bins.length < whole / 2) {
            bins = new int[whole / 2];
        }
        IntVector upper = IntVector.broadcast(INTS, UPPER_HALF);
        IntVector largest = IntVector.zero(INTS);
        int zeros = 0;
        int packed = 0;
        for (int leaf = first; leaf < first + whole; leaf += TreeSum.LEAF) {
            for (int column = 0; column < TreeSum.LANES; column += FLOATS.length()) {
                DoubleVector squaresLow = DoubleVector.zero(DOUBLES);
                DoubleVector squaresHigh = DoubleVector.zero(DOUBLES);
                DoubleVector sumLow = DoubleVector.zero(DOUBLES);
                DoubleVector sumHigh = DoubleVector.zero(DOUBLES);
                for (int i = leaf + column; i < leaf + TreeSum.LEAF; i += 2 * TreeSum.LANES) {
                    FloatVector one = FloatVector.fromArray(FLOATS, values, i).abs();
                    FloatVector two =
                            FloatVector.fromArray(FLOATS, values, i + TreeSum.LANES).abs();
                    IntVector oneBits = one.reinterpretAsInts();
                    IntVector twoBits = two.reinterpretAsInts();
                    largest = largest.max(oneBits).max(twoBits);
                    zeros +=
                            oneBits.compare(EQ, 0).trueCount() + twoBits.compare(EQ, 0).trueCount();
                    oneBits.lanewise(LSHR, 16).or(twoBits.and(upper)).intoArray(bins, packed);
                    packed += INTS.length();
                    DoubleVector low = (DoubleVector) one.convertShape(F2D, DOUBLES, 0);
                    DoubleVector high = (DoubleVector) one.convertShape(F2D, DOUBLES, 1);
                    sumLow = sumLow.add(low);
                    sumHigh = sumHigh.add(high);
                    squaresLow = squaresLow.add(low.mul(low));
                    squaresHigh = squaresHigh.add(high.mul(high));
                    low = (DoubleVector) two.convertShape(F2D, DOUBLES, 0);
                    high = (DoubleVector) two.convertShape(F2D, DOUBLES, 1);
                    sumLow = sumLow.add(low);
                    sumHigh = sumHigh.add(high);
                    squaresLow = squaresLow.add(low.mul(low));
                    squaresHigh = squaresHigh.add(high.mul(high));
                }
                sumLow.intoArray(lanes, column);
                sumHigh.intoArray(lanes, column + DOUBLES.length());
                squaresLow.intoArray(otherLanes, column);
                squaresHigh.intoArray(otherLanes, column + DOUBLES.length());
            }
            leaves[(leaf - first) / TreeSum.LEAF] = TreeSum.joined(lanes);
            otherLeaves[(leaf - first) / TreeSum.LEAF] = TreeSum.joined(otherLanes);
        }
        int most = largest.reduceLanes(MAX);
        if (most >= NOT_FINITE) {
            super.sumFloats(values, first, end, sums);
            return;
        }
        sums.sumMagnitude.addLeaves(leaves, whole / TreeSum.LEAF);
        sums.sumSquares.addLeaves(otherLeaves, whole / TreeSum.LEAF);
        sums.zeros += zeros;
        sums.largest = Math.max(sums.largest, Float.intBitsToFloat(most));
        countPairs(bins, whole / 2, sums.counters());
        super.sumFloats(values, first + whole, end, sums);
    }

    /// Two bins an int, two ints a turn; see [#count16].
    private static void countPairs(int[] pairs, int count, int[] counters) {
        int mask = counters.length - 1;
        for (int i = 0; i < count; i += 2) {
            int one = pairs[i];
            int two = pairs[i + 1];
            counters[one & 0xffff & mask]++;
            counters[(one >>> 16 | MagnitudeSums.NARROW) & mask]++;
            counters[((two & 0xffff) | 2 * MagnitudeSums.NARROW) & mask]++;
            counters[(two >>> 16 | 3 * MagnitudeSums.NARROW) & mask]++;
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
}
