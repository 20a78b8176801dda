package org.taskvectors.hub;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/// Memory outside of Java's heap that ranges are fetched into, taken again for the next range: what
/// is given back to the system and asked for anew for each of them is cleared each time, and holds
/// more than is used. Belongs to the lock of [PlannedReads].
final class RangeBuffers {
    /// Memory for one range.
    ///
    /// @param bytes at least as many as were asked for
    record Buffer(Arena arena, MemorySegment bytes) {
        long size() {
            return bytes.byteSize();
        }
    }

    private static final long SMALLEST = 64L << 10;

    private final long budget;
    private final Map<Long, Deque<Buffer>> free = new HashMap<>();
    private long freeBytes;
    private long usedBytes;

    /// @param budget bytes that are kept, those in use included
    RangeBuffers(long budget) {
        this.budget = budget;
    }

    /// Returns how much memory is taken for that many bytes: buffers of few sizes serve each other.
    static long size(long length) {
        return Math.max(SMALLEST, Long.highestOneBit(Math.max(1, length - 1)) << 1);
    }

    long usedBytes() {
        return usedBytes;
    }

    @SuppressWarnings("MustBeClosedChecker") // closed by give() or clear()
    Buffer take(long length) {
        long size = size(length);
        Deque<Buffer> own = free.get(size);
        Buffer buffer;
        if (own != null && !own.isEmpty()) {
            buffer = own.pop();
            freeBytes -= size;
        } else {
            makeRoom(size);
            Arena arena = Arena.ofShared();
            try {
                buffer = new Buffer(arena, arena.allocate(size));
            } catch (OutOfMemoryError e) {
                arena.close();
                throw e;
            }
        }
        usedBytes += size;
        return buffer;
    }

    /// Frees what lies idle in other sizes, where it would be too much together.
    private void makeRoom(long size) {
        Iterator<Deque<Buffer>> idle = free.values().iterator();
        while (idle.hasNext() && usedBytes + freeBytes + size > budget) {
            Deque<Buffer> buffers = idle.next();
            while (!buffers.isEmpty() && usedBytes + freeBytes + size > budget) {
                close(buffers.pop());
            }
        }
    }

    void give(Buffer buffer) {
        usedBytes -= buffer.size();
        freeBytes += buffer.size();
        free.computeIfAbsent(buffer.size(), _ -> new ArrayDeque<>()).push(buffer);
        if (usedBytes + freeBytes > budget) {
            makeRoom(0);
        }
    }

    private void close(Buffer buffer) {
        freeBytes -= buffer.size();
        buffer.arena().close();
    }

    /// Gives all that lies idle back to the system.
    void clear() {
        free.values()
                .forEach(
                        buffers -> {
                            while (!buffers.isEmpty()) {
                                close(buffers.pop());
                            }
                        });
    }
}
