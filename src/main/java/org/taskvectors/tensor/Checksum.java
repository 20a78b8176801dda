package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The checksum of a tensor's bytes: Σ mix(wᵢ + (i + 1)·φ) modulo 2⁶⁴ over its little-endian 8-byte
/// words wᵢ, the last filled up with zeros. Since it is a sum, any number of threads and lanes can
/// take it in any order; since each word is keyed by its position, it detects words that change
/// places; since mix is a bijection, it detects every change within one word. It detects change,
/// not forgery.
public final class Checksum {
    /// φ: 2⁶⁴ divided by the golden ratio, the increment of SplitMix64.
    public static final long KEY = 0x9E3779B97F4A7C15L;

    /// The first multiplier of MurmurHash3's 64-bit finalizer.
    public static final long MULTIPLIER = 0xFF51AFD7ED558CCDL;

    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Checksum() {}

    static long mix(long word) {
        long folded = (word ^ word >>> 32) * MULTIPLIER;
        return folded ^ folded >>> 32;
    }

    /// Returns the share of the bytes `from` to `to` of `block` in the checksum of a tensor in
    /// which the block begins at byte `position`, a multiple of 8. Only the length of the tensor's
    /// last block may be no multiple of 8.
    static long ofRange(MemorySegment block, long from, long to, long position) {
        long sum = 0;
        long index = (position + from) / 8;
        long at = from;
        for (; at + 8 <= to; at += 8) {
            index++;
            sum += mix(block.get(WORD, at) + index * KEY);
        }
        if (at < to) {
            long last = 0;
            for (long i = to - 1; i >= at; i--) {
                last = (last << 8) | (block.get(ValueLayout.JAVA_BYTE, i) & 0xff);
            }
            sum += mix(last + (index + 1) * KEY);
        }
        return sum;
    }
}
