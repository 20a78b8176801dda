package org.taskvectors.saving;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.taskvectors.tensor.DType;

/// Counts what is NaN or infinite, several numbers in a word of 8 bytes: an exponent of ones alone
/// carries into the sign's place when its lowest bit is added.
///
/// Source of the layouts: IEEE 754; bfloat16 is the upper half of a float32.
final class NotFinite {
    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private NotFinite() {}

    /// How many of the numbers in `bytes` are not finite; 0 for a dtype that a model is not saved
    /// in as the sum of base and adapter.
    static long count(DType dtype, MemorySegment bytes) {
        return switch (dtype) {
            case BF16 -> count(bytes, 0x7f80_7f80_7f80_7f80L, 0x0080_0080_0080_0080L);
            case F16 -> count(bytes, 0x7c00_7c00_7c00_7c00L, 0x0400_0400_0400_0400L);
            case F32 -> count(bytes, 0x7f80_0000_7f80_0000L, 0x0080_0000_0080_0000L);
            case F64 -> count(bytes, 0x7ff0_0000_0000_0000L, 0x0010_0000_0000_0000L);
            default -> 0;
        };
    }

    /// @param exponent the exponents' bits
    /// @param lowest the lowest bit of each
    private static long count(MemorySegment bytes, long exponent, long lowest) {
        // The place that such a sum carries into, and nothing else reaches.
        long carried = (exponent + lowest) & ~exponent;
        long whole = bytes.byteSize() / 8 * 8;
        long found = 0;
        for (long at = 0; at < whole; at += 8) {
            found += Long.bitCount(((bytes.get(WORD, at) & exponent) + lowest) & carried);
        }
        long rest = 0;
        for (long at = whole; at < bytes.byteSize(); at++) {
            rest |= (bytes.get(ValueLayout.JAVA_BYTE, at) & 0xffL) << (8 * (at - whole));
        }
        return found + Long.bitCount(((rest & exponent) + lowest) & carried);
    }
}
