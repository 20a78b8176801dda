package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.merge.method.Meter;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.pass.Lane;
import org.taskvectors.tensor.Histogram;

/// Finds magnitudes of given ranks, exactly: first a count of all by the upper 16 bits of their
/// float32, then, in the bins of the wanted ranks alone, by the lower 16.
///
/// A kept histogram stands for the first count, and for the second where each of its magnitudes has
/// a bin of its own.
final class OrderGroups implements Meter.Order {
    private final List<Measuring.Source> sources;
    private final IdentityHashMap<Measuring.Source, OrderGroup> groups = new IdentityHashMap<>();
    private final @Nullable OrderGroup[][] byPlace;

    OrderGroups(
            List<Measuring.Source> sources,
            int derived,
            int rows,
            Meter.Range range,
            Meter.Ranks ranks) {
        this.sources = sources;
        byPlace = new OrderGroup[derived][rows];
        @Nullable OrderGroup[] whole = new OrderGroup[derived];
        for (Measuring.Source source : sources) {
            int of = source.derived();
            OrderGroup group = range == Meter.Range.WHOLE ? whole[of] : null;
            if (group == null) {
                group = new OrderGroup(of, ranks);
                whole[of] = group;
            }
            group.add(source.row().slot(), source.elements());
            groups.put(source, group);
            byPlace[of][source.row().slot().index()] = group;
        }
    }

    /// Counts what is kept, and returns what has to be read.
    List<Measuring.Source> unread() {
        for (Measuring.Source source : sources) {
            source.known().ifPresent(kept -> count(kept, group(source)));
        }
        return sources.stream().filter(source -> source.known().isEmpty()).toList();
    }

    private OrderGroup group(Measuring.Source source) {
        OrderGroup group = groups.get(source);
        if (group == null) {
            throw new IllegalArgumentException("not among the sources");
        }
        return group;
    }

    private static void count(TensorProfile kept, OrderGroup group) {
        Histogram histogram = kept.histogram();
        boolean hasLow = !histogram.binning().isExact();
        for (int i = 0; i < histogram.size(); i++) {
            int bits = bits(histogram, i);
            group.count(bits >>> 16, histogram.count(i));
            hasLow |= (bits & 0xffff) != 0;
        }
        group.end(new int[0], kept.zeros(), hasLow, histogram.total());
    }

    /// Returns the float32 of the least magnitude of a bin.
    private static int bits(Histogram histogram, int index) {
        return Float.floatToRawIntBits((float) histogram.binning().lowest(histogram.bin(index)));
    }

    /// Returns a lane that counts by the upper bits.
    Lane countingLane(List<Measuring.Source> rows) {
        return _ -> new CountingShare(rows, this::group);
    }

    /// Ends the first count.
    void count() {
        groups.values().stream().distinct().forEach(OrderGroup::requireCounted);
    }

    /// Returns what has to be read again.
    List<Measuring.Source> toRefine() {
        List<Measuring.Source> again = new ArrayList<>();
        // Refining may end with the last of them that is kept.
        Set<OrderGroup> wanting =
                groups.values().stream()
                        .filter(OrderGroup::needsMore)
                        .collect(Collectors.toUnmodifiableSet());
        for (Measuring.Source source : sources) {
            OrderGroup group = group(source);
            if (!wanting.contains(group)) {
                continue;
            }
            if (source.known().isPresent()
                    && source.known().get().histogram().binning().isExact()) {
                Histogram kept = source.known().get().histogram();
                for (int i = 0; i < kept.size(); i++) {
                    group.refine(bits(kept, i), kept.count(i));
                }
                group.endRefined(new int[0][], kept.total());
            } else {
                again.add(source);
            }
        }
        return again;
    }

    /// Returns a lane that counts by the lower bits.
    Lane refiningLane(List<Measuring.Source> rows) {
        return _ -> new RefiningShare(rows, this::group);
    }

    /// Ends the second count.
    void refine() {
        groups.values().stream().distinct().forEach(OrderGroup::requireSettled);
    }

    @Override
    public Meter.Counts counts(int derived, Slot slot) {
        OrderGroup group = byPlace[derived][slot.index()];
        return group == null ? new Meter.Counts(0, 0) : group.counts();
    }

    @Override
    public float at(int derived, Slot slot, long rank) {
        OrderGroup group = byPlace[derived][slot.index()];
        if (group == null) {
            throw new IllegalArgumentException("nothing was ranked in " + slot.name());
        }
        return group.at(rank);
    }
}
