package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// Keeps gathered parts (slabs) of tensors that are being read. A slab that was read to its end
/// makes room for others, and so does the least recently used one when all together pass a limit;
/// closing frees all memory. Safe for several threads.
final class SlabCache implements AutoCloseable {
    /// The most bytes that are kept besides slabs in use.
    static final long LIMIT = 96L << 20;

    /// Gathers a part of a tensor.
    interface Filler {
        void fill(StoredTensor stored, long firstElement, MemorySegment target) throws Failure;
    }

    private record Key(String tensor, long firstElement) {}

    private final Filler filler;
    private final Map<Key, Slab> slabs = new LinkedHashMap<>(16, 0.75f, true);

    /// Memory of finished slabs, for reuse.
    private final Deque<Room> spare = new ArrayDeque<>();

    private long held;
    private boolean closed;

    SlabCache(Filler filler) {
        this.filler = filler;
    }

    /// Memory for a slab.
    private static final class Room {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory;

        Room(long bytes) {
            memory = arena.allocate(bytes, 64);
        }
    }

    /// One part of a tensor.
    private static final class Slab {
        private final Room room;
        private boolean filled;
        private long read;
        private int users;

        Slab(Room room) {
            this.room = room;
        }

        synchronized void fill(StoredTensor stored, long firstElement, Filler filler)
                throws Failure {
            if (!filled) {
                filler.fill(stored, firstElement, room.memory);
                filled = true;
            }
        }
    }

    /// Copies bytes from `offset` bytes after `firstElement` on, out of the slab of `elements`
    /// elements that begins there.
    void copy(
            StoredTensor stored,
            long firstElement,
            long elements,
            long offset,
            MemorySegment target)
            throws Failure {
        Key key = new Key(stored.tensor().name(), firstElement);
        int width = stored.tensor().dtype().bytes();
        @Nullable Slab slab = acquire(key, elements * width);
        if (slab == null) {
            // A closed file says so itself.
            filler.fill(stored, firstElement + offset / width, target);
            return;
        }
        boolean done = false;
        try {
            slab.fill(stored, firstElement, filler);
            MemorySegment.copy(slab.room.memory, offset, target, 0, target.byteSize());
            done = true;
        } finally {
            release(key, slab, done ? target.byteSize() : 0, !done);
        }
    }

    /// Returns the bytes of native memory that are held now.
    synchronized long bytes() {
        return held;
    }

    private synchronized @Nullable Slab acquire(Key key, long bytes) {
        if (closed) {
            return null;
        }
        Slab slab = slabs.get(key);
        if (slab == null) {
            slab = new Slab(room(bytes));
            slabs.put(key, slab);
        }
        slab.users++;
        return slab;
    }

    private Room room(long bytes) {
        @Nullable Room old = spare.peek();
        if (old != null && old.memory.byteSize() == bytes) {
            return spare.remove();
        }
        while (!spare.isEmpty()) {
            free(spare.remove());
        }
        shrink(bytes);
        Room room = new Room(bytes);
        held += bytes;
        return room;
    }

    /// Makes room for `bytes` more by freeing slabs that are not in use.
    private void shrink(long bytes) {
        List<Key> gone = new ArrayList<>();
        for (Map.Entry<Key, Slab> each : slabs.entrySet()) {
            if (held + bytes <= LIMIT) {
                break;
            }
            if (each.getValue().users == 0) {
                gone.add(each.getKey());
                free(each.getValue().room);
            }
        }
        gone.forEach(slabs::remove);
    }

    private synchronized void release(Key key, Slab slab, long read, boolean failed) {
        slab.users--;
        slab.read += read;
        if (slab.users > 0) {
            return;
        }
        if (closed || failed) {
            slabs.remove(key, slab);
            free(slab.room);
        } else if (slab.read >= slab.room.memory.byteSize()) {
            slabs.remove(key, slab);
            spare.add(slab.room);
        }
    }

    private void free(Room room) {
        held -= room.memory.byteSize();
        room.arena.close();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        slabs.values().stream().filter(slab -> slab.users == 0).forEach(slab -> free(slab.room));
        slabs.clear();
        while (!spare.isEmpty()) {
            free(spare.remove());
        }
    }
}
