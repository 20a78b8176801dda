package org.taskvectors.ui.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Shows a file or folder in the system's file manager, chosen where the system can choose it.
public final class FileManager {
    private static final long PATIENCE_SECONDS = 10;

    private FileManager() {}

    /// Starts one of the system's programs.
    @FunctionalInterface
    interface Starter {
        /// Whether the program could be started and did not fail.
        boolean start(List<String> command) throws InterruptedException;
    }

    /// Shows what lies at `path`; not for the window's thread.
    ///
    /// @throws IOException if no file manager answers
    public static void show(Path path) throws IOException {
        show(path, System.getProperty("os.name", ""), FileManager::start);
    }

    static void show(Path path, String system, Starter starter) throws IOException {
        try {
            for (List<String> command : commands(path, system)) {
                if (starter.start(command)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("no file manager answers; the file is at " + path);
    }

    /// The commands to try, one after the other.
    static List<List<String>> commands(Path path, String system) {
        String lower = system.toLowerCase(Locale.ROOT);
        if (lower.contains("mac")) {
            return List.of(List.of("open", "-R", path.toString()));
        }
        if (lower.contains("windows")) {
            return List.of(List.of("explorer.exe", "/select," + path));
        }
        Path parent = path.getParent();
        Path folder = Files.isDirectory(path) || parent == null ? path : parent;
        return List.of(
                List.of(
                        "dbus-send",
                        "--session",
                        "--print-reply",
                        "--dest=org.freedesktop.FileManager1",
                        "/org/freedesktop/FileManager1",
                        "org.freedesktop.FileManager1.ShowItems",
                        "array:string:" + path.toUri().toString().replace(",", "%2C"),
                        "string:"),
                List.of("xdg-open", folder.toString()));
    }

    private static boolean start(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            // One that still runs after this long is the file manager itself. Explorer's exit
            // status means nothing.
            return !process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    || process.exitValue() == 0
                    || command.getFirst().equals("explorer.exe");
        } catch (IOException e) {
            return false; // It is not installed: the next one may be.
        }
    }
}
