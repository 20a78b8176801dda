package org.taskvectors.app;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.PathReader;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore;
import org.taskvectors.workspace.instance.Claim;
import org.taskvectors.workspace.instance.HandOver;
import org.taskvectors.workspace.instance.Instance;

/// The one window of this process. It shows one workspace at a time; another one takes its place
/// with everything that belongs to it: its undo stack, its jobs, its models. Lives on the window's
/// thread.
final class DesktopWindow {
    private final String program;
    private final DataFolder data;
    private final ThisMachine machine;
    private final HubModels models;
    private final Stage stage = new Stage();
    private final WorkbenchWindow window = new WorkbenchWindow(stage);
    private @Nullable OpenWorkspace open;

    /// @param machine with what every workspace that is shown computes
    /// @param models reads names of models on a hub
    /// @param closed called when the window is closed
    DesktopWindow(
            String program,
            DataFolder data,
            ThisMachine machine,
            HubModels models,
            Runnable closed) {
        this.program = program;
        this.data = data;
        this.machine = machine;
        this.models = models;
        stage.setOnHidden(
                _ -> {
                    if (open != null) {
                        open.close();
                    }
                    closed.run();
                });
    }

    /// Shows the first workspace, and what is to be opened in it.
    ///
    /// @param names reads the names in it
    void open(Start start, Claim claim, PathReader names) {
        Stylesheets.loadFonts();
        Workbench workbench = put(start.workspace(), claim, Optional.empty(), names);
        window.show();
        start.notice()
                .ifPresent(notice -> workbench.errors().show("Opening the workspace", notice));
        take(workbench, start.asked());
    }

    /// The workspace that is shown.
    OpenWorkspace shown() {
        return Objects.requireNonNull(open);
    }

    /// Opens files in the workspace that is shown.
    void take(HandOver asked) {
        take(shown().workbench(), asked);
    }

    /// Shows a workspace; the one that was open before is closed.
    ///
    /// @param before the state of the one before it, whose theme and place on the screen stay
    /// @param names reads the names in it
    Workbench put(Path workspace, Claim claim, Optional<WorkspaceState> before, PathReader names) {
        WorkspaceHome home = WorkspaceHome.of(workspace, data);
        WorkspaceStore store =
                claim instanceof Claim.Elsewhere(var why)
                        ? WorkspaceStore.openReadOnly(home.file(), why, names)
                        : WorkspaceStore.open(home.file(), names);
        before.ifPresent(state -> store.workspace().update(now -> now.withLooksOf(state)));
        OpenWorkspace opened = new OpenWorkspace(this, data, home, claim, models);
        Workbench workbench =
                new Workbench(
                        program,
                        data,
                        Sample.find(data),
                        machine,
                        models,
                        new SystemDialogs(() -> stage),
                        Platform::runLater,
                        store,
                        home,
                        Optional.of(opened));
        opened.begin(workbench);
        new UncaughtErrors(workbench.errors()).install();
        window.put(workbench);
        @Nullable OpenWorkspace last = open;
        open = opened;
        if (last != null) {
            last.close();
        }
        if (claim instanceof Claim.Ours(Instance instance)) {
            instance.onHandOver(
                    Platform::runLater,
                    asked -> {
                        window.toFront();
                        // The workspace may have been opened anew since.
                        take(asked);
                    });
        }
        return workbench;
    }

    private static void take(Workbench workbench, HandOver asked) {
        if (!asked.paths().isEmpty()) {
            workbench.open(asked.paths());
        }
        if (asked.sample()) {
            workbench.openSample();
        }
    }
}
