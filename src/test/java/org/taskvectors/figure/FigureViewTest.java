package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class FigureViewTest {
    private FigureView view;
    private final List<Spot> chosen = new ArrayList<>();

    @Start
    void start(Stage stage) {
        view = new FigureView();
        view.setFigure(Figures.lines());
        view.setOnChosen(chosen::add);
        stage.setScene(new Scene(new StackPane(view), 560, 300));
        stage.show();
    }

    @Test
    void drawsTheFigureInTheColoursOfItsTheme(FxRobot robot) {
        assertThat(colours(robot, Color.web("#0072B2"))).isPositive();
        robot.interact(() -> view.setTheme(FigureTheme.DARK));
        assertThat(colours(robot, Color.web("#4DA3E0"))).isPositive();
        assertThat(colours(robot, Color.web("#0072B2"))).isZero();
    }

    @Test
    void aClickChoosesThePosition(FxRobot robot) {
        Geometry geometry = view.geometry();
        assertThat(geometry).isNotNull();
        robot.moveTo(view)
                .moveBy(
                        geometry.x(7) - view.getWidth() / 2,
                        geometry.y(1, 7) - view.getHeight() / 2)
                .clickOn(MouseButton.PRIMARY);
        assertThat(chosen).containsExactly(new Spot(7, OptionalInt.of(1)));
    }

    @Test
    void arrowKeysMoveAndEnterChooses(FxRobot robot) {
        robot.interact(() -> view.setFigure(Figures.lines().withMarked(List.of(4))));
        robot.interact(view::requestFocus);
        robot.type(KeyCode.RIGHT, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.ENTER);
        assertThat(chosen).containsExactly(new Spot(5, OptionalInt.of(1)));
        assertThat(view.getAccessibleText()).startsWith("Layer 5; SST-2 0.750 %");
        robot.type(KeyCode.ESCAPE);
    }

    @Test
    void tellsAScreenReaderWhatItShows() {
        assertThat(view.getAccessibleText()).contains("Relative norm by layer", "SST-2: least");
    }

    @Test
    void aSmallerFigureUnderThePointerIsNoError(FxRobot robot) {
        robot.interact(view::requestFocus);
        robot.type(KeyCode.END);
        robot.interact(
                () -> view.setFigure(Figures.lines(Positions.layers(2), Series.of("a", 0, 1, 2))));
        robot.interact(() -> view.setFigure(null));
        robot.interact(() -> view.setFigure(Figures.map()));
        robot.type(KeyCode.RIGHT, KeyCode.ENTER);
        assertThat(chosen).hasSize(1);
    }

    private int colours(FxRobot robot, Color colour) {
        int[] count = new int[1];
        robot.interact(() -> view.getScene().getRoot().layout());
        robot.interact(
                () -> {
                    WritableImage image = view.snapshot(null, null);
                    for (int y = 0; y < image.getHeight(); y++) {
                        for (int x = 0; x < image.getWidth(); x++) {
                            count[0] +=
                                    image.getPixelReader().getColor(x, y).equals(colour) ? 1 : 0;
                        }
                    }
                });
        return count[0];
    }
}
