package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Platform;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;

/// Starts JavaFX and the window in it. The only class that [Main] may touch JavaFX through, so that
/// the command line never loads it.
final class Desktop {
    private static final int MOST_THREADS = 64;

    private Desktop() {}

    /// Opens the window and returns when it is closed.
    ///
    /// @param paths what to open in it
    /// @param withSample whether to open the sample workspace
    /// @throws NoDisplayException where there is no display to open it on
    static void run(String program, List<Path> paths, boolean withSample)
            throws NoDisplayException {
        CountDownLatch closed = new CountDownLatch(1);
        try {
            Platform.startup(() -> open(program, paths, withSample, closed));
        } catch (UnsupportedOperationException | IllegalStateException | LinkageError e) {
            throw new NoDisplayException(e);
        } catch (RuntimeException e) {
            // What JavaFX throws where it finds no toolkit for this machine.
            throw new NoDisplayException(e);
        }
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void open(
            String program, List<Path> paths, boolean withSample, CountDownLatch closed) {
        AtomicReference<Window> owner = new AtomicReference<>();
        Stylesheets.loadFonts();
        DataFolder data = DataFolder.ofSystem();
        Workbench workbench =
                new Workbench(
                        program,
                        data,
                        Sample.find(data),
                        Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()),
                        new SystemDialogs(owner::get),
                        Platform::runLater);
        new UncaughtErrors(workbench.errors()).install();
        Stage stage = new Stage();
        owner.set(stage);
        new WorkbenchWindow(workbench, stage).show();
        stage.setOnHidden(
                _ -> {
                    workbench.close();
                    Platform.exit();
                    closed.countDown();
                });
        if (!paths.isEmpty()) {
            workbench.open(paths);
        }
        if (withSample) {
            workbench.openSample();
        }
    }
}
