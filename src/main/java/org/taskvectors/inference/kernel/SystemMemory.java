package org.taskvectors.inference.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The C library's functions for memory. Java's own allocation writes zeros to every page before a
/// model's weights are read into it.
@SuppressWarnings("restricted") // the sizes are those that were asked for
final class SystemMemory {
    /// `MADV_HUGEPAGE` of Linux.
    private static final int HUGE_PAGES = 14;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = LINKER.defaultLookup();

    private static final MethodHandle CALLOC =
            LINKER.downcallHandle(
                    LIBRARY.findOrThrow("calloc"),
                    FunctionDescriptor.of(
                            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    private static final MethodHandle FREE =
            LINKER.downcallHandle(
                    LIBRARY.findOrThrow("free"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    private SystemMemory() {}

    /// Allocates memory that reads as 0; large blocks take no room before they are written. The
    /// address is `NULL` where the system refuses.
    static MemorySegment allocate(long bytes) {
        try {
            return (MemorySegment) CALLOC.invokeExact(1L, bytes);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void free(MemorySegment address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Asks Linux for large pages, which a processor finds faster than small ones.
    ///
    /// @param memory begins and ends at multiples of a page's size
    /// @return whether the system agreed; elsewhere it is never asked
    static boolean wantsLargePages(MemorySegment memory) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return false;
        }
        return LIBRARY.find("madvise").map(address -> advise(address, memory)).orElse(false);
    }

    private static boolean advise(MemorySegment function, MemorySegment memory) {
        MethodHandle madvise =
                LINKER.downcallHandle(
                        function,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT));
        try {
            return (int) madvise.invokeExact(memory, memory.byteSize(), HUGE_PAGES) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
