package org.taskvectors.hub;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;

/// One range that is fetched at once, and what of it is held. All of it but the bytes themselves
/// belongs to the lock of [PlannedReads].
final class PlannedRange {
    enum State {
        WAITING,
        LOADING,
        /// Still on its way while nobody wants it any more.
        LOADING_FOR_NOBODY,
        READY,
        /// All of it was read, and is still there for who reads a little of it again.
        READ,
        /// Nobody wants it any more.
        OVER
    }

    private final ReadPlan plan;
    private final HubFile file;
    private final long from;
    private final long end;
    private final Spans unread;
    private final int index;
    private State state = State.WAITING;
    private boolean isLeftToReaders;
    private Optional<RangeBuffers.Buffer> buffer = Optional.empty();
    private MemorySegment bytes = MemorySegment.NULL;
    private long filled;
    private int pins;
    private int failures;
    private Optional<IOException> failure = Optional.empty();

    /// @param unread the parts of it that will be read
    /// @param index its place in the plan
    PlannedRange(ReadPlan plan, HubFile file, long from, long end, Spans unread, int index) {
        this.plan = plan;
        this.index = index;
        this.file = file;
        this.from = from;
        this.end = end;
        this.unread = unread;
    }

    ReadPlan plan() {
        return plan;
    }

    int index() {
        return index;
    }

    HubFile file() {
        return file;
    }

    long from() {
        return from;
    }

    long length() {
        return end - from;
    }

    long filled() {
        return filled;
    }

    boolean holds(long position) {
        return position >= from && position < end;
    }

    boolean isUnread(long position) {
        return unread.contains(position);
    }

    boolean isAllRead() {
        return unread.isEmpty();
    }

    State state() {
        return state;
    }

    boolean isWanted() {
        return state != State.OVER && state != State.LOADING_FOR_NOBODY;
    }

    void become(State next) {
        state = next;
    }

    /// Whether it is fetched only when somebody reads it.
    boolean isLeftToReaders() {
        return isLeftToReaders;
    }

    void leaveToReaders() {
        isLeftToReaders = true;
    }

    int failures() {
        return failures;
    }

    Optional<IOException> failure() {
        return failure;
    }

    void failed(IOException cause) {
        failures++;
        failure = Optional.of(cause);
        isLeftToReaders = true;
    }

    /// Takes memory for it, where it has none.
    void allocate(RangeBuffers buffers) {
        if (buffer.isEmpty()) {
            RangeBuffers.Buffer own = buffers.take(length());
            buffer = Optional.of(own);
            bytes = own.bytes();
        }
    }

    /// Gives its memory back.
    void free(RangeBuffers buffers) {
        if (buffer.isPresent()) {
            buffers.give(buffer.get());
            buffer = Optional.empty();
            bytes = MemorySegment.NULL;
            filled = 0;
        }
    }

    boolean isHeld() {
        return buffer.isPresent();
    }

    /// Returns how many bytes it takes or holds.
    long held() {
        return RangeBuffers.size(length());
    }

    /// Puts bytes behind those that it has, outside of the lock: nobody reads there yet.
    void put(long at, ByteBuffer source) {
        bytes.asSlice(at, source.remaining()).copyFrom(MemorySegment.ofBuffer(source));
        source.position(source.limit());
    }

    void filledTo(long count) {
        filled = count;
    }

    /// Keeps its memory from being given back until [#unpin].
    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
    }

    boolean isPinned() {
        return pins > 0;
    }

    /// Copies bytes, outside of the lock and while it is pinned.
    void copy(long position, int count, ByteBuffer target) {
        MemorySegment source = bytes.asSlice(position - from, count);
        ByteBuffer part = target.slice(target.position(), count);
        MemorySegment.ofBuffer(part).copyFrom(source);
        target.position(target.position() + count);
    }

    /// Notes that some of it was read.
    ///
    /// @return whether all of it was by now
    boolean read(long position, long count) {
        unread.remove(position, position + count);
        return unread.isEmpty();
    }
}
