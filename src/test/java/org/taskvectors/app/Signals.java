package org.taskvectors.app;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// Signals of POSIX systems, sent without a process of their own, so that they come in time.
final class Signals {
    /// Ctrl-C.
    static final int INT = 2;

    private static final MemorySegment DEFAULT = MemorySegment.NULL;
    private static final MemorySegment IGNORE = MemorySegment.ofAddress(1);

    private static final MethodHandle KILL =
            function(
                    "kill",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SIGNAL =
            function(
                    "signal",
                    FunctionDescriptor.of(
                            ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private Signals() {}

    @SuppressWarnings("restricted") // two functions of every C library
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /// Sends a signal to a process that was started here and has not ended.
    static void send(Process process, int signal) {
        try {
            int failed = (int) KILL.invokeExact(Math.toIntExact(process.pid()), signal);
            if (failed != 0 && process.isAlive()) {
                throw new IllegalStateException("the signal was not sent");
            }
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Starts a process that takes Ctrl-C, even where this one was started to ignore it, as shells
    /// do with what runs in the background.
    static Process start(ProcessBuilder builder) throws IOException {
        if (!isIgnored()) {
            return builder.start();
        }
        handle(DEFAULT);
        try {
            return builder.start();
        } finally {
            handle(IGNORE);
        }
    }

    private static void handle(MemorySegment handler) {
        try {
            MemorySegment _ = (MemorySegment) SIGNAL.invokeExact(INT, handler);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Only Linux says so; elsewhere the tests are to be run in the foreground.
    private static boolean isIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
                .anyMatch(mask -> (mask >> (INT - 1) & 1) == 1);
    }
}
