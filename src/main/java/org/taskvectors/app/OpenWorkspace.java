package org.taskvectors.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.PathReader;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.ui.library.SampleOpener;
import org.taskvectors.ui.shell.Workspaces;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.RecentWorkspaces;
import org.taskvectors.workspace.WorkspaceProblem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore;
import org.taskvectors.workspace.instance.Claim;
import org.taskvectors.workspace.instance.HandOver;
import org.taskvectors.workspace.instance.Instance;

/// The workspace that a window shows, and the ways to another one. Another one is made ready and
/// taken for this process first, and only then takes this one's place: whatever fails leaves the
/// window as it is.
final class OpenWorkspace implements Workspaces {
    private final DesktopWindow window;
    private final DataFolder data;
    private final WorkspaceHome home;
    private final Claim claim;
    private final HubModels models;
    private final RecentWorkspaces recent;
    private boolean isHanded;
    private @Nullable Workbench workbench;

    /// Makes a workspace's file ready to be opened.
    ///
    /// @param isWriting whether it writes the file: one that another window has open, or that the
    ///   person has no right to change, is then refused
    private record Preparation(Work work, boolean isWriting) {
        static Preparation reading(Work work) {
            return new Preparation(work, false);
        }

        static Preparation writing(Work work) {
            return new Preparation(work, true);
        }

        void prepare(Path file) throws IOException {
            work.on(file);
        }
    }

    @FunctionalInterface
    private interface Work {
        void on(Path file) throws IOException;
    }

    /// @param claim how this process stands to the file
    /// @param models reads names of models on a hub
    OpenWorkspace(
            DesktopWindow window,
            DataFolder data,
            WorkspaceHome home,
            Claim claim,
            HubModels models) {
        this.window = window;
        this.data = data;
        this.home = home;
        this.claim = claim;
        this.models = models;
        this.recent = new RecentWorkspaces(data.recentWorkspaces());
    }

    /// From now on it can be changed for another one.
    void begin(Workbench shown) {
        workbench = shown;
        if (claim instanceof Claim.Ours(Instance instance)) {
            instance.notice()
                    .ifPresent(notice -> shown.errors().show("Opening the workspace", notice));
            job("Remembering the workspace", () -> recent.opened(home.file()));
        }
    }

    Workbench workbench() {
        return Objects.requireNonNull(workbench);
    }

    /// Saves what is not saved yet, and gives the file up.
    void close() {
        workbench().close();
        if (!isHanded && claim instanceof Claim.Ours(Instance instance)) {
            instance.close();
        }
    }

    @Override
    public Path file() {
        return home.file();
    }

    @Override
    public Path own() {
        return Instance.real(data.workspaceFile());
    }

    @Override
    public List<Path> recent() {
        return recent.list();
    }

    @Override
    public void open(Path file) {
        change(
                "Opening " + Workspaces.stem(file),
                file,
                Preparation.reading(this::check),
                workbench()::askToLeave);
    }

    private void check(Path real) throws IOException {
        if (Files.exists(real)) {
            WorkspaceStore.read(real, models.saved());
        } else if (!real.equals(own())) {
            recent.forget(real);
            throw Failure.of(
                    FileProblem.NOT_FOUND,
                    real,
                    "there is no such workspace",
                    "If it was moved, open it from where it lies now");
        }
    }

    @Override
    public void create(Path file) {
        change(
                "Making " + Workspaces.stem(file),
                file,
                Preparation.writing(
                        real ->
                                WorkspaceStore.write(
                                        real,
                                        WorkspaceState.EMPTY.withName(Workspaces.stem(real)))),
                workbench()::askToLeave);
    }

    @Override
    public void saveAs(Path file) {
        change(
                "Saving as " + Workspaces.stem(file),
                file,
                Preparation.writing(
                        real -> {
                            // As it is now: there may have been a question before.
                            WorkspaceStore.write(real, named(file));
                            copyHistory(real);
                        }),
                workbench()::askToGoOn);
    }

    /// A workspace that has its name from the program, or from its file, goes by the new file's.
    private WorkspaceState named(Path file) {
        WorkspaceState state = workbench().context().workspace().state();
        boolean isOfFile =
                state.name().equals(WorkspaceState.EMPTY.name())
                        || state.name().equals(SampleOpener.NAME)
                        || state.name().equals(Workspaces.stem(home.file()));
        return isOfFile ? state.withName(Workspaces.stem(file)) : state;
    }

    private void copyHistory(Path real) throws IOException {
        if (Files.exists(home.history())) {
            AtomicFile.write(
                    WorkspaceHome.of(real, data).history(), Files.readAllBytes(home.history()));
        }
    }

    @Override
    public void saveCopy(Path file) {
        WorkspaceState state = named(file);
        String title = "Saving a copy as " + Workspaces.stem(file);
        Path real = Instance.real(file);
        if (real.equals(home.file())) {
            workbench().errors().show(title, same(real));
            return;
        }
        job(
                title,
                () -> {
                    Preparation copy = Preparation.writing(one -> WorkspaceStore.write(one, state));
                    if (claimed(real, copy) instanceof Claim.Ours(Instance instance)) {
                        instance.close();
                    }
                });
    }

    @Override
    public void reopen() {
        workbench().askToReopen(this::openAnew);
    }

    private void openAnew() {
        if (claim instanceof Claim.Ours) {
            // Taken again it would be lost: a process has one lock on a file.
            isHanded = true;
            window.put(home.file(), claim, Optional.empty(), models.saved());
            return;
        }
        take("Opening the workspace", home.file(), Preparation.reading(_ -> {}));
    }

    private void change(
            String title, Path file, Preparation preparation, Consumer<Runnable> asking) {
        Path real = Instance.real(file);
        if (real.equals(home.file())) {
            workbench().errors().show(title, same(real));
            return;
        }
        asking.accept(() -> take(title, real, preparation));
    }

    private void take(String title, Path real, Preparation preparation) {
        NamesRead names = new NamesRead(models.saved());
        workbench()
                .context()
                .background()
                .brief(
                        title,
                        (_, _) -> {
                            Claim taken = claimed(real, preparation);
                            if (taken instanceof Claim.HandedOver) {
                                return Optional.<Claim>empty();
                            }
                            if (taken instanceof Claim.Elsewhere(Failure why)
                                    && why.problem() != WorkspaceProblem.READ_ONLY) {
                                throw why;
                            }
                            names.readAll(WorkspaceHome.of(real, data).file());
                            return Optional.of(taken);
                        },
                        taken -> taken.ifPresent(one -> put(real, one, names)));
    }

    private void put(Path real, Claim taken, PathReader names) {
        window.put(real, taken, Optional.of(workbench().context().workspace().state()), names);
    }

    /// Takes a file for this process and makes it ready; what fails gives it up again.
    private Claim claimed(Path real, Preparation preparation) throws IOException {
        boolean isFirst = !preparation.isWriting() && !Files.exists(real);
        if (isFirst) {
            preparation.prepare(real);
        }
        Claim taken = Instance.claim(real, data.windows(), HandOver.FRONT, models);
        if (preparation.isWriting()) {
            switch (taken) {
                case Claim.HandedOver() -> throw elsewhere(real);
                case Claim.Elsewhere(Failure why) -> throw why;
                case Claim.Ours _ -> {}
            }
        }
        if (!isFirst && taken instanceof Claim.Ours(Instance instance)) {
            boolean isReady = false;
            try {
                preparation.prepare(real);
                isReady = true;
            } finally {
                if (!isReady) {
                    instance.close();
                }
            }
        }
        return taken;
    }

    /// Does something in the background that gives nothing back.
    private void job(String title, Step step) {
        workbench()
                .context()
                .background()
                .brief(
                        title,
                        (_, _) -> {
                            step.run();
                            return home;
                        },
                        _ -> {});
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static Failure same(Path file) {
        return Failure.of(WorkspaceProblem.ELSEWHERE, file, "this workspace is open already", "");
    }

    private static Failure elsewhere(Path file) {
        return Failure.of(
                WorkspaceProblem.ELSEWHERE,
                file,
                "another window has this workspace",
                "Close it there, or choose another name");
    }
}
