package org.taskvectors.app;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Gives the program the standard error that its start script kept for it.
///
/// Java prints a warning about the incubating vector module before any of our code runs, and has no
/// option against it. The start script therefore lets Java begin with a filter as standard error
/// and names the real one in the system property `taskvectors.errors`.
final class StandardError {

    private static final String PROPERTY = "taskvectors.errors";

    private StandardError() {}

    /// Points `System.err` at the real standard error, if the start script named it and it can be
    /// opened; else the filter stays, which passes everything on.
    static void takeBack() {
        String path = System.getProperty(PROPERTY);
        if (path == null) {
            return;
        }
        try {
            System.setErr(new PrintStream(new FileOutputStream(path, true), true, encoding()));
        } catch (IOException e) {
            // A socket, or a terminal of somebody else: the filter does as well.
            return;
        }
    }

    private static Charset encoding() {
        String name = System.getProperty("stderr.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
