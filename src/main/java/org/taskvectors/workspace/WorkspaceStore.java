package org.taskvectors.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
import org.taskvectors.job.Later;

/// Keeps a workspace on disk: restores it on start, saves it a moment after each change. A file
/// that cannot be read is copied aside before anything is saved over it; one that a newer version
/// wrote is left alone.
public final class WorkspaceStore implements AutoCloseable {
    private static final Duration DELAY = Duration.ofMillis(500);
    private static final int ASIDE_LIMIT = 100;

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

    private final Path file;
    private final Workspace workspace;
    private final Optional<Failure> notice;
    private final boolean mayWrite;
    private final Later later;
    private final List<Consumer<Saving>> listeners = new CopyOnWriteArrayList<>();
    private final Object writing = new Object();
    private volatile Saving saving;
    private volatile @Nullable Failure failure;

    private WorkspaceStore(
            Path file, WorkspaceState state, Optional<Failure> notice, boolean mayWrite) {
        this.file = file;
        this.workspace = new Workspace(state);
        this.notice = notice;
        this.mayWrite = mayWrite;
        this.saving = mayWrite ? Saving.SAVED : Saving.OFF;
        this.later = new Later(DELAY, this::save);
        workspace.onChange(_ -> changed());
    }

    /// The workspace in `file`, an empty one where there is none yet. Never fails: what went wrong
    /// is in [#notice].
    public static WorkspaceStore open(Path file) {
        if (!Files.exists(file)) {
            return new WorkspaceStore(file, WorkspaceState.EMPTY, Optional.empty(), true);
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            Failure unreadable =
                    Failure.of(
                                    FileProblem.NOT_READABLE,
                                    file,
                                    "the saved workspace cannot be read: " + e.getMessage(),
                                    "It is left as it is, and nothing of this session is saved")
                            .causedBy(e);
            return new WorkspaceStore(file, WorkspaceState.EMPTY, Optional.of(unreadable), false);
        }
        try {
            WorkspaceState state =
                    WorkspaceJson.read(file, new String(bytes, StandardCharsets.UTF_8));
            return new WorkspaceStore(file, state, Optional.empty(), true);
        } catch (Failure e) {
            return e.problem() == WorkspaceProblem.TOO_NEW
                    ? new WorkspaceStore(file, WorkspaceState.EMPTY, Optional.of(e), false)
                    : setAside(file, bytes, e);
        }
    }

    /// Reads a workspace and leaves its file alone, also while a window has it open.
    ///
    /// @throws Failure where it cannot be read
    public static WorkspaceState read(Path file) throws Failure {
        try {
            return WorkspaceJson.read(file, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw Failure.of(
                            FileProblem.NOT_READABLE,
                            file,
                            "there is no workspace here",
                            "Open the window once, or name the file of another workspace")
                    .causedBy(e);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.NOT_READABLE,
                            file,
                            "the workspace cannot be read: " + e.getMessage(),
                            "Check the path and its permissions")
                    .causedBy(e);
        }
    }

    /// A copy in memory of a workspace that is saved: what is done to the copy stays there.
    public static WorkspaceStore copyOf(WorkspaceState state) {
        WorkspaceStore store = inMemory(state);
        store.saving = Saving.SAVED;
        return store;
    }

    /// A workspace that nobody saves.
    public static WorkspaceStore inMemory(WorkspaceState state) {
        return new WorkspaceStore(Path.of("workspace.json"), state, Optional.empty(), false);
    }

    private static WorkspaceStore setAside(Path file, byte[] bytes, Failure damage) {
        Path aside = freeName(file);
        try {
            AtomicFile.write(aside, bytes);
        } catch (Failure e) {
            Failure notice =
                    Failure.of(
                                    damage.problem(),
                                    file,
                                    damage.what(),
                                    "It could not be copied aside, so it is left as it is and"
                                            + " nothing of this session is saved")
                            .causedBy(e);
            return new WorkspaceStore(file, WorkspaceState.EMPTY, Optional.of(notice), false);
        }
        Failure notice =
                Failure.of(
                                damage.problem(),
                                file,
                                damage.what(),
                                "A copy was kept as "
                                        + aside.getFileName()
                                        + " and the workspace begins empty; none of your"
                                        + " checkpoints was touched")
                        .causedBy(damage);
        return new WorkspaceStore(file, WorkspaceState.EMPTY, Optional.of(notice), true);
    }

    private static Path freeName(Path file) {
        for (int i = 1; i < ASIDE_LIMIT; i++) {
            Path candidate = file.resolveSibling("workspace-damaged-" + i + ".json");
            if (!Files.exists(candidate)) {
                return candidate;
            }
        }
        return file.resolveSibling("workspace-damaged-" + ASIDE_LIMIT + ".json");
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
        if (mayWrite) {
            become(Saving.PENDING);
            later.request();
        }
    }

    private void save() {
        synchronized (writing) {
            WorkspaceState state = workspace.state();
            try {
                AtomicFile.writeText(file, WorkspaceJson.write(state));
                failure = null;
                become(workspace.state().equals(state) ? Saving.SAVED : Saving.PENDING);
            } catch (Failure e) {
                failure = e;
                become(Saving.FAILED);
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
