package org.taskvectors.app;

import javafx.application.Platform;
import javafx.stage.Stage;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;
import org.taskvectors.workspace.WorkspaceStore;
import org.taskvectors.workspace.instance.Claim;
import org.taskvectors.workspace.instance.HandOver;
import org.taskvectors.workspace.instance.Instance;

/// The one window of this process, with the workspace that is open in it. Lives on the window's
/// thread.
final class DesktopWindow {
    private static final int MOST_THREADS = 64;

    private final String program;
    private final DataFolder data;
    private final Runnable closed;
    private final Stage stage = new Stage();

    /// @param closed called when the window is closed
    DesktopWindow(String program, DataFolder data, Runnable closed) {
        this.program = program;
        this.data = data;
        this.closed = closed;
    }

    /// Shows the workspace, and what is to be opened in it.
    void open(Start start, Claim claim) {
        Stylesheets.loadFonts();
        WorkspaceHome home = WorkspaceHome.of(start.workspace(), data);
        Workbench workbench =
                new Workbench(
                        program,
                        data,
                        Sample.find(data),
                        Compute.onCpu(
                                Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors())),
                        new SystemDialogs(() -> stage),
                        Platform::runLater,
                        store(home, claim),
                        home);
        new UncaughtErrors(workbench.errors()).install();
        stage.setOnHidden(
                _ -> {
                    workbench.close();
                    if (claim instanceof Claim.Ours(Instance instance)) {
                        instance.close();
                    }
                    Platform.exit();
                    closed.run();
                });
        WorkbenchWindow window = new WorkbenchWindow(workbench, stage);
        window.show();
        take(workbench, start.asked());
        if (claim instanceof Claim.Ours(Instance instance)) {
            instance.notice()
                    .ifPresent(notice -> workbench.errors().show("Opening the workspace", notice));
            instance.onHandOver(
                    Platform::runLater,
                    asked -> {
                        window.toFront();
                        take(workbench, asked);
                    });
        }
    }

    private static WorkspaceStore store(WorkspaceHome home, Claim claim) {
        return claim instanceof Claim.Elsewhere(var why)
                ? WorkspaceStore.openReadOnly(home.file(), why)
                : WorkspaceStore.open(home.file());
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
