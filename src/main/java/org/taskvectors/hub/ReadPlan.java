package org.taskvectors.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.job.Cancellation;

/// What was announced at once, as ranges in their order: parts that lie near each other are one,
/// long ones several. What is done with them belongs to the lock of [PlannedReads].
final class ReadPlan {
    /// Ranges that are kept after they were read: neighbouring blocks may have bytes in common.
    private static final int KEPT = 1;

    /// How far the oldest range that is waited for may lie behind the newest that was read.
    private static final int BEHIND = 12;

    /// Ranges within which parts are fetched in the order of the file.
    private static final int WINDOW = 2;

    private final ReadSize size;
    private final Cancellation cancellation = new Cancellation();
    private final List<PlannedRange> ranges = new ArrayList<>();
    private final Map<HubFile, NavigableMap<Long, List<PlannedRange>>> places = new HashMap<>();
    private final Deque<PlannedRange> read = new ArrayDeque<>();
    private int next;
    private int oldest;

    private ReadPlan(ReadSize size) {
        this.size = size;
    }

    static ReadPlan of(List<PlannedSpan> spans, ReadSize size) {
        ReadPlan plan = new ReadPlan(size);
        Optional<HubFile> file = Optional.empty();
        long from = 0;
        long end = 0;
        Spans unread = new Spans();
        for (PlannedSpan span : ReadOrder.of(spans, WINDOW * size.longest())) {
            boolean isNext =
                    file.filter(span.file()::equals).isPresent()
                            && span.from() >= from
                            && span.from() <= end + size.gap();
            long at = isNext ? Math.max(span.from(), end) : span.from();
            while (at < span.end()) {
                boolean fits = isNext && at - from < size.longest();
                if (!fits) {
                    plan.add(file, from, end, unread);
                    file = Optional.of(span.file());
                    from = at;
                    unread = new Spans();
                    isNext = true;
                }
                end = Math.min(span.end(), from + size.longest());
                unread.add(at, end);
                at = end;
            }
        }
        plan.add(file, from, end, unread);
        return plan;
    }

    private void add(Optional<HubFile> file, long from, long end, Spans unread) {
        if (file.isPresent() && !unread.isEmpty()) {
            PlannedRange range =
                    new PlannedRange(this, file.get(), from, end, unread, ranges.size());
            ranges.add(range);
            places.computeIfAbsent(file.get(), _ -> new TreeMap<>())
                    .computeIfAbsent(from, _ -> new ArrayList<>(1))
                    .add(range);
        }
    }

    /// Ends what is fetched ahead for it.
    Cancellation cancellation() {
        return cancellation;
    }

    List<PlannedRange> ranges() {
        return ranges;
    }

    /// Returns the range that a position is read from: the first that waits for it.
    Optional<PlannedRange> at(HubFile file, long position) {
        NavigableMap<Long, List<PlannedRange>> own = places.get(file);
        if (own == null) {
            return Optional.empty();
        }
        return own.subMap(position - size.longest(), false, position, true).values().stream()
                .flatMap(List::stream)
                .filter(range -> range.holds(position) && range.isWanted())
                .min(Comparator.comparing(range -> !range.isUnread(position)));
    }

    /// Returns the next range that is to be fetched ahead.
    Optional<PlannedRange> waiting() {
        while (next < ranges.size()) {
            PlannedRange range = ranges.get(next);
            if (range.state() == PlannedRange.State.WAITING && !range.isLeftToReaders()) {
                return Optional.of(range);
            }
            next++;
        }
        return Optional.empty();
    }

    /// Returns how many bytes it holds.
    long held() {
        long held = 0;
        for (int i = oldest; i < next; i++) {
            held += ranges.get(i).isHeld() ? ranges.get(i).held() : 0;
        }
        return held;
    }

    /// Takes note that all of a range was read, which is kept for a while.
    ///
    /// @return the one that is kept no longer
    Optional<PlannedRange> read(PlannedRange range) {
        read.addLast(range);
        return read.size() > KEPT ? Optional.of(read.removeFirst()) : Optional.empty();
    }

    /// Returns the ranges that were fetched and left far behind by who reads: what is not read at
    /// all, or in another order than was said, would hold the budget for ever.
    List<PlannedRange> leftBehind(PlannedRange reached) {
        List<PlannedRange> left = new ArrayList<>();
        boolean isFirst = true;
        for (int i = oldest; i < reached.index() - BEHIND; i++) {
            PlannedRange range = ranges.get(i);
            boolean isReady = range.state() == PlannedRange.State.READY;
            if (isReady && !range.isPinned()) {
                left.add(range);
            }
            isFirst &= range.state() == PlannedRange.State.OVER;
            if (isFirst) {
                oldest = i + 1;
            }
        }
        return left;
    }
}
