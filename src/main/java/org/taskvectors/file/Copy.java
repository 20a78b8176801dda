package org.taskvectors.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Copies files as they are.
public final class Copy {
    private static final int BLOCK = 1 << 20;

    private Copy() {}

    /// Copies a file; its new name is the caller's to give.
    ///
    /// @throws Failure if it cannot be read or written
    public static void into(Path from, AtomicFile to) throws Failure {
        try (ReadableFile file = ReadableFile.open(from);
                Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(BLOCK);
            for (long at = 0; at < file.size(); at += BLOCK) {
                MemorySegment part = block.asSlice(0, Math.min(BLOCK, file.size() - at));
                file.read(at, part);
                to.write(at, part);
            }
        }
    }

    /// Copies a file to a place, where it replaces what is there.
    ///
    /// @throws Failure if it cannot be read or written
    public static void of(Path from, Path to) throws Failure {
        try (AtomicFile file = AtomicFile.begin(to)) {
            into(from, file);
            file.commit();
        }
    }
}
