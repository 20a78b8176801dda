package org.taskvectors.inference;

/// Random numbers for sampling: SplitMix64 (Steele, Lea and Flood 2014), where the number at place
/// n is known without those before it. It is integer arithmetic and one exact conversion, so a seed
/// gives the same numbers on every machine.
final class TokenRandom {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1p-53;

    private TokenRandom() {}

    /// Returns the number at a place of a seed's sequence, at least 0 and less than 1. An answer's
    /// token takes the place that it has in the whole text, prompt included, so that an answer that
    /// goes on from its own middle goes on as before.
    ///
    /// @param place at least 0
    static double at(long seed, long place) {
        return (bits(seed, place) >>> 11) * UNIT;
    }

    /// Returns the 64 random bits at a place of a seed's sequence.
    static long bits(long seed, long place) {
        long mixed = seed + (place + 1) * GOLDEN;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
