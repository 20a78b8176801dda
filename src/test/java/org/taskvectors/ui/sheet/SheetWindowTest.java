package org.taskvectors.ui.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.until;
import static org.taskvectors.ui.TestWindow.write;

import java.util.List;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.figure.FigureSubject;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.Positions;
import org.taskvectors.figure.Series;
import org.taskvectors.figure.ValueRange;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// The panel of the sheet of figures, by mouse and keyboard.
@ExtendWith(ApplicationExtension.class)
class SheetWindowTest {
    private TestPlace place;
    private SheetViewModel model;
    private StackPane below;

    @Start
    void start(Stage stage) {
        place = new TestPlace(WorkspaceState.EMPTY, Platform::runLater);
        model = new SheetViewModel(place.context());
        below = new StackPane(new Button("A card"));
        TestWindow.show(stage, new StackPane(below, new SheetPanel(model, below)), 1024, 700);
    }

    @BeforeEach
    void two(FxRobot robot) {
        robot.interact(
                () -> {
                    FigureSaver saver = new FigureSaver(place.context(), _ -> {});
                    saver.addToSheet(figure("one"));
                    saver.addToSheet(figure("two"));
                });
        robot.interact(() -> model.show());
        until(() -> model.rowsProperty().get().size() == 2);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private static LineFigure figure(String title) {
        return new LineFigure(
                new FigureSubject(title, List.of("sst2"), "norm", "", ""),
                Positions.layers(2),
                new Quantity("norm", "‖τ‖", "", Digits.significant(3)),
                ValueRange.fromZero(),
                List.of(Series.of("sst2", 0, 0.1, 0.2)));
    }

    private static Button button(FxRobot robot, String words) {
        return robot.lookup(".sheet-row .icon-button").queryAllAs(Button.class).stream()
                .filter(button -> words.equals(button.getAccessibleText()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void figuresAreMovedAndRemovedInTheList(FxRobot robot) throws Exception {
        assertThat(below.isDisabled()).isTrue();
        assertThat(button(robot, "Earlier: one").isDisabled()).isTrue();
        robot.interact(button(robot, "Earlier: two")::fire);
        until(() -> model.rowsProperty().get().getFirst().title().equals("two"));
        robot.interact(button(robot, "Remove: one")::fire);
        until(() -> model.rowsProperty().get().size() == 1);
        robot.interact(button(robot, "Remove: two")::fire);
        until(() -> robot.lookup("#sheet-save").<MenuButton>query().isDisabled());
        assertThat(robot.lookup(".label").queryAllAs(Label.class))
                .filteredOn(Label::isVisible)
                .extracting(Label::getText)
                .anyMatch(text -> text.startsWith("Nothing is on the sheet yet"));
    }

    @Test
    void widthAndCaptionAreTheWorkspacesAndEscapePutsItAway(FxRobot robot) throws Exception {
        click(robot, "3.25 in");
        until(() -> !model.sheet().wide());
        write(robot, robot.lookup("#sheet-caption").query(), "Two fine-tunes");
        until(() -> model.sheet().caption().equals("Two fine-tunes"));
        robot.push(KeyCode.ESCAPE);
        until(() -> !model.shownProperty().get());
        assertThat(below.isDisabled()).isFalse();
    }
}
