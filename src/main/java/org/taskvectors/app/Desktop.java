package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Platform;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;

/// Starts JavaFX and the window in it. The only class that [Main] may touch JavaFX through, so that
/// the command line never loads it.
final class Desktop {
    private static final Logger LOG = Logger.getLogger(Desktop.class.getName());
    private static final int MOST_THREADS = 64;

    private Desktop() {}

    /// Opens the window and returns when it is closed.
    ///
    /// @param paths what to open in it
    /// @param withSample whether to open the sample workspace
    /// @throws NoDisplayException where there is no display to open it on
    static void run(String program, DataFolder data, List<Path> paths, boolean withSample)
            throws NoDisplayException {
        if (hasNoDisplay(System.getProperties(), System.getenv())) {
            throw new NoDisplayException(null);
        }
        CountDownLatch closed = new CountDownLatch(1);
        try {
            Platform.startup(
                    () -> {
                        try {
                            open(program, data, paths, withSample, closed);
                        } catch (RuntimeException | Error e) {
                            // Without a window there is nothing to show it in.
                            LOG.log(Level.SEVERE, "the window cannot be opened", e);
                            closed.countDown();
                        }
                    });
        } catch (RuntimeException | LinkageError e) {
            // What JavaFX throws where it finds no display, or not the libraries that it needs.
            throw new NoDisplayException(e);
        }
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// JavaFX on Linux needs an X display (Wayland has one for it); looked at here because GTK
    /// would print its own complaint.
    static boolean hasNoDisplay(Properties properties, Map<String, String> environment) {
        return properties.getProperty("os.name", "").contains("Linux")
                && properties.getProperty("glass.platform", "").isEmpty()
                && environment.getOrDefault("DISPLAY", "").isBlank();
    }

    private static void open(
            String program,
            DataFolder data,
            List<Path> paths,
            boolean withSample,
            CountDownLatch closed) {
        AtomicReference<Window> owner = new AtomicReference<>();
        Stylesheets.loadFonts();
        Workbench workbench =
                new Workbench(
                        program,
                        data,
                        Sample.find(data),
                        Compute.onCpu(
                                Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors())),
                        new SystemDialogs(owner::get),
                        Platform::runLater);
        new UncaughtErrors(workbench.errors()).install();
        Stage stage = new Stage();
        owner.set(stage);
        stage.setOnHidden(
                _ -> {
                    workbench.close();
                    Platform.exit();
                    closed.countDown();
                });
        new WorkbenchWindow(workbench, stage).show();
        if (!paths.isEmpty()) {
            workbench.open(paths);
        }
        if (withSample) {
            workbench.openSample();
        }
    }
}
