package org.taskvectors.inference.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.taskvectors.file.Failure;

/// One large block of native memory, zero at first. Any thread may use it. Closing it while a
/// thread reads it fails that thread's next read with `IllegalStateException`; it never reads
/// memory that is gone.
public final class NativeBlock implements AutoCloseable {
    /// A large page of most systems; memory that begins at a multiple of it can be made of them.
    private static final long ALIGNMENT = 2L << 20;

    private final Arena arena;
    private final MemorySegment memory;

    private NativeBlock(Arena arena, MemorySegment memory) {
        this.arena = arena;
        this.memory = memory;
    }

    /// Allocates a block that begins at a multiple of 2 MiB. The system hands out its pages as they
    /// are first written.
    ///
    /// @throws Failure if the system has no room for it
    public static NativeBlock allocate(long bytes) throws Failure {
        return allocate(bytes, true);
    }

    /// Allocates a block of which parts may never be used: without large pages, so that what is not
    /// written takes no room.
    ///
    /// @throws Failure if the system has no room for it
    public static NativeBlock allocateSparse(long bytes) throws Failure {
        return allocate(bytes, false);
    }

    @SuppressWarnings({"MustBeClosedChecker", "restricted"}) // closed and freed with the block
    private static NativeBlock allocate(long bytes, boolean isDense) throws Failure {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
        long most = Long.MAX_VALUE - 2 * ALIGNMENT;
        MemorySegment address =
                bytes > most ? MemorySegment.NULL : SystemMemory.allocate(bytes + 2 * ALIGNMENT);
        if (address.equals(MemorySegment.NULL)) {
            throw Failure.of(
                    MemoryProblem.NOT_ENOUGH_MEMORY,
                    null,
                    "the system has no room for a block of " + (bytes >> 20) + " MiB",
                    "Close other programs, unload a model, or choose a smaller one");
        }
        Arena arena = Arena.ofShared();
        long skipped = -address.address() & (ALIGNMENT - 1);
        MemorySegment pages =
                address.reinterpret(bytes + 2 * ALIGNMENT, arena, SystemMemory::free)
                        .asSlice(skipped, (bytes + ALIGNMENT - 1) & -ALIGNMENT);
        if (isDense && bytes >= ALIGNMENT) {
            SystemMemory.wantsLargePages(pages);
        }
        return new NativeBlock(arena, pages.asSlice(0, bytes));
    }

    public MemorySegment memory() {
        return memory;
    }

    @Override
    public void close() {
        arena.close();
    }
}
