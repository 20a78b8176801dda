package org.taskvectors.inference.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.taskvectors.tensor.DType;

/// Numbers in four bits: blocks of [#BLOCK] that share a scale, the largest magnitude in the block.
/// Each code stands for one of 16 numbers between −1 and 1, times the scale. Two codes are a byte,
/// the upper half first, as bitsandbytes stores them.
public final class FourBitBlocks {
    /// Numbers that share a scale: the default of bitsandbytes.
    public static final int BLOCK = 64;

    private static final int CODES = 16;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final float[] numbers;
    private final float[] borders;

    /// @param numbers what the codes stand for, 16 of them in rising order; the first is −1 or
    ///   more, the last is 1
    public FourBitBlocks(float[] numbers) {
        if (numbers.length != CODES) {
            throw new IllegalArgumentException(numbers.length + " numbers for four bits");
        }
        this.numbers = numbers.clone();
        borders = new float[CODES - 1];
        for (int i = 0; i < borders.length; i++) {
            if (!(numbers[i] < numbers[i + 1])) {
                throw new IllegalArgumentException("the numbers do not rise");
            }
            borders[i] = (float) (((double) numbers[i] + numbers[i + 1]) / 2);
        }
    }

    /// Returns the bytes of the codes of that many numbers.
    public static long codeBytes(long count) {
        return Math.ceilDiv(count, 2);
    }

    /// Returns how many scales that many numbers have.
    public static long scales(long count) {
        return Math.ceilDiv(count, BLOCK);
    }

    /// Writes numbers as codes and scales. A number that lies between two codes becomes the nearer
    /// one; halfway, the lower one.
    ///
    /// @param values finite numbers; `count` of them are used
    /// @param codes takes [#codeBytes] bytes
    /// @param scaleBytes takes a float32 for each block
    /// @return {Σ (x − Q(x))², Σ x²}
    public double[] pack(float[] values, int count, MemorySegment codes, MemorySegment scaleBytes) {
        double errors = 0;
        double squares = 0;
        byte[] packed = new byte[BLOCK / 2];
        for (int first = 0; first < count; first += BLOCK) {
            int size = Math.min(BLOCK, count - first);
            float scale = 0;
            for (int i = 0; i < size; i++) {
                scale = Math.max(scale, Math.abs(values[first + i]));
            }
            scaleBytes.setAtIndex(FLOAT, first / BLOCK, scale);
            // As bitsandbytes: a product with the reciprocal, not a quotient.
            float inverse = scale == 0 ? 0 : 1 / scale;
            Arrays.fill(packed, (byte) 0);
            for (int i = 0; i < size; i++) {
                float value = values[first + i];
                int code = code(value * inverse);
                packed[i >> 1] |= (byte) (i % 2 == 0 ? code << 4 : code);
                double error = (double) value - numbers[code] * scale;
                errors += error * error;
                squares += (double) value * value;
            }
            MemorySegment.copy(
                    packed, 0, codes, ValueLayout.JAVA_BYTE, first / 2, (int) codeBytes(size));
        }
        return new double[] {errors, squares};
    }

    private int code(float value) {
        int code = value > borders[7] ? 8 : 0;
        code += value > borders[code + 3] ? 4 : 0;
        code += value > borders[code + 1] ? 2 : 0;
        return code + (value > borders[code] ? 1 : 0);
    }

    /// Writes what codes and scales stand for, each product rounded to float32, and where bfloat16
    /// is wanted once more.
    ///
    /// @param first which number is the first, a multiple of [#BLOCK]
    /// @param dtype BF16 or F32
    /// @param into takes `count` numbers
    public void expand(
            MemorySegment codes,
            MemorySegment scaleBytes,
            long first,
            long count,
            DType dtype,
            MemorySegment into) {
        switch (dtype) {
            case BF16 -> expand16(codes, scaleBytes, first, count, into);
            case F32 -> expand32(codes, scaleBytes, first, count, into);
            default -> throw new IllegalArgumentException(dtype + " is not computed with");
        }
    }

    private void expand32(
            MemorySegment codes,
            MemorySegment scaleBytes,
            long first,
            long count,
            MemorySegment into) {
        long[] scaled = new long[CODES];
        for (long done = 0; done < count; done += BLOCK) {
            float scale = scaleBytes.getAtIndex(FLOAT, (first + done) / BLOCK);
            for (int i = 0; i < CODES; i++) {
                scaled[i] = Float.floatToRawIntBits(numbers[i] * scale) & 0xffffffffL;
            }
            int size = (int) Math.min(BLOCK, count - done);
            long from = (first + done) / 2;
            int pairs = size / 2;
            for (int i = 0; i < pairs; i++) {
                int both = codes.get(ValueLayout.JAVA_BYTE, from + i);
                long pair = scaled[both >> 4 & 15] | scaled[both & 15] << 32;
                into.set(LONG, 4 * done + 8L * i, pair);
            }
            if (size % 2 == 1) {
                int last = codes.get(ValueLayout.JAVA_BYTE, from + pairs) >> 4 & 15;
                into.set(INT, 4 * (done + size - 1), (int) scaled[last]);
            }
        }
    }

    private void expand16(
            MemorySegment codes,
            MemorySegment scaleBytes,
            long first,
            long count,
            MemorySegment into) {
        int[] scaled = new int[CODES];
        for (long done = 0; done < count; done += BLOCK) {
            float scale = scaleBytes.getAtIndex(FLOAT, (first + done) / BLOCK);
            for (int i = 0; i < CODES; i++) {
                scaled[i] = rounded(numbers[i] * scale);
            }
            int size = (int) Math.min(BLOCK, count - done);
            long from = (first + done) / 2;
            int pairs = size / 2;
            for (int i = 0; i < pairs; i++) {
                int both = codes.get(ValueLayout.JAVA_BYTE, from + i);
                into.set(INT, 2 * done + 4L * i, scaled[both >> 4 & 15] | scaled[both & 15] << 16);
            }
            if (size % 2 == 1) {
                int last = codes.get(ValueLayout.JAVA_BYTE, from + pairs) >> 4 & 15;
                into.set(SHORT, 2 * (done + size - 1), (short) scaled[last]);
            }
        }
    }

    /// Returns the bits of the nearest bfloat16, halfway to the even one. A product of a finite
    /// scale is finite.
    private static int rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
    }
}
