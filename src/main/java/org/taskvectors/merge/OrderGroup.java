package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.merge.method.Meter;
import org.taskvectors.merge.method.Slot;

/// Magnitudes that are ranked together. Threads add their counts under its lock.
final class OrderGroup {
    /// Bins of the upper 16 bits of a float32 without its sign.
    static final int BINS = 1 << 15;

    /// Bins of the lower 16 bits.
    static final int FINE = 1 << 16;

    private static final long[] NONE = {};

    /// A rank whose magnitude lies in a bin.
    private record Wanted(long rank, int bin, long within) {}

    private final int derived;
    private final Meter.Ranks ranks;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Long, Float> found = new HashMap<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private long weights;
    private long counted;
    private long zeros;
    private boolean hasLow;
    private boolean isCounted;
    private long[] table = NONE;
    private long[][] fine = {};
    private int[] place = {};
    private int refined;
    private long lookedAt;

    OrderGroup(int derived, Meter.Ranks ranks) {
        this.derived = derived;
        this.ranks = ranks;
    }

    /// Adds a tensor, before anything is counted.
    void add(Slot slot, long elements) {
        slots.add(slot);
        weights += elements;
    }

    /// Adds a count to a bin.
    synchronized void count(int bin, long count) {
        if (table.length == 0) {
            table = new long[BINS];
        }
        table[bin] += count;
    }

    /// Adds the counts of some elements; the last of them is followed by the search for the ranks.
    ///
    /// @param bins counts by the upper bits
    /// @param zero how many are zero
    /// @param low whether one has lower bits
    /// @param elements how many there are
    synchronized void end(int[] bins, long zero, boolean low, long elements) {
        for (int bin = 0; bin < bins.length; bin++) {
            if (bins[bin] != 0) {
                count(bin, bins[bin]);
            }
        }
        zeros += zero;
        hasLow |= low;
        counted += elements;
        if (counted == weights) {
            search();
        }
    }

    /// Ends the count of a group without elements.
    synchronized void requireCounted() {
        if (counted != weights) {
            throw new IllegalStateException(counted + " of " + weights + " weights were counted");
        }
        search();
    }

    /// Finds the bins of the ranks, and lets go of the counts: of the many tensors of a merge few
    /// are under way at a time.
    private void search() {
        if (isCounted) {
            return;
        }
        isCounted = true;
        long[] asked = ranks.of(derived, List.copyOf(slots), counts()).clone();
        Arrays.sort(asked);
        int bin = 0;
        long before = 0;
        for (long rank : asked) {
            if (rank < 0 || rank >= weights) {
                throw new IllegalArgumentException("rank " + rank + " of " + weights);
            }
            while (before + table[bin] <= rank) {
                before += table[bin++];
            }
            if (hasLow) {
                wanted.add(new Wanted(rank, bin, rank - before));
            } else {
                found.put(rank, Float.intBitsToFloat(bin << 16));
            }
        }
        table = NONE;
    }

    /// Whether the lower bits have to be counted.
    boolean needsMore() {
        return !wanted.isEmpty();
    }

    /// Returns for each bin of the upper bits its place among those that are counted by the lower
    /// bits; −1 for all others.
    synchronized int[] places() {
        if (place.length == 0) {
            place = new int[BINS];
            Arrays.fill(place, -1);
            for (Wanted one : wanted) {
                place[one.bin()] = place[one.bin()] < 0 ? refined++ : place[one.bin()];
            }
            fine = new long[refined][FINE];
        }
        return place;
    }

    /// Returns how many bins are counted by the lower bits, once their places were asked for.
    synchronized int refined() {
        return refined;
    }

    /// Adds the magnitudes of one number to the second count.
    synchronized void refine(int bits, long count) {
        int at = places()[bits >>> 16];
        if (at >= 0) {
            fine[at][bits & 0xffff] += count;
        }
    }

    /// Adds the second counts of some elements; the last of them is followed by the search for the
    /// magnitudes.
    ///
    /// @param tables counts by the lower bits for each place; none for counts that were added one
    ///   by one
    /// @param elements how many elements were looked at
    synchronized void endRefined(int[][] tables, long elements) {
        for (int at = 0; at < Math.min(refined, tables.length); at++) {
            for (int i = 0; i < FINE; i++) {
                fine[at][i] += tables[at][i];
            }
        }
        lookedAt += elements;
        if (lookedAt == weights) {
            settle();
        }
    }

    /// Finds what lies in the bins that were counted by the lower bits.
    private void settle() {
        for (Wanted one : wanted) {
            long[] counts = fine[place[one.bin()]];
            int low = 0;
            long before = 0;
            while (before + counts[low] <= one.within()) {
                before += counts[low++];
            }
            found.put(one.rank(), Float.intBitsToFloat(one.bin() << 16 | low));
        }
        wanted.clear();
        fine = new long[0][];
        place = new int[0];
    }

    /// Checks that every rank was found.
    synchronized void requireSettled() {
        if (needsMore()) {
            throw new IllegalStateException(lookedAt + " of " + weights + " weights were refined");
        }
    }

    Meter.Counts counts() {
        return new Meter.Counts(weights, zeros);
    }

    float at(long rank) {
        Float value = found.get(rank);
        if (value == null) {
            throw new IllegalArgumentException("rank " + rank + " was not asked for");
        }
        return value;
    }
}
