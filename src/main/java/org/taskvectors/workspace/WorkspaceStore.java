package org.taskvectors.workspace;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.PathReader;
import org.taskvectors.job.Later;

/// Keeps a workspace on disk: restores it on start, saves it a moment after each change. A file
/// that cannot be read is copied aside before anything is saved over it; one that a newer version
/// wrote is left alone, and so is one that another program wrote while it was open.
public final class WorkspaceStore implements AutoCloseable {
    /// How the names of workspaces end that a person saved somewhere.
    public static final String ENDING = ".workbench.json";

    private static final Duration DELAY = Duration.ofMillis(500);
    private static final int ASIDE_LIMIT = 100;
    private static final String JSON = ".json";

    /// How the disk stands to the workspace.
    public enum Saving {
        SAVED,
        /// Something changed and is about to be saved.
        PENDING,
        /// The last attempt failed; the next change tries again.
        FAILED,
        /// Not saved in this session, on purpose.
        OFF
    }

    private final WorkspaceFile file;
    private final Workspace workspace;
    private final Optional<Failure> notice;
    private final boolean copy;
    private final Later later;
    private final List<Consumer<Saving>> listeners = new CopyOnWriteArrayList<>();
    private final Object writing = new Object();
    private volatile Saving saving;
    private volatile @Nullable Failure failure;
    private volatile @Nullable Failure off;
    private volatile WorkspaceState onDisk;

    /// @param notice what restoring has to say
    /// @param off why nothing of this session is saved; null where it is
    private WorkspaceStore(
            WorkspaceFile file,
            WorkspaceState state,
            Optional<Failure> notice,
            @Nullable Failure off) {
        this(file, state, notice, off, false);
    }

    private WorkspaceStore(
            WorkspaceFile file,
            WorkspaceState state,
            Optional<Failure> notice,
            @Nullable Failure off,
            boolean copy) {
        this.copy = copy;
        this.file = file;
        this.workspace = new Workspace(state);
        this.onDisk = state;
        this.notice = notice;
        this.off = off;
        this.saving = off == null ? Saving.SAVED : Saving.OFF;
        this.later = new Later(DELAY, this::save);
        workspace.onChange(_ -> changed());
    }

    /// The workspace in `file`, an empty one where there is none yet, with items of this machine's
    /// disks. Never fails: what went wrong is in [#notice].
    public static WorkspaceStore open(Path file) {
        return open(file, PathReader.ofDisks());
    }

    /// The workspace in `file`, an empty one where there is none yet. Never fails: what went wrong
    /// is in [#notice].
    ///
    /// @param paths reads where items lie
    public static WorkspaceStore open(Path file, PathReader paths) {
        WorkspaceFile opened = new WorkspaceFile(file);
        if (!Files.exists(file)) {
            return new WorkspaceStore(opened, fresh(file), Optional.empty(), null);
        }
        byte[] bytes;
        try {
            bytes = opened.read();
        } catch (Failure e) {
            return new WorkspaceStore(opened, WorkspaceState.EMPTY, Optional.of(e), e);
        }
        try {
            return new WorkspaceStore(opened, parsed(file, bytes, paths), Optional.empty(), null);
        } catch (Failure e) {
            return e.problem() == WorkspaceProblem.TOO_NEW
                    ? new WorkspaceStore(opened, WorkspaceState.EMPTY, Optional.of(e), e)
                    : setAside(opened, bytes, e);
        }
    }

    /// One that a person began is called as its file.
    private static WorkspaceState fresh(Path file) {
        return isPortable(file) ? WorkspaceState.EMPTY.withName(stem(file)) : WorkspaceState.EMPTY;
    }

    /// The name of a workspace's file without its ending.
    public static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(ENDING)) {
            return name.substring(0, name.length() - ENDING.length());
        }
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /// Reads a workspace and leaves its file alone, also while a window has it open.
    ///
    /// @throws Failure where it cannot be read
    public static WorkspaceState read(Path file) throws Failure {
        return read(file, PathReader.ofDisks());
    }

    /// Reads a workspace and leaves its file alone, also while a window has it open.
    ///
    /// @param paths reads where items lie
    /// @throws Failure where it cannot be read
    public static WorkspaceState read(Path file, PathReader paths) throws Failure {
        if (!Files.exists(file)) {
            throw Failure.of(
                    FileProblem.NOT_FOUND,
                    file,
                    "there is no workspace here",
                    "Open the window once, or name the file of another workspace");
        }
        return parsed(file, new WorkspaceFile(file).read(), paths);
    }

    /// A copy in memory of a workspace that is saved: what is done to the copy stays there.
    public static WorkspaceStore copyOf(Path file, WorkspaceState state) {
        return new WorkspaceStore(new WorkspaceFile(file), state, Optional.empty(), null, true);
    }

    /// The workspace in `file`, which is never written, whatever is done in the window.
    ///
    /// @param why the sentence that the window shows as long as it is open
    /// @param paths reads where items lie
    public static WorkspaceStore openReadOnly(Path file, Failure why, PathReader paths) {
        WorkspaceFile opened = new WorkspaceFile(file);
        try {
            WorkspaceState state =
                    Files.exists(file) ? parsed(file, opened.read(), paths) : WorkspaceState.EMPTY;
            return new WorkspaceStore(opened, state, Optional.empty(), why);
        } catch (Failure e) {
            return new WorkspaceStore(opened, WorkspaceState.EMPTY, Optional.of(e), why);
        }
    }

    /// Writes a workspace that is not open into a file, over whatever was there.
    ///
    /// @throws Failure if it cannot be written
    public static void write(Path file, WorkspaceState state) throws Failure {
        AtomicFile.writeText(file, text(file, state));
    }

    private static String text(Path file, WorkspaceState state) {
        return isPortable(file)
                ? WorkspaceJson.write(state, new PortablePaths(folder(file)))
                : WorkspaceJson.write(state);
    }

    /// The program's own workspace never moves, and older versions read absolute paths only.
    private static boolean isPortable(Path file) {
        return String.valueOf(file.getFileName()).endsWith(ENDING);
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().resolveSibling("").normalize();
    }

    private static WorkspaceState parsed(Path file, byte[] bytes, PathReader paths) throws Failure {
        return WorkspaceJson.read(file, new String(bytes, StandardCharsets.UTF_8), paths);
    }

    private static WorkspaceStore setAside(WorkspaceFile file, byte[] bytes, Failure damage) {
        Path aside = freeName(file.path());
        try {
            AtomicFile.write(aside, bytes);
        } catch (Failure e) {
            Failure notice =
                    Failure.of(
                                    damage.problem(),
                                    file.path(),
                                    damage.what(),
                                    "It could not be copied aside, so it is left as it is and"
                                            + " nothing of this session is saved")
                            .causedBy(e);
            return new WorkspaceStore(file, WorkspaceState.EMPTY, Optional.of(notice), notice);
        }
        Failure notice =
                Failure.of(
                                damage.problem(),
                                file.path(),
                                damage.what(),
                                "A copy was kept as "
                                        + aside.getFileName()
                                        + " and the workspace begins empty; none of your"
                                        + " checkpoints was touched")
                        .causedBy(damage);
        return new WorkspaceStore(file, WorkspaceState.EMPTY, Optional.of(notice), null);
    }

    private static Path freeName(Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name;
        for (int i = 1; i < ASIDE_LIMIT; i++) {
            Path candidate = file.resolveSibling(stem + "-damaged-" + i + JSON);
            if (!Files.exists(candidate)) {
                return candidate;
            }
        }
        return file.resolveSibling(stem + "-damaged-" + ASIDE_LIMIT + JSON);
    }

    public Workspace workspace() {
        return workspace;
    }

    /// What restoring has to say; empty where all was well.
    public Optional<Failure> notice() {
        return notice;
    }

    public Saving saving() {
        return saving;
    }

    /// Why the last attempt to save failed.
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /// Why nothing of this session is saved, or no more of it; empty where it is saved.
    public Optional<Failure> off() {
        return Optional.ofNullable(off);
    }

    /// Whether what is done in this session reaches the disk.
    public boolean isWritten() {
        return off == null && !copy;
    }

    /// Whether something that a person did would be lost if the window closed now. Tries to save it
    /// first, where that is what it waits for.
    public boolean hasUnsaved() {
        if (saving == Saving.PENDING || saving == Saving.FAILED) {
            save();
        }
        return !copy && !workspace.state().isSameWork(onDisk);
    }

    /// Calls `listener` when [#saving] changes, on whatever thread that is.
    public void onSaving(Consumer<Saving> listener) {
        listeners.add(listener);
    }

    /// Saves what is not saved yet.
    @Override
    public void close() {
        later.close();
    }

    private void changed() {
        if (isWritten()) {
            become(Saving.PENDING);
            later.request();
        }
    }

    private void save() {
        synchronized (writing) {
            if (off != null) {
                return;
            }
            WorkspaceState state = workspace.state();
            try {
                file.write(text(file.path(), state));
                failure = null;
                onDisk = state;
                become(workspace.state().equals(state) ? Saving.SAVED : Saving.PENDING);
            } catch (Failure e) {
                failure = e;
                if (e.problem() == WorkspaceProblem.CHANGED) {
                    off = e;
                    become(Saving.OFF);
                } else {
                    become(Saving.FAILED);
                }
            }
        }
    }

    private void become(Saving now) {
        if (saving != now) {
            saving = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }
}
