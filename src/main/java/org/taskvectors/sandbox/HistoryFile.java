package org.taskvectors.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

/// The file that keeps the runs: lines of JSON, newest last, written whole each time.
public final class HistoryFile {
    /// What it is called, beside the workspace.
    public static final String NAME = "sandbox-history.jsonl";

    /// Runs that are kept beside those that are pinned.
    public static final int MOST = 500;

    private static final long LARGEST = 256L << 20;
    private static final int ASIDE_LIMIT = 100;

    private final Path file;
    private final boolean isReadOnly;
    private boolean mayWrite;

    public HistoryFile(Path file) {
        this(file, false);
    }

    private HistoryFile(Path file, boolean isReadOnly) {
        this.file = file;
        this.isReadOnly = isReadOnly;
        this.mayWrite = !isReadOnly;
    }

    /// A file that another window writes: it is read, and neither it nor anything beside it is
    /// written.
    public static HistoryFile readOnly(Path file) {
        return new HistoryFile(file, true);
    }

    /// What was found in the file.
    ///
    /// @param entries oldest first
    /// @param notice what was wrong with it, in a sentence or two; empty mostly
    public record Found(List<HistoryEntry> entries, String notice) {
        public Found {
            entries = List.copyOf(entries);
        }
    }

    /// Reads it; where lines are damaged, a copy is set aside first and the others are taken.
    public synchronized Found read() {
        if (!Files.exists(file)) {
            return new Found(List.of(), "");
        }
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw Failure.of(FileProblem.NOT_READABLE, file, "it is too large", "");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            mayWrite = false;
            return new Found(
                    List.of(),
                    "The history cannot be read ("
                            + e.getMessage()
                            + "). It is left as it is, and nothing of this session is added to"
                            + " it.");
        }
        List<HistoryEntry> entries = new ArrayList<>();
        int damaged = 0;
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            if (!line.isBlank()) {
                Optional<HistoryEntry> entry = HistoryJson.read(line);
                entry.ifPresent(entries::add);
                damaged += entry.isPresent() ? 0 : 1;
            }
        }
        return new Found(entries, damaged == 0 ? "" : setAside(bytes, damaged));
    }

    /// Writes it.
    ///
    /// @throws Failure if it cannot be written
    public synchronized void write(List<HistoryEntry> entries) throws Failure {
        if (mayWrite) {
            AtomicFile.writeText(
                    file,
                    entries.stream()
                            .map(entry -> HistoryJson.line(entry) + "\n")
                            .collect(Collectors.joining()));
        }
    }

    private String setAside(byte[] bytes, int damaged) {
        Path aside = free();
        String what =
                damaged == 1
                        ? "One run of the history could not be read"
                        : damaged + " runs of the history could not be read";
        if (isReadOnly) {
            return what + ".";
        }
        try {
            AtomicFile.write(aside, bytes);
            return what + ". The file as it was is kept as " + aside.getFileName() + ".";
        } catch (Failure e) {
            mayWrite = false;
            return what
                    + ". It could not be copied aside, so it is left as it is, and nothing of this"
                    + " session is added to it.";
        }
    }

    private Path free() {
        for (int number = 1; number < ASIDE_LIMIT; number++) {
            Path aside = file.resolveSibling("sandbox-history.damaged-" + number + ".jsonl");
            if (!Files.exists(aside)) {
                return aside;
            }
        }
        return file.resolveSibling("sandbox-history.damaged-" + ASIDE_LIMIT + ".jsonl");
    }
}
