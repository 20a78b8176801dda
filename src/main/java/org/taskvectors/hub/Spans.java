package org.taskvectors.hub;

import java.util.Map;
import java.util.TreeMap;

/// Positions of a file, as spans that do not touch. Not safe for use by several threads.
final class Spans {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /// Adds a span that overlaps none that is there.
    void add(long from, long end) {
        ends.put(from, end);
    }

    /// Takes positions out, whether they are in or not.
    void remove(long from, long end) {
        Map.Entry<Long, Long> before = ends.lowerEntry(from);
        if (before != null && before.getValue() > from) {
            ends.put(before.getKey(), from);
            if (before.getValue() > end) {
                ends.put(end, before.getValue());
                return;
            }
        }
        for (Map.Entry<Long, Long> one = ends.ceilingEntry(from);
                one != null && one.getKey() < end;
                one = ends.ceilingEntry(from)) {
            ends.remove(one.getKey());
            if (one.getValue() > end) {
                ends.put(end, one.getValue());
            }
        }
    }

    boolean contains(long position) {
        Map.Entry<Long, Long> at = ends.floorEntry(position);
        return at != null && at.getValue() > position;
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }
}
