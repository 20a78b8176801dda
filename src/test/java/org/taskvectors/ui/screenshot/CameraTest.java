package org.taskvectors.ui.screenshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.css.PseudoClass;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.taskvectors.figure.Detailed;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.shell.ThemeViewModel;
import org.taskvectors.workspace.ThemeChoice;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// Pictures of a small window.
@ExtendWith(ApplicationExtension.class)
class CameraTest {
    private final TestPlace place =
            new TestPlace(WorkspaceState.EMPTY.withTheme(ThemeChoice.LIGHT), Runnable::run);
    private final ThemeViewModel themes =
            new ThemeViewModel(place.workspace, place.context().state());
    private Button button;
    private Figure figure;
    private VBox window;
    private Camera camera;
    private Scene scene;

    /// Counts what it is drawn for.
    private static final class Figure extends Region implements Detailed {
        private double drawnFor;
        private double now;

        @Override
        public void setDetail(double pixels) {
            now = pixels;
            requestLayout();
        }

        @Override
        protected void layoutChildren() {
            drawnFor = Math.max(drawnFor, now);
        }
    }

    @Start
    void open(Stage stage) {
        Stylesheets.loadFonts();
        button = new Button("Do it");
        figure = new Figure();
        window = new VBox(12, new Label("Words"), button, new TextField(), figure);
        window.getStyleClass().add("shell-content");
        scene = TestWindow.show(stage, window, 300, 200);
        themes.themeProperty().addListener((_, _, theme) -> Stylesheets.apply(scene, theme));
        camera = new Camera(window, themes);
        button.requestFocus();
    }

    @AfterEach
    void close() {
        place.close();
    }

    private WritableImage take(FxRobot robot, double scale, Optional<Theme> theme) {
        WritableImage[] taken = new WritableImage[1];
        robot.interact(() -> taken[0] = camera.take(window, scale, theme));
        return taken[0];
    }

    private static double brightness(WritableImage image) {
        Color corner = image.getPixelReader().getColor((int) image.getWidth() - 2, 2);
        return corner.getBrightness();
    }

    @Test
    void aPictureHasItsScaleAndFiguresAreDrawnForIt(FxRobot robot) {
        WritableImage image = take(robot, 3, Optional.empty());
        assertThat(image.getWidth()).isEqualTo(Math.rint(window.getWidth() * 3));
        assertThat(image.getHeight()).isEqualTo(Math.rint(window.getHeight() * 3));
        assertThat(figure.drawnFor).isEqualTo(3);
        assertThat(figure.now).isZero();
    }

    @Test
    void anotherThemeIsInThePictureAloneAndIsGoneAfterwards(FxRobot robot) {
        AtomicInteger changes = new AtomicInteger();
        place.workspace.onChange(_ -> changes.incrementAndGet());
        assertThat(brightness(take(robot, 1, Optional.empty()))).isGreaterThan(0.9);
        assertThat(brightness(take(robot, 1, Optional.of(Theme.DARK)))).isLessThan(0.3);
        assertThat(themes.themeProperty().get()).isEqualTo(Theme.LIGHT);
        assertThat(brightness(take(robot, 1, Optional.empty()))).isGreaterThan(0.9);
        assertThat(changes).hasValue(0);
    }

    @Test
    void whatHasTheFocusKeepsItButDoesNotShowIt(FxRobot robot) {
        AtomicInteger moved = new AtomicInteger();
        PseudoClass focused = PseudoClass.getPseudoClass("focused");
        PseudoClass visible = PseudoClass.getPseudoClass("focus-visible");
        robot.interact(() -> button.pseudoClassStateChanged(visible, true));
        int[] withRing = pixels(robot);
        WritableImage posed = take(robot, 1, Optional.empty());
        scene.focusOwnerProperty().addListener((_, _, _) -> moved.incrementAndGet());
        robot.interact(() -> button.pseudoClassStateChanged(visible, false));
        robot.interact(() -> button.pseudoClassStateChanged(focused, false));
        int[] without = pixels(robot);
        assertThat(pixels(posed)).isEqualTo(without).isNotEqualTo(withRing);
        assertThat(button.isFocused()).isTrue();
        assertThat(moved).hasValue(0);
    }

    private int[] pixels(FxRobot robot) {
        WritableImage[] taken = new WritableImage[1];
        robot.interact(
                () -> {
                    window.applyCss();
                    taken[0] = window.snapshot(null, null);
                });
        return pixels(taken[0]);
    }

    private static int[] pixels(WritableImage image) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        return Camera.opaque(image).getRGB(0, 0, width, height, null, 0, width);
    }
}
