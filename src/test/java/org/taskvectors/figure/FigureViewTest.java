package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.focus;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.scene.transform.Scale;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.taskvectors.ui.TestWindow;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class FigureViewTest {
    private FigureView view;
    private final List<Spot> chosen = new ArrayList<>();
    private final List<AxisPoint> picked = new ArrayList<>();

    @Start
    void start(Stage stage) {
        view = new FigureView();
        view.setFigure(Figures.lines());
        view.setOnChosen(chosen::add);
        view.setOnPicked(picked::add);
        TestWindow.show(stage, new StackPane(view), 560, 300);
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
        Geometry geometry = (Geometry) view.drawn();
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
        focus(view);
        robot.type(KeyCode.RIGHT, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.ENTER);
        assertThat(chosen).containsExactly(new Spot(5, OptionalInt.of(1)));
        assertThat(view.getAccessibleText()).startsWith("Layer 5; SST-2 0.750 %");
        robot.type(KeyCode.ESCAPE);
    }

    @Test
    void isDrawnForFinerPixelsWhileAPictureIsTaken(FxRobot robot) {
        Canvas canvas = (Canvas) view.getChildrenUnmodifiable().getFirst();
        double width = canvas.getWidth();
        robot.interact(
                () -> {
                    view.setDetail(3);
                    view.layout();
                });
        assertThat(canvas.getWidth()).isEqualTo(3 * width);
        assertThat(canvas.getBoundsInParent().getWidth()).isEqualTo(width);
        WritableImage[] taken = new WritableImage[1];
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setTransform(new Scale(3, 3));
        robot.interact(() -> taken[0] = canvas.snapshot(parameters, null));
        assertThat(taken[0].getWidth()).isEqualTo(3 * width);
        robot.interact(
                () -> {
                    view.setDetail(0);
                    view.layout();
                });
        assertThat(canvas.getWidth()).isEqualTo(width);
    }

    @Test
    void tellsAScreenReaderWhatItShows() {
        assertThat(view.getAccessibleText()).contains("Relative norm by layer", "SST-2: least");
    }

    @Test
    void aSmallerFigureUnderThePointerIsNoError(FxRobot robot) {
        focus(view);
        robot.type(KeyCode.END);
        robot.interact(
                () -> view.setFigure(Figures.lines(Positions.layers(2), Series.of("a", 0, 1, 2))));
        robot.interact(() -> view.setFigure(null));
        robot.interact(() -> view.setFigure(Figures.map()));
        robot.type(KeyCode.RIGHT, KeyCode.ENTER);
        assertThat(chosen).hasSize(1);
    }

    @Test
    void aClickOnACurveGivesItsX(FxRobot robot) {
        robot.interact(() -> view.setFigure(EvaluationFigures.two()));
        robot.interact(() -> view.getScene().getRoot().layout());
        CurvePlace place = (CurvePlace) view.drawn();
        assertThat(place).isNotNull();
        press(robot, place.frame().x(0.25) + 1, place.area().getCenterY());
        robot.release(MouseButton.PRIMARY);

        assertThat(picked).extracting(AxisPoint::x).containsExactly(0.25, 0.25);
        assertThat(picked).extracting(AxisPoint::isFinal).containsExactly(false, true);
    }

    @Test
    void draggingGoesOnBeyondTheEdgeAndEndsWithItsRelease(FxRobot robot) {
        robot.interact(() -> view.setFigure(EvaluationFigures.two()));
        robot.interact(() -> view.getScene().getRoot().layout());
        CurvePlace place = (CurvePlace) view.drawn();
        assertThat(place).isNotNull();
        press(robot, place.frame().x(1.6), place.area().getCenterY());
        double beyond = place.frame().x(2) - place.frame().x(1.6) + 10;
        robot.moveBy(beyond, 0).release(MouseButton.PRIMARY);

        assertThat(picked.getFirst().x()).isBetween(1.5, 1.7);
        assertThat(picked.getLast()).extracting(AxisPoint::x).isEqualTo(2.0);
        assertThat(picked.getLast().isFinal()).isTrue();
        assertThat(picked.subList(0, picked.size() - 1)).noneMatch(AxisPoint::isFinal);
    }

    @Test
    void aPressOutsideOfTheFigureChoosesNothing(FxRobot robot) {
        robot.interact(() -> view.setFigure(EvaluationFigures.two()));
        robot.interact(() -> view.getScene().getRoot().layout());
        press(robot, 4, 4);
        robot.moveBy(200, 100).release(MouseButton.PRIMARY);
        assertThat(picked).isEmpty();
    }

    @Test
    void theKeyboardChoosesACellOfAPlane(FxRobot robot) {
        robot.interact(() -> view.setFigure(EvaluationFigures.plane(169)));
        focus(view);
        robot.type(KeyCode.RIGHT, KeyCode.LEFT, KeyCode.UP, KeyCode.ENTER);
        // It begins at the chosen cell, (1, 1); up is a larger y.
        assertThat(picked).containsExactly(new AxisPoint(0.75, 1.25, true));
        assertThat(view.getAccessibleText()).startsWith("λ of SST-2 = 0.75, λ of MNLI = 1.25");
        robot.type(KeyCode.ESCAPE);
    }

    @Test
    void aClickOnAMatrixGivesItsCell(FxRobot robot) {
        MatrixFigure matrix = EvaluationFigures.matrix();
        robot.interact(() -> view.setFigure(matrix));
        robot.interact(() -> view.getScene().getRoot().layout());
        MatrixPlace place = (MatrixPlace) view.drawn();
        assertThat(place).isNotNull();
        var cell = place.cell(new MatrixFigure.Cell(1, 0, 1));
        press(robot, cell.getCenterX(), cell.getCenterY());
        robot.release(MouseButton.PRIMARY);
        assertThat(chosen).hasSize(1);
        assertThat(matrix.cell(chosen.getFirst())).isEqualTo(new MatrixFigure.Cell(1, 0, 1));
    }

    /// What the pointer rests on stays under it while points arrive.
    @Test
    void aCurveThatGrowsUnderThePointerSaysTheNearestPoint(FxRobot robot) {
        robot.interact(() -> view.setFigure(EvaluationFigures.two(List.of(-2.0, 2.0))));
        focus(view);
        robot.type(KeyCode.RIGHT, KeyCode.RIGHT);
        robot.interact(() -> view.setFigure(EvaluationFigures.two(List.of(-2.0, 0.0, 1.0, 2.0))));
        robot.interact(() -> view.getScene().getRoot().layout());
        robot.type(KeyCode.ENTER);
        assertThat(chosen).extracting(Spot::position).containsExactly(3);
        assertThat(picked).extracting(AxisPoint::x).containsExactly(2.0);
        robot.type(KeyCode.ESCAPE);
    }

    @Test
    void aPlaceThatIsPointedAtElsewhereIsMarkedUntilThePointerComesHere(FxRobot robot) {
        robot.interact(() -> view.setFigure(EvaluationFigures.two()));
        robot.interact(() -> view.getScene().getRoot().layout());
        HoverLayer marks = (HoverLayer) view.getChildrenUnmodifiable().getLast();
        int bare = marks.getChildren().size();
        robot.interact(() -> view.setPointed(OptionalDouble.of(0.26)));
        assertThat(marks.getChildren()).hasSize(bare + 3);
        robot.interact(view::requestFocus);
        robot.type(KeyCode.RIGHT);
        robot.interact(() -> view.setPointed(OptionalDouble.empty()));
        // The keyboard is here: its own place stays marked.
        assertThat(marks.getChildren()).hasSize(bare + 3);
        robot.interact(() -> view.getScene().getRoot().requestFocus());
        assertThat(marks.getChildren()).hasSize(bare);
    }

    private void press(FxRobot robot, double x, double y) {
        robot.moveTo(view)
                .moveBy(x - view.getWidth() / 2, y - view.getHeight() / 2)
                .press(MouseButton.PRIMARY);
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
