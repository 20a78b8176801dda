package org.taskvectors.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.workspace.WindowBounds;

/// The window of a [Workbench]: its place on the screen, its theme, its closing.
final class WorkbenchWindow {
    private static final String TITLE = "Task Vector Workbench";
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final double LEAST_WIDTH = 880;
    private static final double LEAST_HEIGHT = 560;
    private static final Duration SETTLED = Duration.millis(400);

    private final Workbench workbench;
    private final Stage stage;
    private final PauseTransition settling = new PauseTransition(SETTLED);

    WorkbenchWindow(Workbench workbench, Stage stage) {
        this.workbench = workbench;
        this.stage = stage;
    }

    /// Shows it. Call on the window's thread.
    void show() {
        Scene scene = new Scene(workbench.node(), WIDTH, HEIGHT);
        followTheme(scene);
        stage.setTitle(TITLE);
        List.of(16, 24, 32, 48, 64, 128, 256).forEach(this::addIcon);
        stage.setScene(scene);
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        restoreBounds();
        stage.setOnCloseRequest(
                event -> {
                    event.consume();
                    workbench.askToClose(stage::hide);
                });
        stage.focusedProperty()
                .addListener(
                        (_, _, focused) -> {
                            if (focused) {
                                workbench.activated();
                            }
                        });
        stage.show();
        workbench.focusPlace();
        rememberBounds();
    }

    /// Brings it before the other windows of the desktop, as far as the desktop lets it.
    void toFront() {
        stage.setIconified(false);
        stage.toFront();
        stage.requestFocus();
    }

    private void followTheme(Scene scene) {
        Platform.Preferences preferences = Platform.getPreferences();
        workbench.themes().systemProperty().set(theme(preferences.getColorScheme()));
        preferences
                .colorSchemeProperty()
                .addListener(
                        (_, _, scheme) -> workbench.themes().systemProperty().set(theme(scheme)));
        Stylesheets.apply(scene, workbench.themes().themeProperty().get());
        workbench
                .themes()
                .themeProperty()
                .addListener((_, _, theme) -> Stylesheets.apply(scene, theme));
    }

    private static Theme theme(ColorScheme scheme) {
        return scheme == ColorScheme.DARK ? Theme.DARK : Theme.LIGHT;
    }

    private void addIcon(int size) {
        String name = "/assets/icon/icon-" + size + ".png";
        try (InputStream stream = WorkbenchWindow.class.getResourceAsStream(name)) {
            if (stream != null) {
                stage.getIcons().add(new Image(stream));
            }
        } catch (IOException e) {
            // A window without its icon is still a window.
            return;
        }
    }

    /// Where it stood, if that is still on a screen.
    private void restoreBounds() {
        Optional<WindowBounds> saved = workbench.context().state().get().window();
        saved.filter(WorkbenchWindow::isOnAScreen)
                .ifPresent(
                        bounds -> {
                            stage.setX(bounds.x());
                            stage.setY(bounds.y());
                            stage.setWidth(Math.max(LEAST_WIDTH, bounds.width()));
                            stage.setHeight(Math.max(LEAST_HEIGHT, bounds.height()));
                        });
        if (saved.isEmpty()) {
            Rectangle2D screen = Screen.getPrimary().getVisualBounds();
            stage.setWidth(Math.min(WIDTH, screen.getWidth()));
            stage.setHeight(Math.min(HEIGHT, screen.getHeight()));
        }
        stage.setMaximized(saved.map(WindowBounds::maximized).orElse(false));
    }

    private static boolean isOnAScreen(WindowBounds bounds) {
        return !Screen.getScreensForRectangle(bounds.x(), bounds.y(), bounds.width(), 40).isEmpty();
    }

    private void rememberBounds() {
        settling.setOnFinished(_ -> saveBounds());
        List.of(
                        stage.xProperty(),
                        stage.yProperty(),
                        stage.widthProperty(),
                        stage.heightProperty(),
                        stage.maximizedProperty())
                .forEach(property -> property.addListener((_, _, _) -> settling.playFromStart()));
    }

    private void saveBounds() {
        if (stage.isIconified() || !stage.isShowing()) {
            return;
        }
        WindowBounds before =
                workbench
                        .context()
                        .state()
                        .get()
                        .window()
                        .orElse(new WindowBounds(0, 0, WIDTH, HEIGHT, false));
        WindowBounds now =
                stage.isMaximized()
                        ? new WindowBounds(
                                before.x(), before.y(), before.width(), before.height(), true)
                        : new WindowBounds(
                                stage.getX(),
                                stage.getY(),
                                stage.getWidth(),
                                stage.getHeight(),
                                false);
        workbench.context().workspace().update(state -> state.withWindow(now));
    }
}
