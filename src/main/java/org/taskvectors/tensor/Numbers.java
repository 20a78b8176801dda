package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads elements of the floating-point dtypes as numbers, and writes numbers with one rounding to
/// nearest, ties to even. Every dtype but float64 is exact in a float.
///
/// The formats: bfloat16 is the upper half of a float32; float16 is IEEE 754 binary16; float8 e4m3
/// (bias 7, no infinities, NaN = S.1111.111) and e5m2 (bias 15) are those of Micikevicius et al.
/// 2022, with what overflows becoming the largest number in e4m3 and infinite in e5m2, as PyTorch
/// 2.15 casts.
public final class Numbers {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Numbers() {}

    /// Reads `count` elements as floats; float64 is rounded.
    ///
    /// Here and below each dtype has a loop of its own in a method of its own: in one method for
    /// all the compiler gives up before the last of them (measured: 20 times as slow).
    public static void decode(DType dtype, MemorySegment bytes, int count, float[] into) {
        switch (dtype) {
            case F32 -> MemorySegment.copy(bytes, FLOAT, 0, into, 0, count);
            case BF16 -> decodeBFloat16(bytes, count, into);
            case F16 -> decodeFloat16(bytes, count, into);
            case F8_E4M3, F8_E5M2 -> decodeFloat8(dtype, bytes, count, into);
            case F64 -> decodeFloat64(bytes, count, into);
            default -> throw new IllegalArgumentException(dtype + " is not floating point");
        }
    }

    private static void decodeBFloat16(MemorySegment bytes, int count, float[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = fromBFloat16(bytes.get(SHORT, 2L * i));
        }
    }

    private static void decodeFloat16(MemorySegment bytes, int count, float[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = Float.float16ToFloat(bytes.get(SHORT, 2L * i));
        }
    }

    private static void decodeFloat8(DType dtype, MemorySegment bytes, int count, float[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = fromFloat8(dtype, bytes.get(ValueLayout.JAVA_BYTE, i));
        }
    }

    private static void decodeFloat64(MemorySegment bytes, int count, float[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = (float) bytes.get(DOUBLE, 8L * i);
        }
    }

    /// Reads `count` elements as doubles, exactly.
    public static void decode(DType dtype, MemorySegment bytes, int count, double[] into) {
        switch (dtype) {
            case F64 -> MemorySegment.copy(bytes, DOUBLE, 0, into, 0, count);
            case F32 -> decodeFloat32(bytes, count, into);
            case BF16 -> decodeBFloat16(bytes, count, into);
            case F16 -> decodeFloat16(bytes, count, into);
            case F8_E4M3, F8_E5M2 -> decodeFloat8(dtype, bytes, count, into);
            default -> throw new IllegalArgumentException(dtype + " is not floating point");
        }
    }

    private static void decodeFloat32(MemorySegment bytes, int count, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = bytes.get(FLOAT, 4L * i);
        }
    }

    private static void decodeBFloat16(MemorySegment bytes, int count, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = fromBFloat16(bytes.get(SHORT, 2L * i));
        }
    }

    private static void decodeFloat16(MemorySegment bytes, int count, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = Float.float16ToFloat(bytes.get(SHORT, 2L * i));
        }
    }

    private static void decodeFloat8(DType dtype, MemorySegment bytes, int count, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = fromFloat8(dtype, bytes.get(ValueLayout.JAVA_BYTE, i));
        }
    }

    /// Writes `count` floats, each rounded once.
    public static void encode(float[] values, int count, DType dtype, MemorySegment into) {
        switch (dtype) {
            case F32 -> MemorySegment.copy(values, 0, into, FLOAT, 0, count);
            case BF16 -> encodeBFloat16(values, count, into);
            case F16 -> encodeFloat16(values, count, into);
            case F64 -> encodeFloat64(values, count, into);
            case F8_E4M3, F8_E5M2 -> encodeFloat8(values, count, dtype, into);
            default -> throw new IllegalArgumentException(dtype + " is not floating point");
        }
    }

    /// Writes `count` floats of which none is NaN, each rounded once: bfloat16 is quicker then
    /// (measured: 1.0 instead of 2.6 ns a number).
    public static void encodeNumbers(float[] values, int count, DType dtype, MemorySegment into) {
        if (dtype == DType.BF16) {
            encodeBFloat16Numbers(values, count, into);
        } else {
            encode(values, count, dtype, into);
        }
    }

    private static void encodeBFloat16Numbers(float[] values, int count, MemorySegment into) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            into.set(SHORT, 2L * i, (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
        }
    }

    private static void encodeBFloat16(float[] values, int count, MemorySegment into) {
        for (int i = 0; i < count; i++) {
            into.set(SHORT, 2L * i, toBFloat16(values[i]));
        }
    }

    private static void encodeFloat16(float[] values, int count, MemorySegment into) {
        for (int i = 0; i < count; i++) {
            into.set(SHORT, 2L * i, Float.floatToFloat16(values[i]));
        }
    }

    private static void encodeFloat64(float[] values, int count, MemorySegment into) {
        for (int i = 0; i < count; i++) {
            into.set(DOUBLE, 8L * i, values[i]);
        }
    }

    private static void encodeFloat8(float[] values, int count, DType dtype, MemorySegment into) {
        for (int i = 0; i < count; i++) {
            into.set(ValueLayout.JAVA_BYTE, i, toFloat8(dtype, values[i]));
        }
    }

    /// Writes `count` doubles, each rounded once.
    public static void encode(double[] values, int count, DType dtype, MemorySegment into) {
        switch (dtype) {
            case F64 -> MemorySegment.copy(values, 0, into, DOUBLE, 0, count);
            case F32 -> encodeFloat32(values, count, into);
            case BF16, F16, F8_E4M3, F8_E5M2 -> {
                float[] once = new float[count];
                for (int i = 0; i < count; i++) {
                    once[i] = toOdd(values[i]);
                }
                encode(once, count, dtype, into);
            }
            default -> throw new IllegalArgumentException(dtype + " is not floating point");
        }
    }

    private static void encodeFloat32(double[] values, int count, MemorySegment into) {
        for (int i = 0; i < count; i++) {
            into.set(FLOAT, 4L * i, (float) values[i]);
        }
    }

    /// Returns the bits of element `index`, for comparing bit by bit.
    public static long bits(DType dtype, MemorySegment bytes, long index) {
        return switch (dtype.bytes()) {
            case 1 -> bytes.get(ValueLayout.JAVA_BYTE, index);
            case 2 -> bytes.get(SHORT, 2 * index);
            case 4 -> bytes.get(INT, 4 * index);
            default -> bytes.get(LONG, 8 * index);
        };
    }

    /// Returns the number that the 16 bits of a bfloat16 stand for.
    public static float fromBFloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    static short toBFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        // Rounding could carry a NaN's payload away; the quiet bit keeps it a NaN. All bits where
        // it is one, none otherwise: a branch would keep the loop from becoming vector code.
        int isNaN = (0x7f800000 - (bits & 0x7fffffff)) >> 31;
        int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
        return (short) ((rounded & ~isNaN) | (((bits >>> 16) | 0x40) & isNaN));
    }

    /// Rounds to odd, so that a second rounding, to a type with at least two bits less, is right as
    /// if it were the only one (Boldo and Melquiond 2008).
    private static float toOdd(double value) {
        float near = (float) value;
        if (near == value || Double.isNaN(value) || (Float.floatToRawIntBits(near) & 1) != 0) {
            return near;
        }
        if (Float.isInfinite(near)) {
            return Math.copySign(Float.MAX_VALUE, near);
        }
        return Math.abs(near) > Math.abs(value) ? towardsZero(near) : awayFromZero(near);
    }

    private static float towardsZero(float value) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) - 1);
    }

    private static float awayFromZero(float value) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) + 1);
    }

    static float fromFloat8(DType dtype, byte bits) {
        int magnitude = bits & 0x7f;
        float value;
        if (dtype == DType.F8_E5M2) {
            // e5m2 is float16 with eight bits cut off.
            value = Float.float16ToFloat((short) (magnitude << 8));
        } else if (magnitude == 0x7f) {
            value = Float.NaN;
        } else {
            int exponent = magnitude >>> 3;
            int mantissa = magnitude & 7;
            value =
                    exponent == 0
                            ? mantissa * 0x1p-9f
                            : (8 + mantissa) * Math.scalb(1f, exponent - 10);
        }
        return bits < 0 ? -value : value;
    }

    static byte toFloat8(DType dtype, float value) {
        int sign = Float.floatToRawIntBits(value) >>> 31 << 7;
        float magnitude = Math.abs(value);
        boolean e5m2 = dtype == DType.F8_E5M2;
        if (Float.isNaN(value)) {
            return (byte) (sign | 0x7f);
        }
        int mantissaBits = e5m2 ? 2 : 3;
        int lowest = e5m2 ? -14 : -6;
        int exponent = Math.max(lowest, magnitude == 0 ? lowest : Math.getExponent(magnitude));
        // In units of the last place the value is a small number; rint rounds it to nearest even,
        // exactly.
        int units = (int) Math.rint(magnitude * Math.scalb(1.0, mantissaBits - exponent));
        int code =
                Float.isInfinite(magnitude) ? 0x7f : units + ((exponent - lowest) << mantissaBits);
        int overflow = e5m2 ? 0x7c : 0x7e;
        return (byte) (sign | Math.min(code, overflow));
    }
}
