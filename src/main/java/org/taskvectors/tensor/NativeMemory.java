package org.taskvectors.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Large blocks of native memory, from the C library. Memory of an [Arena] counts against
/// `-XX:MaxDirectMemorySize`, which the program keeps small, and is written once with zeros; this
/// does neither: the system hands out zeros page by page when they are first touched.
public final class NativeMemory {
    /// Where blocks begin: a cache line, and more than any vector.
    private static final long ALIGNMENT = 64;

    private NativeMemory() {}

    /// Returns zeroed memory that begins at a multiple of 64 bytes, and lives as long as `arena`.
    ///
    /// @throws OutOfMemoryError if the system has not so much
    @SuppressWarnings("restricted") // the C library's memory, with its true size
    public static MemorySegment allocate(long bytes, Arena arena) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        MethodHandle calloc =
                linker.downcallHandle(
                        library.findOrThrow("calloc"),
                        FunctionDescriptor.of(
                                ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        MethodHandle free =
                linker.downcallHandle(
                        library.findOrThrow("free"),
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        long whole = Math.addExact(Math.max(1, bytes), ALIGNMENT);
        MemorySegment found = call(calloc, whole);
        if (found.address() == 0) {
            throw new OutOfMemoryError("no " + bytes + " bytes of native memory");
        }
        MemorySegment owned = found.reinterpret(whole, arena, block -> release(free, block));
        long skipped = -owned.address() & (ALIGNMENT - 1);
        return owned.asSlice(skipped, bytes);
    }

    private static MemorySegment call(MethodHandle calloc, long bytes) {
        try {
            return (MemorySegment) calloc.invokeExact(1L, bytes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void release(MethodHandle free, MemorySegment block) {
        try {
            free.invokeExact(block);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
