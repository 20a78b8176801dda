package org.taskvectors.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.animation.PauseTransition;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.shell.FocusGuard;
import org.taskvectors.workspace.WindowBounds;
import org.taskvectors.workspace.Workspace;

/// The window around a [Workbench]: its place on the screen, its theme, its title, its closing.
final class WorkbenchWindow {
    private static final String TITLE = "Task Vector Workbench";
    private static final Duration SETTLED = Duration.millis(400);

    private final Stage stage;
    private final PauseTransition settling = new PauseTransition(SETTLED);
    private @Nullable Workbench workbench;

    WorkbenchWindow(Stage stage) {
        this.stage = stage;
    }

    /// Shows a workbench, in the place of the one before. Call on the window's thread.
    void put(Workbench next) {
        workbench = next;
        Scene scene = stage.getScene();
        if (scene == null) {
            scene = new Scene(next.node(), ScreenFit.WIDTH, ScreenFit.HEIGHT);
            stage.setScene(scene);
            FocusGuard.install(scene, () -> workbench().focusPlace());
        } else {
            scene.setRoot(next.node());
        }
        followTheme(next, scene);
        showTitle(next);
        next.context().state().addListener((_, _, _) -> showTitle(next));
        if (stage.isShowing()) {
            next.focusPlace();
        }
    }

    private Workbench workbench() {
        return Objects.requireNonNull(workbench);
    }

    private void showTitle(Workbench shown) {
        if (shown.equals(workbench)) {
            stage.setTitle(shown.context().state().get().name() + " – " + TITLE);
        }
    }

    /// Shows the window.
    void show() {
        List.of(16, 24, 32, 48, 64, 128, 256).forEach(this::addIcon);
        restoreBounds();
        stage.setOnCloseRequest(
                event -> {
                    event.consume();
                    workbench().askToClose(stage::hide);
                });
        stage.focusedProperty()
                .addListener(
                        (_, _, focused) -> {
                            if (focused) {
                                workbench().activated();
                            }
                        });
        Platform.getPreferences()
                .colorSchemeProperty()
                .addListener(
                        (_, _, scheme) -> workbench().themes().systemProperty().set(theme(scheme)));
        stage.show();
        workbench().focusPlace();
        rememberBounds();
    }

    /// Brings it before the other windows of the desktop, as far as the desktop lets it.
    void toFront() {
        stage.setIconified(false);
        stage.toFront();
        stage.requestFocus();
    }

    private void followTheme(Workbench shown, Scene scene) {
        shown.themes().systemProperty().set(theme(Platform.getPreferences().getColorScheme()));
        Stylesheets.apply(scene, shown.themes().themeProperty().get());
        shown.themes()
                .themeProperty()
                .addListener(
                        (_, _, theme) -> {
                            if (shown.equals(workbench)) {
                                Stylesheets.apply(scene, theme);
                            }
                        });
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

    private void restoreBounds() {
        List<Rectangle2D> screens =
                Stream.concat(Stream.of(Screen.getPrimary()), Screen.getScreens().stream())
                        .map(Screen::getVisualBounds)
                        .toList();
        Optional<WindowBounds> saved = workbench().context().state().get().window();
        WindowBounds bounds = ScreenFit.of(saved, screens);
        stage.setMinWidth(Math.min(ScreenFit.LEAST_WIDTH, bounds.width()));
        stage.setMinHeight(Math.min(ScreenFit.LEAST_HEIGHT, bounds.height()));
        if (saved.isPresent()) {
            stage.setX(bounds.x());
            stage.setY(bounds.y());
        }
        stage.setWidth(bounds.width());
        stage.setHeight(bounds.height());
        stage.setMaximized(bounds.maximized());
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
        Workspace workspace = workbench().context().workspace();
        WindowBounds before =
                workspace
                        .state()
                        .window()
                        .orElse(new WindowBounds(0, 0, ScreenFit.WIDTH, ScreenFit.HEIGHT, false));
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
        workspace.update(state -> state.withWindow(now));
    }
}
