package org.taskvectors.ui.screenshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.screenshot.ScreenshotViewModel.Kind;
import org.taskvectors.ui.screenshot.ScreenshotViewModel.Subject;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// The panel that asks for a picture, by mouse and keyboard.
@ExtendWith(ApplicationExtension.class)
class ScreenshotWindowTest {
    private static final Subject WINDOW = new Subject(Kind.WINDOW, "window", "The window");
    private static final Subject PLACE = new Subject(Kind.PLACE, "place", "Compare");

    @TempDir Path folder;

    private TestPlace place;
    private ScreenshotViewModel model;
    private StackPane below;

    private static final class Sitter implements ScreenshotViewModel.Sitter {
        @Override
        public List<Subject> subjects() {
            return List.of(WINDOW, PLACE);
        }

        @Override
        public boolean isPossible(Subject subject, int scale) {
            return scale < 3;
        }

        @Override
        public Screenshot take(Subject subject, int scale, Optional<Theme> theme) {
            return new Screenshot(
                    subject.label(),
                    "Trials",
                    theme.orElse(Theme.LIGHT),
                    scale,
                    new BufferedImage(40 * scale, 30 * scale, BufferedImage.TYPE_INT_RGB));
        }
    }

    @Start
    void start(Stage stage) {
        place = new TestPlace(WorkspaceState.EMPTY, Platform::runLater);
        model = new ScreenshotViewModel(place.context(), new Sitter());
        below = new StackPane(new Button("A card"));
        TestWindow.show(stage, new StackPane(below, new ScreenshotPanel(model, below)), 900, 700);
    }

    @BeforeEach
    void show(FxRobot robot) {
        robot.interact(() -> model.show());
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void aPlaceInDarkIsSavedByEnter(FxRobot robot) throws Exception {
        place.saveTo = Optional.of(folder.resolve("p.png"));
        assertThat(below.isDisabled()).isTrue();
        ComboBox<Subject> subjects = robot.lookup("#screenshot-subject").query();
        assertThat(subjects.getItems()).containsExactly(WINDOW, PLACE);
        robot.interact(() -> subjects.setValue(PLACE));
        click(robot, "dark");
        focus(() -> robot.lookup("Save…").query());
        robot.push(KeyCode.ENTER);
        until(() -> Files.exists(folder.resolve("p.png")));
        until(() -> robot.lookup("80 × 60 pixels").tryQuery().isPresent());
        assertThat(model.lookProperty().get()).isEqualTo(ScreenshotViewModel.Look.DARK);
    }

    @Test
    void whatIsTooLargeCannotBeSaved(FxRobot robot) throws Exception {
        click(robot, "3x");
        until(() -> robot.lookup("Save…").<Button>query().isDisabled());
        click(robot, "1x");
        until(() -> !robot.lookup("Save…").<Button>query().isDisabled());
    }

    @Test
    void escapePutsItAway(FxRobot robot) throws Exception {
        robot.push(KeyCode.ESCAPE);
        until(() -> !model.shownProperty().get());
        assertThat(below.isDisabled()).isFalse();
        assertThat(robot.lookup("#screenshot-panel").query().isVisible()).isFalse();
    }
}
