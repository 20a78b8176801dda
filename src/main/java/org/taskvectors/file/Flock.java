package org.taskvectors.file;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.Optional;

/// The lock `flock(2)` of Linux and macOS, by the C library's functions. Java's channels take
/// another one (`fcntl`), which does not keep out who takes this one. Sources: flock(2), open(2).
@SuppressWarnings("restricted") // three functions of the C library, with their own types
final class Flock {
    /// The system's number for a file that is not there.
    static final int NO_SUCH_FILE = 2;

    private static final int READ_AND_WRITE = 2;
    private static final int EXCLUSIVE_AT_ONCE = 2 | 4;
    private static final int PERMISSION_DENIED = 13;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /// What came of it.
    sealed interface Outcome permits Taken, Busy, Refused {}

    /// The lock is held by an open descriptor.
    record Taken(int descriptor) implements Outcome {}

    /// Somebody else has it.
    record Busy() implements Outcome {}

    /// It cannot be taken here.
    ///
    /// @param error the system's number
    record Refused(int error) implements Outcome {}

    private final MethodHandle open;
    private final MethodHandle lock;
    private final MethodHandle close;
    private final int closedInChildren;
    private final int wouldBlock;

    private Flock(SymbolLookup library, int closedInChildren, int wouldBlock) {
        Linker linker = Linker.nativeLinker();
        Linker.Option state = Linker.Option.captureCallState("errno");
        this.open =
                linker.downcallHandle(
                        library.findOrThrow("open"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                        state,
                        // The permissions, which are only given where a file is made.
                        Linker.Option.firstVariadicArg(2));
        this.lock =
                linker.downcallHandle(
                        library.findOrThrow("flock"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                        state);
        this.close =
                linker.downcallHandle(
                        library.findOrThrow("close"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        this.closedInChildren = closedInChildren;
        this.wouldBlock = wouldBlock;
    }

    /// The functions of this system; empty on Windows, and where the C library has none.
    static Optional<Flock> ofSystem() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        SymbolLookup library = Linker.nativeLinker().defaultLookup();
        if (library.find("flock").isEmpty()) {
            return Optional.empty();
        }
        if (name.startsWith("linux")) {
            return Optional.of(new Flock(library, 0x80000, 11));
        }
        return name.startsWith("mac")
                ? Optional.of(new Flock(library, 0x1000000, 35))
                : Optional.empty();
    }

    /// Opens a file that is there and locks it, without waiting.
    Outcome take(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment name = arena.allocateFrom(path);
            int descriptor = (int) open.invokeExact(state, name, READ_AND_WRITE | closedInChildren);
            if (descriptor < 0) {
                return new Refused(error(state));
            }
            if ((int) lock.invokeExact(state, descriptor, EXCLUSIVE_AT_ONCE) == 0) {
                return new Taken(descriptor);
            }
            int error = error(state);
            release(descriptor);
            // Some file systems say that it is denied where somebody else has it.
            return error == wouldBlock || error == PERMISSION_DENIED
                    ? new Busy()
                    : new Refused(error);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Closes a descriptor, which gives its lock up.
    void release(int descriptor) {
        try {
            int result = (int) close.invokeExact(descriptor);
            if (result != 0) {
                // It was closed all the same; there is nothing that could be done.
                return;
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int error(MemorySegment state) {
        return (int) ERROR.get(state, 0L);
    }
}
