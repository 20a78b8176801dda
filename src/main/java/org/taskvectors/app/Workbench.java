package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.scene.Parent;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.job.JobQueue;
import org.taskvectors.job.Machine;
import org.taskvectors.sandbox.HistoryFile;
import org.taskvectors.training.Trainer;
import org.taskvectors.ui.AskedModels;
import org.taskvectors.ui.Hubs;
import org.taskvectors.ui.Merges;
import org.taskvectors.ui.StoredCore;
import org.taskvectors.ui.Trainings;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.common.Background;
import org.taskvectors.ui.common.LiveDevices;
import org.taskvectors.ui.common.LiveState;
import org.taskvectors.ui.common.NamedModels;
import org.taskvectors.ui.compare.ComparePlace;
import org.taskvectors.ui.evaluate.EvaluateViewModel;
import org.taskvectors.ui.evaluate.EvaluateWork;
import org.taskvectors.ui.extract.ExtractPlace;
import org.taskvectors.ui.hub.HubViewModel;
import org.taskvectors.ui.jobs.JobTrayController;
import org.taskvectors.ui.jobs.JobTrayViewModel;
import org.taskvectors.ui.library.LibraryPlace;
import org.taskvectors.ui.library.Onward;
import org.taskvectors.ui.library.Opener;
import org.taskvectors.ui.library.SampleOpener;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.merge.MergePlace;
import org.taskvectors.ui.merge.MergeViewModel;
import org.taskvectors.ui.sandbox.SandboxPlace;
import org.taskvectors.ui.sandbox.SandboxViewModel;
import org.taskvectors.ui.screenshot.Screenshot;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.ErrorCentre;
import org.taskvectors.ui.shell.FileDialogs;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.ui.shell.Place;
import org.taskvectors.ui.shell.ShellController;
import org.taskvectors.ui.shell.ThemeViewModel;
import org.taskvectors.ui.shell.WorkspaceOpening;
import org.taskvectors.ui.shell.Workspaces;
import org.taskvectors.ui.train.TrainPlace;
import org.taskvectors.ui.train.TrainViewModel;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceStore;
import org.taskvectors.workspace.undo.UndoStack;

/// Puts the program together: everything that is made once and handed to what needs it. The window
/// around it is [WorkbenchWindow]'s.
public final class Workbench {
    private final WorkspaceStore store;
    private final JobQueue jobs = new JobQueue(Machine.memory());
    private final ErrorCentre errors;
    private final ThemeViewModel themes;
    private final AppContext context;
    private final StoredCore core;
    private final SandboxViewModel sandbox;
    private final EvaluateViewModel evaluate;
    private final TrainViewModel train;
    private final MergeViewModel merge;
    private final LibraryPlace library;
    private final SampleOpener sample;
    private final List<Place> places;
    private final ShellController shell;

    /// @param program name and version
    /// @param data where the workspace and the sample's copy lie
    /// @param sample the sample beside the program, if there is one
    /// @param machine with what it computes
    /// @param models reads names of models on a hub
    /// @param window runs something on the window's thread
    public Workbench(
            String program,
            DataFolder data,
            Optional<Sample> sample,
            ThisMachine machine,
            HubModels models,
            FileDialogs dialogs,
            Executor window) {
        this(
                program,
                data,
                sample,
                machine,
                models,
                dialogs,
                window,
                WorkspaceStore.open(data.workspaceFile()),
                WorkspaceHome.of(data.workspaceFile(), data),
                Optional.empty());
    }

    /// @param program name and version
    /// @param data where the workspace and the sample's copy lie
    /// @param sample the sample beside the program, if there is one
    /// @param machine with what it computes
    /// @param models reads names of models on a hub
    /// @param window runs something on the window's thread
    /// @param store the workspace, closed with the workbench
    /// @param home the workspace's own files
    /// @param workspaces the ways to another workspace; empty where there are none
    Workbench(
            String program,
            DataFolder data,
            Optional<Sample> sample,
            ThisMachine machine,
            HubModels models,
            FileDialogs dialogs,
            Executor window,
            WorkspaceStore store,
            WorkspaceHome home,
            Optional<Workspaces> workspaces) {
        this.store = store;
        this.errors = new ErrorCentre(program, window);
        Workspace workspace = store.workspace();
        UndoStack undo = new UndoStack(workspace);
        LiveState state = new LiveState(workspace, window);
        this.themes = new ThemeViewModel(workspace, state.property());
        Background background = new Background(jobs, window, errors);
        Navigation navigation = place -> workspace.update(current -> current.withPlace(place));
        NamedModels named = new AskedModels(models);
        Opener opener = new Opener(background, workspace, navigation, named);
        this.context =
                new AppContext(
                        program,
                        machine.compute(),
                        new LiveDevices(machine.devices(), window),
                        new ProfileStore(data.cache()),
                        background,
                        workspace,
                        undo,
                        state.property(),
                        navigation,
                        dialogs,
                        new WorkspaceOpening(opener, workspaces),
                        named,
                        themes.themeProperty());
        this.sample = new SampleOpener(context, sample);
        this.core =
                new StoredCore(
                        context.program(), context.profiles(), context.compute(), machine.models());
        this.sandbox =
                new SandboxViewModel(context, core, Optional.of(history(home.history(), store)));
        this.evaluate =
                new EvaluateViewModel(
                        context, core, sandbox, home.evaluations(), () -> store.off().isEmpty());
        this.train =
                new TrainViewModel(
                        context,
                        new Trainings(new Trainer(machine.gradients(), context.program())),
                        new TrainViewModel.Surroundings(
                                home.trainings(),
                                () -> store.off().isEmpty(),
                                () -> evaluate.data().choicesProperty().get(),
                                sandbox::tryVectors));
        this.merge =
                new MergeViewModel(
                        context,
                        new Merges(context.program(), context.profiles()),
                        item -> {
                            if (item.role().isVector()) {
                                sandbox.tryVectors(List.of(item));
                            } else {
                                sandbox.tryModel(item);
                            }
                        });
        this.library =
                new LibraryPlace(
                        context,
                        opener,
                        this.sample,
                        new LoraViewModel(context, core),
                        new ApplyViewModel(context, core),
                        new HubViewModel(context, new Hubs(models)),
                        new Onward(sandbox::tryVectors, merge::openRecipe));
        JobTrayViewModel tray =
                new JobTrayViewModel(jobs, store::saving, undo, window, System::currentTimeMillis);
        store.onSaving(
                _ ->
                        window.execute(
                                () -> {
                                    tray.tick();
                                    showStanding();
                                }));
        models.onWait(words -> window.execute(() -> tray.remark(words)));
        this.places = newPlaces();
        this.shell =
                new ShellController(
                        context,
                        themes,
                        errors,
                        workspaces,
                        Optional.of(new OfflineSwitch(data.offline())),
                        new JobTrayController(tray, state.property()),
                        places);
        showStanding();
        store.notice().ifPresent(notice -> errors.show("Restoring the workspace", notice));
    }

    private static HistoryFile history(Path file, WorkspaceStore store) {
        return store.isWritten() ? new HistoryFile(file) : HistoryFile.readOnly(file);
    }

    private void showStanding() {
        shell.showStanding(store.off());
    }

    private List<Place> newPlaces() {
        return List.of(
                library,
                new ExtractPlace(context, core),
                new ComparePlace(context, core, sandbox::tryVectors),
                new SandboxPlace(
                        context, sandbox, Optional.of(new EvaluateWork(evaluate, context))),
                new MergePlace(context, merge),
                new TrainPlace(context, train));
    }

    /// What fills the window.
    public Parent node() {
        return shell.node();
    }

    /// A picture of the content, in the theme that is shown.
    Screenshot picture(int scale) {
        return shell.picture(scale);
    }

    public AppContext context() {
        return context;
    }

    /// The places, in the order of the rail.
    List<Place> places() {
        return places;
    }

    LibraryPlace library() {
        return library;
    }

    SandboxViewModel sandbox() {
        return sandbox;
    }

    EvaluateViewModel evaluate() {
        return evaluate;
    }

    TrainViewModel train() {
        return train;
    }

    public ThemeViewModel themes() {
        return themes;
    }

    public ErrorCentre errors() {
        return errors;
    }

    /// Gives the focus to the rail, where the keyboard begins.
    public void focusPlace() {
        shell.focusRail();
    }

    /// Takes files and folders into the library.
    public void open(List<Path> paths) {
        context.opening().open(paths);
    }

    /// Opens the sample workspace.
    public void openSample() {
        sample.open();
    }

    /// The window came to the front: what lies on disk may have changed meanwhile.
    public void activated() {
        library.shown();
    }

    /// Asks where jobs run, else goes on in another file with the same work at once.
    void askToGoOn(Runnable leave) {
        shell.askAboutJobs("leave this workspace", leave);
    }

    /// Asks where jobs run or changes are not saved, else leaves for another workspace at once.
    void askToLeave(Runnable leave) {
        ask("leave this workspace", leave);
    }

    /// Asks where jobs run or changes are not saved, else reads the workspace anew at once.
    void askToReopen(Runnable reopen) {
        ask("open it anew", reopen);
    }

    /// Asks where jobs run or changes are not saved, else closes at once.
    public void askToClose(Runnable close) {
        ask("close", close);
    }

    private void ask(String act, Runnable end) {
        shell.askAboutJobs(
                act,
                () -> {
                    if (store.hasUnsaved()) {
                        shell.askAboutUnsaved(act, end);
                    } else {
                        end.run();
                    }
                });
    }

    /// Cancels what runs and saves what is not saved yet.
    public void close() {
        shell.close();
        jobs.close();
        store.close();
    }
}
