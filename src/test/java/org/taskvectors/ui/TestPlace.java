package org.taskvectors.ui;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.Patience;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.hub.HubEnvironment;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.job.JobQueue;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.common.Background;
import org.taskvectors.ui.common.LiveDevices;
import org.taskvectors.ui.common.NamedModels;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.FileDialogs;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.UndoStack;

/// The world around a view model in a test: a workspace, a job queue, and in place of the window's
/// thread a queue of tasks that the test runs itself.
public final class TestPlace implements AutoCloseable {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final JobQueue jobs = new JobQueue();
    private final ReadOnlyObjectWrapper<WorkspaceState> state;

    public final Workspace workspace;
    public final UndoStack undo;
    public final List<Path> opened = new ArrayList<>();
    public final List<String> shown = new ArrayList<>();
    public final List<Throwable> errors = new CopyOnWriteArrayList<>();

    /// What the next dialog that saves answers.
    public Optional<Path> saveTo = Optional.empty();

    /// What the next dialog that opens files answers.
    public List<Path> files = List.of();

    /// What the next dialog that opens a folder answers.
    public Optional<Path> folder = Optional.empty();

    /// What is known of the machine's devices.
    public final TestDevices devices = new TestDevices();

    /// Where models on a hub are that recipes name.
    public NamedModels named =
            new AskedModels(
                    new HubModels(
                            () -> new HubEnvironment(Map.of(), Path.of("target")).settings()));

    private final Executor window;
    private final LiveDevices live;

    /// The window's tasks wait for [#until].
    public TestPlace(WorkspaceState start) {
        this(start, Optional.empty());
    }

    /// With a real window's thread.
    public TestPlace(WorkspaceState start, Executor window) {
        this(start, Optional.of(window));
    }

    private TestPlace(WorkspaceState start, Optional<Executor> given) {
        window = given.orElse(tasks::add);
        workspace = new Workspace(start);
        undo = new UndoStack(workspace);
        state = new ReadOnlyObjectWrapper<>(start);
        live = new LiveDevices(devices, window);
        workspace.onChange(_ -> window.execute(() -> state.set(workspace.state())));
    }

    /// The core itself.
    public StoredCore core() {
        AppContext context = context();
        return new StoredCore(
                context.program(),
                context.profiles(),
                context.compute(),
                new LiveModels(Optional.empty()));
    }

    public AppContext context() {
        return new AppContext(
                "Task Vector Workbench test",
                Compute.onCpu(1),
                live,
                new ProfileStore(Path.of("target", "test-profiles")),
                new Background(jobs, window, (_, failure) -> errors.add(failure)),
                workspace,
                undo,
                state.getReadOnlyProperty(),
                shown::add,
                new Dialogs(),
                opened::addAll,
                named,
                new ReadOnlyObjectWrapper<>(Theme.LIGHT).getReadOnlyProperty());
    }

    public JobQueue jobs() {
        return jobs;
    }

    /// Runs the window's tasks until `condition` holds; fails after a long time.
    public void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("it did not come to that; errors: " + errors);
                }
                Runnable task = tasks.poll(20, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs the window's tasks that wait, as the window does between two things that a person does.
    public void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public void close() {
        jobs.close();
    }

    private final class Dialogs implements FileDialogs {
        @Override
        public List<Path> openFiles(String title) {
            return files;
        }

        @Override
        public Optional<Path> openFolder(String title) {
            return folder;
        }

        @Override
        public Optional<Path> save(String title, String suggestion, String kind) {
            return saveTo;
        }
    }
}
