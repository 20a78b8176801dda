package org.taskvectors.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
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
import org.taskvectors.ui.figures.FigureMenu;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// What the command finder finds in the menus that are in sight.
@ExtendWith(ApplicationExtension.class)
class MenuActsTest {
    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private final List<String> done = new ArrayList<>();
    private VBox window;
    private MenuButton export;

    @Start
    void start(Stage stage) {
        export = new MenuButton("Export…");
        export.setOnShowing(
                _ -> {
                    MenuItem off = item("Everything as LaTeX");
                    off.setDisable(true);
                    export.getItems().setAll(item("Table as CSV…"), new SeparatorMenuItem(), off);
                });
        LineFigure figure =
                new LineFigure(
                        new FigureSubject("Norm", List.of("sst2"), "norm", "", ""),
                        Positions.layers(2),
                        new Quantity("norm", "‖τ‖", "", Digits.significant(3)),
                        ValueRange.fromZero(),
                        List.of(Series.of("sst2", 0, 0.1, 0.2)));
        FigureMenu ofFigure =
                new FigureMenu(
                        new FigureSaver(place.context(), done::add), () -> Optional.of(figure));
        ofFigure.setAccessibleText("Save or copy: Norm");
        window = new VBox(new Label("Compare"), new StackPane(export), ofFigure);
        TestWindow.show(stage, window, 300, 200);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private MenuItem item(String text) {
        MenuItem item = new MenuItem(text);
        item.setOnAction(_ -> done.add(text));
        return item;
    }

    private List<Command> found(FxRobot robot) {
        List<Command> commands = new ArrayList<>();
        robot.interact(() -> commands.addAll(MenuActs.of(window)));
        return commands;
    }

    @Test
    void aMenuThatIsFilledWhenItOpensIsFoundAndItsItemRuns(FxRobot robot) {
        List<Command> commands = found(robot);
        assertThat(commands)
                .extracting(Command::label)
                .contains(
                        "Export: Table as CSV…", "Norm: Copy as image", "Norm: Add to figure sheet")
                .anyMatch(label -> label.startsWith("Norm: Save as PDF…"))
                .noneMatch(label -> label.contains("LaTeX"))
                .as("sizes are choices of the figure's menu, no actions")
                .noneMatch(label -> label.contains("dpi"));
        robot.interact(() -> commands.getFirst().action().run());
        assertThat(done).containsExactly("Table as CSV…");
    }

    @Test
    void whatIsOutOfSightOrDisabledIsNotFound(FxRobot robot) {
        robot.interact(() -> export.getParent().setVisible(false));
        assertThat(found(robot)).noneMatch(command -> command.label().startsWith("Export"));
        robot.interact(() -> export.getParent().setVisible(true));
        assertThat(found(robot)).anyMatch(command -> command.label().startsWith("Export"));
        robot.interact(() -> export.setDisable(true));
        assertThat(found(robot)).noneMatch(command -> command.label().startsWith("Export"));
    }
}
