package org.taskvectors.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Parts that will be read at about the same time, in the order in which they lie in their files:
/// so what lies side by side is fetched at once, though it is read in another order.
final class ReadOrder {
    private final long window;
    private final List<PlannedSpan> ordered = new ArrayList<>();
    private final Map<HubFile, TreeMap<Long, PlannedSpan>> near = new LinkedHashMap<>();
    private long bytes;

    private ReadOrder(long window) {
        this.window = window;
    }

    /// Returns the same parts, perhaps cut into several.
    ///
    /// @param window bytes that are taken for about the same time
    static List<PlannedSpan> of(List<PlannedSpan> spans, long window) {
        ReadOrder order = new ReadOrder(window);
        spans.forEach(order::add);
        order.flush();
        return order.ordered;
    }

    private void add(PlannedSpan span) {
        long at = span.from();
        while (at < span.end()) {
            if (bytes == window) {
                flush();
            }
            long end = Math.min(span.end(), at + window - bytes);
            PlannedSpan part = new PlannedSpan(span.file(), at, end);
            if (isThere(part)) {
                // It is read twice.
                flush();
                continue;
            }
            near.computeIfAbsent(span.file(), _ -> new TreeMap<>()).put(at, part);
            bytes += end - at;
            at = end;
        }
    }

    private boolean isThere(PlannedSpan part) {
        TreeMap<Long, PlannedSpan> own = near.get(part.file());
        if (own == null) {
            return false;
        }
        Map.Entry<Long, PlannedSpan> before = own.lowerEntry(part.end());
        return before != null && before.getValue().end() > part.from();
    }

    private void flush() {
        near.values().forEach(own -> ordered.addAll(own.values()));
        near.clear();
        bytes = 0;
    }
}
