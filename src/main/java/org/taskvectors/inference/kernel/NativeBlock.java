package org.taskvectors.inference.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.taskvectors.file.Failure;

/// One large block of native memory, zero at first. Any thread may use it; closing it while another
/// thread reads it fails with `IllegalStateException`, as long as that thread is at work.
public final class NativeBlock implements AutoCloseable {
    /// A large page of most systems; memory that begins at a multiple of it can be made of them.
    private static final long ALIGNMENT = 2 << 20;

    private final Arena arena;
    private final MemorySegment memory;

    private NativeBlock(Arena arena, MemorySegment memory) {
        this.arena = arena;
        this.memory = memory;
    }

    /// Allocates a block that begins at a multiple of 2 MiB.
    ///
    /// @throws Failure if the system has no room for it
    @SuppressWarnings("MustBeClosedChecker") // the block closes it
    public static NativeBlock allocate(long bytes) throws Failure {
        Arena arena = Arena.ofShared();
        try {
            return new NativeBlock(arena, arena.allocate(bytes, ALIGNMENT));
        } catch (OutOfMemoryError e) {
            arena.close();
            throw tooLarge(bytes).causedBy(e);
        }
    }

    private static Failure tooLarge(long bytes) {
        return Failure.of(
                MemoryProblem.NOT_ENOUGH_MEMORY,
                null,
                "the system has no room for a block of " + (bytes >> 20) + " MiB",
                "Close other programs, unload a model, or choose a smaller one");
    }

    public MemorySegment memory() {
        return memory;
    }

    @Override
    public void close() {
        arena.close();
    }
}
