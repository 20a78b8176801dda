package org.taskvectors.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javafx.stage.StageStyle;
import org.jspecify.annotations.Nullable;
import org.taskvectors.cli.PlaceDrawer;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Job;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.sandbox.SandboxViewModel;
import org.taskvectors.ui.screenshot.Screenshot;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;
import org.taskvectors.workspace.ThemeChoice;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore;

/// Draws a place of the window without a display: the real window, on JavaFX's headless platform,
/// with a copy of the workspace in memory. Neither the workspace's file nor the Sandbox's history
/// is written, and a window that has them open is not in the way.
final class PlacePictures implements PlaceDrawer {
    private static final long TICK_MILLIS = 50;

    /// Nothing was computed for so long: nothing waits for the end of something else any more.
    private static final long QUIET_MILLIS = 700;

    /// The window's thread does nothing for so long where it has no memory left, or has died.
    private static final Duration DEAF = Duration.ofMinutes(2);

    /// What is put away after a failure is not waited for longer than this.
    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final String program;
    private final DataFolder data;
    private final HubModels models;

    /// @param data where the workspace lies that the window opens
    /// @param models reads names of models on a hub
    PlacePictures(String program, DataFolder data, HubModels models) {
        this.program = program;
        this.data = data;
        this.models = models;
    }

    @Override
    public Drawing draw(Request request, Cancellation cancellation)
            throws IOException, CancelledException {
        Path file = request.workspace().orElse(data.workspaceFile());
        WorkspaceState state = asked(WorkspaceStore.read(file, models.saved()), request);
        boolean isOurs = start();
        @Nullable Shown shown = null;
        try {
            shown = onWindow(() -> show(file, state, request));
            settle(shown.workbench(), request, cancellation);
            Workbench workbench = shown.workbench();
            Screenshot shot = onWindow(() -> workbench.picture(request.scale()));
            List<String> notes =
                    onWindow(
                            () ->
                                    workbench.errors().reports().stream()
                                            .map(report -> report.title() + ": " + report.what())
                                            .toList());
            byte[] png = shot.png(program);
            Theme theme = shot.theme().isDark() ? Theme.DARK : Theme.LIGHT;
            return new Drawing(() -> png, file, state.name(), theme, notes);
        } finally {
            close(shown, isOurs);
        }
    }

    /// What is on the screen that there is not.
    private record Shown(Workbench workbench, Stage stage) {}

    private static WorkspaceState asked(WorkspaceState saved, Request request) {
        boolean isEvaluation = request.place() == Place.EVALUATE;
        boolean isDark =
                request.theme()
                        .map(theme -> theme == Theme.DARK)
                        .orElse(saved.theme() == ThemeChoice.DARK);
        WorkspaceState state =
                saved.withTheme(isDark ? ThemeChoice.DARK : ThemeChoice.LIGHT)
                        .withPlace(isEvaluation ? Navigation.SANDBOX : request.place().word());
        return switch (request.place()) {
            case EVALUATE -> state.withChoice(SandboxViewModel.WORK, "evaluate");
            case SANDBOX -> state.withChoice(SandboxViewModel.WORK, "");
            case LIBRARY, EXTRACT, COMPARE, MERGE, TRAIN -> state;
        };
    }

    /// Starts JavaFX where it does not run yet; returns whether it did not.
    private static boolean start() throws Failure {
        putIfAbsent("glass.platform", "Headless");
        putIfAbsent("prism.order", "sw");
        try {
            CompletableFuture<Boolean> started = new CompletableFuture<>();
            Platform.startup(() -> started.complete(true));
            Platform.setImplicitExit(false);
            return started.join();
        } catch (IllegalStateException e) {
            return false;
        } catch (RuntimeException | LinkageError e) {
            throw Failure.of(
                            DrawProblem.NO_WINDOW,
                            null,
                            "JavaFX does not start here: " + e,
                            "It needs the libraries that the window needs")
                    .causedBy(e);
        }
    }

    private static void putIfAbsent(String property, String value) {
        if (System.getProperty(property, "").isEmpty()) {
            System.setProperty(property, value);
        }
    }

    private Shown show(Path file, WorkspaceState state, Request request) {
        Stylesheets.loadFonts();
        Workbench workbench =
                new Workbench(
                        program,
                        data,
                        Sample.find(data),
                        ThisMachine.processorOnly(data),
                        models,
                        new NoDialogs(),
                        Platform::runLater,
                        WorkspaceStore.copyOf(file, state),
                        WorkspaceHome.of(file, data),
                        Optional.empty());
        Stage stage = new Stage(StageStyle.UNDECORATED);
        Scene scene = new Scene(workbench.node(), request.width(), request.height());
        Stylesheets.apply(scene, workbench.themes().themeProperty().get());
        stage.setScene(scene);
        stage.show();
        workbench.focusPlace();
        workbench.activated();
        return new Shown(workbench, stage);
    }

    /// Waits until nothing is computed, and then a little for what that sets off.
    private static void settle(Workbench workbench, Request request, Cancellation cancellation)
            throws IOException, CancelledException {
        long end = System.nanoTime() + request.patience().toNanos();
        long quiet = 0;
        while (quiet < QUIET_MILLIS) {
            cancellation.check();
            List<Job<?>> busy = List.copyOf(workbench.context().background().jobs().unfinished());
            if (System.nanoTime() > end && !busy.isEmpty()) {
                throw Failure.of(
                        DrawProblem.TOO_LATE,
                        null,
                        "after "
                                + request.patience().toSeconds()
                                + " s this was not done: "
                                + busy.stream().map(Job::title).collect(Collectors.joining(", ")),
                        "Give it more time (--timeout), or measure the vectors before (profile,"
                                + " compare)");
            }
            quiet = busy.isEmpty() ? quiet + TICK_MILLIS : 0;
            pause();
            // The window's own thread has done what the jobs left it.
            onWindow(() -> true);
        }
    }

    private static void pause() throws CancelledException {
        try {
            Thread.sleep(TICK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private static void close(@Nullable Shown shown, boolean isOurs) throws IOException {
        if (shown != null) {
            onWindow(
                    () -> {
                        shown.stage().hide();
                        shown.workbench().close();
                        return true;
                    },
                    LEAVING);
        }
        if (isOurs) {
            Platform.exit();
        }
    }

    private static <T> T onWindow(Callable<T> action) throws IOException {
        return onWindow(action, DEAF);
    }

    private static <T> T onWindow(Callable<T> action, Duration limit) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(
                () -> {
                    try {
                        result.complete(action.call());
                    } catch (Exception | Error e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Failure.of(
                            DrawProblem.TOO_LATE,
                            null,
                            "the window has not answered for " + limit.toSeconds() + " s",
                            "Where the workspace holds very many items, give the program more"
                                    + " memory (TASK_VECTOR_WORKBENCH_OPTS=-Xmx4g)")
                    .causedBy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the window could not be drawn", e.getCause());
        }
    }
}
