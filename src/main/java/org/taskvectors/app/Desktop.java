package org.taskvectors.app;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Platform;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.job.Service;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.instance.Claim;

/// Starts JavaFX and the window in it. The only class that [Main] may touch JavaFX through, so that
/// the command line never loads it.
final class Desktop {
    private static final Logger LOG = Logger.getLogger(Desktop.class.getName());

    private Desktop() {}

    /// Opens the window and returns when it is closed.
    ///
    /// @param start what to open in it
    /// @param claim how this process stands to the workspace's file
    /// @param models reads names of models on a hub
    /// @throws NoDisplayException where there is no display to open it on
    static void run(String program, DataFolder data, Start start, Claim claim, HubModels models)
            throws NoDisplayException {
        CountDownLatch closed = new CountDownLatch(1);
        NamesRead names = new NamesRead(models.saved());
        // While the toolkit starts.
        Service.start(
                "workspace-names",
                () -> names.readAll(WorkspaceHome.of(start.workspace(), data).file()));
        try {
            Platform.startup(
                    () -> {
                        try {
                            new DesktopWindow(
                                            program,
                                            data,
                                            ThisMachine.of(program, data),
                                            models,
                                            () -> end(closed))
                                    .open(start, claim, names);
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

    private static void end(CountDownLatch closed) {
        // A window that is being closed still needs the toolkit for a moment.
        Platform.runLater(
                () -> {
                    Platform.exit();
                    closed.countDown();
                });
    }

    /// JavaFX on Linux needs an X display (Wayland has one for it); looked at here because GTK
    /// would print its own complaint.
    static boolean hasNoDisplay(Properties properties, Map<String, String> environment) {
        return properties.getProperty("os.name", "").contains("Linux")
                && properties.getProperty("glass.platform", "").isEmpty()
                && environment.getOrDefault("DISPLAY", "").isBlank();
    }
}
