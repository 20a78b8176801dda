package org.taskvectors.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Gives the program the standard error that its start script kept for it.
///
/// Java prints a warning about the incubating vector module before any of our code runs, and has no
/// option against it. The start script therefore lets Java begin with a filter as standard error
/// and names the real one in the system property `taskvectors.errors`.
final class StandardError {

    private static final String PROPERTY = "taskvectors.errors";
    private static final int STANDARD_ERROR = 2;

    private StandardError() {}

    /// Points `System.err` at the real standard error, if the start script named it and it can be
    /// opened; else the filter stays, which passes everything on.
    static void takeBack() {
        @Nullable String path = System.getProperty(PROPERTY);
        if (path == null) {
            return;
        }
        try {
            System.setErr(new PrintStream(real(path), true, encoding()));
        } catch (IOException e) {
            // A socket, or a terminal of somebody else: the filter does as well.
            return;
        }
    }

    /// The descriptor itself takes the filter's place, with which the filter has read all that it
    /// will and ends, long before the program does. A system that cannot do so opens it once more:
    /// there the filter waits for the end, and a file (`>log 2>&1`) is written from a position of
    /// its own.
    private static FileOutputStream real(String path) throws IOException {
        return becomesStandardError(path)
                ? new FileOutputStream(FileDescriptor.err)
                : new FileOutputStream(path, true);
    }

    @SuppressWarnings("restricted")
    private static boolean becomesStandardError(String path) {
        int descriptor = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
        try {
            Linker linker = Linker.nativeLinker();
            FunctionDescriptor twoNumbers =
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            MethodHandle dup2 =
                    linker.downcallHandle(linker.defaultLookup().findOrThrow("dup2"), twoNumbers);
            return (int) dup2.invokeExact(descriptor, STANDARD_ERROR) == STANDARD_ERROR;
        } catch (Throwable e) {
            // A system without it: opening the file has to do.
            return false;
        }
    }

    private static Charset encoding() {
        String name = System.getProperty("stderr.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
