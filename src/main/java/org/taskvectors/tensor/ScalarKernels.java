package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// The scalar twins: every other implementation must agree with them, and small jobs run on them.
class ScalarKernels implements Kernels {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private float[] base = {};
    private float[] tuned = {};
    private float[] stored = {};
    private float[] back = {};
    private MemorySegment scratch = MemorySegment.NULL;
    private double[] wideBase = {};
    private double[] wideTuned = {};
    private double[] wideStored = {};

    /// Terms on their way into sums.
    private double[] terms = {};

    private double[] otherTerms = {};
    private double[] thirdTerms = {};

    /// Elements of a piece that stays in the core's cache for all vectors together.
    private static final int JOINT = 1 << 13;

    private double[][] values = {};

    @Override
    public void difference(
            Block from, Block to, Block output, MagnitudeSums magnitudes, SideTally sides) {
        if (from.dtype() == DType.F64 || to.dtype() == DType.F64) {
            wideDifference(from, to, output, sides);
        } else {
            narrowDifference(from, to, output, sides);
        }
        measure(output, magnitudes);
    }

    private void narrowDifference(Block from, Block to, Block output, SideTally sides) {
        int count = from.count();
        reserve(count);
        Numbers.decode(from.dtype(), from.bytes(), count, base);
        Numbers.decode(to.dtype(), to.bytes(), count, tuned);
        for (int i = 0; i < count; i++) {
            stored[i] = tuned[i] - base[i];
        }
        Numbers.encode(stored, count, output.dtype(), output.bytes());
        if (output.dtype() != DType.F32) {
            Numbers.decode(output.dtype(), output.bytes(), count, stored);
        }
        for (int i = 0; i < count; i++) {
            back[i] = base[i] + stored[i];
        }
        if (to.dtype() != DType.F32) {
            MemorySegment rounded = scratch.asSlice(0, to.size());
            Numbers.encode(back, count, to.dtype(), rounded);
            Numbers.decode(to.dtype(), rounded, count, back);
        }
        tally(base, tuned, stored, back, 0, count, sides);
    }

    /// What needs both sides: θ0, θ, the stored τ, and round(θ0 + τ) in the dtype of θ.
    void tally(
            float[] base,
            float[] tuned,
            float[] stored,
            float[] back,
            int first,
            int end,
            SideTally sides) {
        reserveTerms(end);
        for (int i = first; i < end; i++) {
            float b = base[i];
            float t = tuned[i];
            terms[i] = Float.isFinite(stored[i]) ? (double) b * b : 0;
            countNotFinite(b, t, sides);
            if (sameBits(back[i], t)) {
                sides.roundTripSame++;
            }
            if (Float.isFinite(b) && Float.isFinite(t)) {
                sides.roundTripError = Math.max(sides.roundTripError, narrowError(back[i], t));
            }
        }
        sides.baseSquares.add(terms, first, end);
    }

    /// In float32, as the arithmetic that it is the error of: exact where the two are within a
    /// factor of two of each other (Sterbenz), which they are but for weights of no model.
    private static double narrowError(float back, float tuned) {
        float error = Math.abs(back - tuned);
        return Float.isFinite(error) ? error : error((double) back, (double) tuned);
    }

    private static double error(double back, double tuned) {
        double error = Math.abs(back - tuned);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    private static void countNotFinite(double base, double tuned, SideTally sides) {
        if (Double.isNaN(base)) {
            sides.baseNan++;
        } else if (Double.isInfinite(base)) {
            sides.baseInfinite++;
        }
        if (Double.isNaN(tuned)) {
            sides.tunedNan++;
        } else if (Double.isInfinite(tuned)) {
            sides.tunedInfinite++;
        }
    }

    /// Equal bits, as a NaN never is: what a NaN comes back as is not asked.
    private static boolean sameBits(float a, float b) {
        return Float.floatToRawIntBits(a) == Float.floatToRawIntBits(b) && !Float.isNaN(a);
    }

    private void wideDifference(Block from, Block to, Block output, SideTally sides) {
        int count = from.count();
        reserveWide(count);
        Numbers.decode(from.dtype(), from.bytes(), count, wideBase);
        Numbers.decode(to.dtype(), to.bytes(), count, wideTuned);
        for (int i = 0; i < count; i++) {
            wideStored[i] = wideTuned[i] - wideBase[i];
        }
        Numbers.encode(wideStored, count, output.dtype(), output.bytes());
        Numbers.decode(output.dtype(), output.bytes(), count, wideStored);
        double[] wideBack = new double[count];
        for (int i = 0; i < count; i++) {
            wideBack[i] = wideBase[i] + wideStored[i];
        }
        MemorySegment rounded = MemorySegment.ofArray(new byte[(int) to.size()]);
        Numbers.encode(wideBack, count, to.dtype(), rounded);
        Numbers.decode(to.dtype(), rounded, count, wideBack);
        reserveTerms(count);
        for (int i = 0; i < count; i++) {
            double b = wideBase[i];
            double t = wideTuned[i];
            terms[i] = Double.isFinite(wideStored[i]) ? b * b : 0;
            countNotFinite(b, t, sides);
            if (Numbers.bits(to.dtype(), rounded, i) == Numbers.bits(to.dtype(), to.bytes(), i)
                    && !Double.isNaN(t)) {
                sides.roundTripSame++;
            }
            if (Double.isFinite(b) && Double.isFinite(t)) {
                sides.roundTripError = Math.max(sides.roundTripError, error(wideBack[i], t));
            }
        }
        sides.baseSquares.add(terms, 0, count);
    }

    @Override
    public void measure(Block block, MagnitudeSums sums) {
        switch (sums.binning()) {
            case BF16 -> count16(block.bytes(), block.count(), sums);
            case F16 -> {
                if (block.dtype() == DType.F16) {
                    count16(block.bytes(), block.count(), sums);
                } else {
                    countFloat8(block, sums);
                }
            }
            case F32 -> measureFloats(block, sums);
            case F64 -> measureDoubles(block, sums);
        }
    }

    /// Bins by the 15 magnitude bits, two bytes an element, four elements a turn. The mask of the
    /// length takes nothing away; it spares the check of the bounds.
    static void count16(MemorySegment bytes, int count, MagnitudeSums sums) {
        int[] counters = sums.counters();
        int mask = counters.length - 1;
        int whole = count & ~3;
        for (int i = 0; i < whole; i += 4) {
            long four = bytes.get(LONG, 2L * i) & 0x7fff7fff7fff7fffL;
            counters[(int) four & 0xffff & mask]++;
            counters[(((int) (four >>> 16) & 0xffff) | MagnitudeSums.NARROW) & mask]++;
            counters[(((int) (four >>> 32) & 0xffff) | (2 * MagnitudeSums.NARROW)) & mask]++;
            counters[((int) (four >>> 48) | 3 * MagnitudeSums.NARROW) & mask]++;
        }
        for (int i = whole; i < count; i++) {
            counters[bytes.get(SHORT, 2L * i) & 0x7fff]++;
        }
    }

    private static void countFloat8(Block block, MagnitudeSums sums) {
        int[] table = sums.counters();
        for (int i = 0; i < block.count(); i++) {
            float value =
                    Numbers.fromFloat8(block.dtype(), block.bytes().get(ValueLayout.JAVA_BYTE, i));
            table[Float.floatToFloat16(value) & 0x7fff]++;
        }
    }

    private void measureFloats(Block block, MagnitudeSums sums) {
        int count = block.count();
        reserve(count);
        Numbers.decode(block.dtype(), block.bytes(), count, stored);
        sumFloats(stored, 0, count, sums);
    }

    /// Sums and bins of a float block; the sums are left to the implementation.
    void sumFloats(float[] values, int first, int end, MagnitudeSums sums) {
        reserveTerms(end);
        for (int i = first; i < end; i++) {
            float magnitude = Math.abs(values[i]);
            double counted = Float.isFinite(magnitude) ? magnitude : 0;
            terms[i] = counted;
            otherTerms[i] = counted * counted;
        }
        sums.sumMagnitude.add(terms, first, end);
        sums.sumSquares.add(otherTerms, first, end);
        binFloats(values, first, end, sums);
    }

    private static void binFloats(float[] values, int first, int end, MagnitudeSums sums) {
        int largest = 0;
        long zeros = 0;
        int[] counters = sums.counters();
        int mask = counters.length - 1;
        int i = first;
        for (; i + 3 < end; i += 4) {
            int p = Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE;
            int q = Float.floatToRawIntBits(values[i + 1]) & Integer.MAX_VALUE;
            int r = Float.floatToRawIntBits(values[i + 2]) & Integer.MAX_VALUE;
            int s = Float.floatToRawIntBits(values[i + 3]) & Integer.MAX_VALUE;
            counters[(p >>> 16) & mask]++;
            counters[(q >>> 16 | MagnitudeSums.NARROW) & mask]++;
            counters[(r >>> 16 | 2 * MagnitudeSums.NARROW) & mask]++;
            counters[(s >>> 16 | 3 * MagnitudeSums.NARROW) & mask]++;
            largest = Math.max(Math.max(largest, Math.max(p, q)), Math.max(r, s));
            zeros += (p == 0 ? 1 : 0) + (q == 0 ? 1 : 0) + (r == 0 ? 1 : 0) + (s == 0 ? 1 : 0);
        }
        for (; i < end; i++) {
            int p = Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE;
            counters[p >>> 16]++;
            largest = Math.max(largest, p);
            zeros += p == 0 ? 1 : 0;
        }
        sums.zeros += zeros;
        if (largest >= NOT_FINITE) {
            largest = takeBackNotFinite(values, first, end, sums);
        }
        sums.largest = Math.max(sums.largest, Float.intBitsToFloat(largest));
    }

    private static final int NOT_FINITE = 0x7f800000;

    /// Takes weights that are not finite out of the bins that they were counted in; returns the
    /// largest of the others.
    private static int takeBackNotFinite(float[] values, int first, int end, MagnitudeSums sums) {
        int largest = 0;
        for (int i = first; i < end; i++) {
            int bits = Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE;
            if (bits < NOT_FINITE) {
                largest = Math.max(largest, bits);
                continue;
            }
            // Only the sum over the four tables counts, so it does not matter which one gives the
            // count back.
            sums.counters()[bits >>> 16]--;
            if (bits == NOT_FINITE) {
                sums.infinite++;
            } else {
                sums.nan++;
            }
        }
        return largest;
    }

    private void measureDoubles(Block block, MagnitudeSums sums) {
        int count = block.count();
        reserveWide(count);
        Numbers.decode(block.dtype(), block.bytes(), count, wideStored);
        long[] table = sums.wideTable();
        reserveTerms(count);
        for (int i = 0; i < count; i++) {
            double magnitude = Math.abs(wideStored[i]);
            double counted = Double.isFinite(magnitude) ? magnitude : 0;
            terms[i] = counted;
            otherTerms[i] = counted * counted;
            if (Double.isNaN(magnitude)) {
                sums.nan++;
                continue;
            }
            if (Double.isInfinite(magnitude)) {
                sums.infinite++;
                continue;
            }
            table[Binning.F64.bin(magnitude)]++;
            sums.zeros += magnitude == 0 ? 1 : 0;
            sums.largest = Math.max(sums.largest, magnitude);
        }
        sums.sumMagnitude.add(terms, 0, count);
        sums.sumSquares.add(otherTerms, 0, count);
    }

    @Override
    public void squaresWhereFinite(Block from, Block block, TreeSum squares) {
        int count = from.count();
        reserveWide(count);
        Numbers.decode(from.dtype(), from.bytes(), count, wideBase);
        Numbers.decode(block.dtype(), block.bytes(), count, wideStored);
        addSquares(wideBase, wideStored, 0, count, squares);
    }

    /// Adds the squares of `values` at which `stored` is finite.
    void addSquares(double[] values, double[] stored, int first, int end, TreeSum squares) {
        reserveTerms(end);
        for (int i = first; i < end; i++) {
            terms[i] = Double.isFinite(stored[i]) ? values[i] * values[i] : 0;
        }
        squares.add(terms, first, end);
    }

    @Override
    public long checksum(MemorySegment bytes, long position) {
        return Checksum.ofRange(bytes, 0, bytes.byteSize(), position);
    }

    @Override
    public void joint(List<Block> vectors, JointTally tally) {
        if (values.length < vectors.size()) {
            values = new double[vectors.size()][JOINT];
        }
        double[][] held = Arrays.copyOf(values, vectors.size());
        int all = vectors.getFirst().count();
        for (int at = 0; at < all; at += JOINT) {
            int count = Math.min(JOINT, all - at);
            for (int i = 0; i < held.length; i++) {
                Block block = vectors.get(i);
                Numbers.decode(
                        block.dtype(),
                        block.bytes().asSlice((long) at * block.dtype().bytes()),
                        count,
                        held[i]);
            }
            joint(held, count, tally);
        }
    }

    /// The same of elements in float64, vector by vector.
    final void joint(double[][] values, int count, JointTally tally) {
        int pair = 0;
        for (int a = 0; a < values.length; a++) {
            for (int b = a + 1; b < values.length; b++) {
                pair(values[a], values[b], 0, count, tally, pair++);
            }
        }
        sumJointly(values, 0, count, tally);
    }

    void pair(double[] a, double[] b, int first, int end, JointTally tally, int pair) {
        reserveTerms(end);
        long both = 0;
        long same = 0;
        for (int i = first; i < end; i++) {
            boolean counts = Double.isFinite(a[i]) && Double.isFinite(b[i]);
            double x = counts ? a[i] : 0;
            double y = counts ? b[i] : 0;
            terms[i] = x * y;
            otherTerms[i] = x * x;
            thirdTerms[i] = y * y;
            if (x != 0 && y != 0) {
                both++;
                same += (x > 0) == (y > 0) ? 1 : 0;
            }
        }
        tally.dot[pair].add(terms, first, end);
        tally.squaresA[pair].add(otherTerms, first, end);
        tally.squaresB[pair].add(thirdTerms, first, end);
        tally.bothNonZero[pair] += both;
        tally.sameSign[pair] += same;
    }

    void sumJointly(double[][] values, int first, int end, JointTally tally) {
        reserveTerms(end);
        for (int i = first; i < end; i++) {
            double sum = 0;
            double magnitude = 0;
            for (double[] vector : values) {
                sum += vector[i];
                magnitude += Math.abs(vector[i]);
            }
            boolean counts = Double.isFinite(magnitude);
            terms[i] = counts ? magnitude : 0;
            otherTerms[i] = counts ? Math.abs(sum) : 0;
        }
        tally.sumMagnitude.add(terms, first, end);
        tally.magnitudeOfSum.add(otherTerms, first, end);
    }

    private void reserve(int count) {
        if (base.length < count) {
            base = new float[count];
            tuned = new float[count];
            stored = new float[count];
            back = new float[count];
            scratch = MemorySegment.ofArray(new byte[2 * count]);
        }
    }

    private void reserveTerms(int count) {
        if (terms.length < count) {
            terms = new double[count];
            otherTerms = new double[count];
            thirdTerms = new double[count];
        }
    }

    private void reserveWide(int count) {
        if (wideBase.length < count) {
            wideBase = new double[count];
            wideTuned = new double[count];
            wideStored = new double[count];
        }
    }
}
