package org.taskvectors.device.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// Tells OpenMP, on whose threads libtorch's products run, to wait without burning the processor:
/// by default a thread that waits for another spins, and where other work shares the processor (an
/// extraction, the program's own kernels) everything takes several times as long.
///
/// OpenMP reads it from the environment when it is loaded, and there is no other way to tell it.
final class Waiting {
    /// GNU's and LLVM's OpenMP both know it.
    private static final String VARIABLE = "OMP_WAIT_POLICY";

    private static final String VALUE = "PASSIVE";

    /// Where a person has chosen how to wait, that holds.
    private static final List<String> CHOICES =
            List.of(VARIABLE, "GOMP_SPINCOUNT", "KMP_BLOCKTIME");

    private Waiting() {}

    /// Sets it in this process, if nothing is set and the system has a `setenv` (Windows has none,
    /// and keeps the default). Must be called before libtorch is loaded.
    static void patiently() {
        Optional<MemorySegment> setenv = Linker.nativeLinker().defaultLookup().find("setenv");
        if (setenv.isPresent() && CHOICES.stream().noneMatch(System.getenv()::containsKey)) {
            set(setenv.get());
        }
    }

    @SuppressWarnings("restricted") // the signature is that of POSIX
    private static void set(MemorySegment setenv) {
        MethodHandle call =
                Linker.nativeLinker()
                        .downcallHandle(
                                setenv,
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            // A failure leaves the default, which is right but slower beside other work.
            int _ =
                    (int)
                            call.invokeExact(
                                    arena.allocateFrom(VARIABLE), arena.allocateFrom(VALUE), 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
