package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The checksum of a tensor's bytes: Σ mix(wᵢ + (i + 1)·φ) modulo 2⁶⁴ over its little-endian 8-byte
/// words wᵢ, the last filled up with zeros. Being a sum, it can be taken in any order, by any
/// number of threads and lanes; being keyed by position, it sees words that change places; mix is a
/// bijection, so that a change within one word is always seen. It detects change, not forgery.
public final class Checksum {
    /// φ: 2⁶⁴ divided by the golden ratio, the increment of SplitMix64.
    static final long KEY = 0x9E3779B97F4A7C15L;

    /// The first multiplier of MurmurHash3's 64-bit finalizer.
    static final long MULTIPLIER = 0xFF51AFD7ED558CCDL;

    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Checksum() {}

    static long mix(long word) {
        long folded = (word ^ word >>> 32) * MULTIPLIER;
        return folded ^ folded >>> 32;
    }

    /// The part that the bytes `from` to `to` of `block` have in the checksum of a tensor in which
    /// the block begins at byte `position`, a multiple of 8. Only the tensor's last block may have
    /// a length that is not.
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
