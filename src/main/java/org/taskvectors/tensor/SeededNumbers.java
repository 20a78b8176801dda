package org.taskvectors.tensor;

import java.nio.charset.StandardCharsets;

/// Random numbers of which each is known by its place alone: SplitMix64 (Steele, Lea and Flood
/// 2014), which is integer arithmetic, so that a seed gives the same numbers on every machine and a
/// run that is gone on with needs no generator's state, nor does it matter which thread draws a
/// number.
///
/// @param key tells this row of numbers from others
public record SeededNumbers(long key) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1p-53;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /// Returns the row of numbers of a seed and a name.
    ///
    /// @param name what they are for: `order`
    /// @param places further numbers that tell rows apart
    public static SeededNumbers of(long seed, String name, long... places) {
        long key = mix(seed + GOLDEN) ^ hash(name);
        for (long place : places) {
            key = mix(key + GOLDEN) ^ mix(place);
        }
        return new SeededNumbers(mix(key));
    }

    /// FNV-1a of 64 bits.
    private static long hash(String name) {
        long hash = FNV_BASIS;
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /// Returns the 64 random bits at a place.
    public long bits(long place) {
        return mix(key + (place + 1) * GOLDEN);
    }

    /// Returns the number at a place, at least 0 and less than 1.
    public double unit(long place) {
        return (bits(place) >>> 11) * UNIT;
    }

    /// Returns the whole number at a place, at least 0 and less than `bound`.
    public int below(long place, int bound) {
        return (int) Math.unsignedMultiplyHigh(bits(place), bound);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
