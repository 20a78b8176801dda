package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.figure.FigureView;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.ui.common.SearchChoice;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class ManyVectorsWindowTest {
    private static final List<String> NAMES =
            List.of(
                    "sst2",
                    "mnli",
                    "a-name-that-is-much-longer-than-the-column-it-stands-in-seed-1",
                    "a-name-that-is-much-longer-than-the-column-it-stands-in-seed-2",
                    "small");

    private final List<FileItem> tried = new CopyOnWriteArrayList<>();
    private TestPlace place;
    private ComparePlace compare;
    private Stage window;

    @Start
    void start(Stage stage) {
        MadeVectors core = new MadeVectors();
        for (int i = 0; i < NAMES.size(); i++) {
            Path path = path(NAMES.get(i));
            boolean isSmall = NAMES.get(i).equals("small");
            core.with(path, isSmall ? 2 : 4, 3 * i + 1).on(path, isSmall ? "tiny" : "llama");
        }
        place =
                new TestPlace(
                        WorkspaceState.EMPTY
                                .withItems(
                                        NAMES.stream().map(ManyVectorsWindowTest::vector).toList())
                                .withTicked(NAMES)
                                .withChoice("compare.measure", "cosine"),
                        Platform::runLater);
        compare = new ComparePlace(place.context(), core, tried::addAll);
        window = stage;
        TestWindow.show(stage, new StackPane(compare.node()), 1300, 820);
    }

    @AfterEach
    void close() {
        Platform.runLater(compare::close);
        place.close();
    }

    @Test
    void aCellOfTheMatrixChoosesItsPairEverywhere(FxRobot robot) throws Exception {
        complete(robot);
        FigureView matrix = figure(robot, "#figure-matrix");
        focus(matrix);
        robot.type(KeyCode.HOME, KeyCode.RIGHT, KeyCode.ENTER); // It begins at the framed pair.
        until(() -> framed(robot).equals(List.of(new Pair(0, 2))));
        SearchChoice<Object> second = robot.lookup("#pair-second").query();
        assertThat(second.getConverter().toString(second.getValue())).isEqualTo(NAMES.get(2));
        until(() -> chosenLines(robot).equals(List.of(1)));
        focus(matrix);
        robot.type(KeyCode.RIGHT).push(KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> framed(robot).equals(List.of(new Pair(0, 2), new Pair(0, 3))));
        until(() -> chosenLines(robot).equals(List.of(1, 2)));
        robot.interact(() -> robot.lookup("#pair-sandbox").<Button>query().fire());
        assertThat(tried).extracting(FileItem::name).containsExactly(NAMES.get(0), NAMES.get(2));
        place.undo.undo();
        until(() -> framed(robot).equals(List.of(new Pair(0, 2))));
    }

    @Test
    void theChipsShowTheOpeningScopeAndOneClickBringsEverything(FxRobot robot) throws Exception {
        complete(robot);
        assertThat(chip(robot, "attention").isSelected()).isTrue();
        assertThat(chip(robot, "embedding").isSelected()).isFalse();
        click(robot, "everything");
        until(() -> chip(robot, "embedding").isSelected());
        assertThat(place.workspace.state().choice(Choices.SCOPE, "")).isEqualTo("all");
    }

    @Test
    void inALowNarrowWindowEverythingIsInItsPlace(FxRobot robot) throws Exception {
        complete(robot);
        robot.interact(
                () -> {
                    window.setWidth(948);
                    window.setHeight(600);
                    place.workspace.update(s -> s.withChoice("compare.measure", "sparsity"));
                });
        until(() -> !robot.lookup("#figure-by-group").queryAll().isEmpty());
        Node slider = robot.lookup("#slider").query();
        Bounds inWindow = slider.localToScene(slider.getBoundsInLocal());
        assertThat(slider.getScene().getHeight()).isGreaterThan(inWindow.getMaxY());
        assertThat(inWindow.getMinY()).isPositive();
        List<Node> cards = List.copyOf(robot.lookup(".compare-main .card").queryAll());
        for (Node card : cards) {
            Bounds bounds = card.localToScene(card.getBoundsInLocal());
            assertThat(bounds.getMaxX()).isLessThanOrEqualTo(948);
            for (Node other : cards) {
                Bounds its = other.localToScene(other.getBoundsInLocal());
                assertThat(!card.equals(other) && overlap(bounds, its))
                        .as(card + " over " + other)
                        .isFalse();
            }
        }
    }

    private static boolean overlap(Bounds a, Bounds b) {
        return a.getMinX() + 1 < b.getMaxX()
                && b.getMinX() + 1 < a.getMaxX()
                && a.getMinY() + 1 < b.getMaxY()
                && b.getMinY() + 1 < a.getMaxY();
    }

    private void complete(FxRobot robot) throws Exception {
        until(
                () ->
                        !robot.lookup("#figure-matrix").queryAll().isEmpty()
                                && robot.lookup(".vector-line").queryAll().size() == NAMES.size()
                                && !matrix(robot).values().getFirst().get(1).isNaN());
    }

    private static HeatMapFigure matrix(FxRobot robot) {
        return (HeatMapFigure) Objects.requireNonNull(figure(robot, "#figure-matrix").getFigure());
    }

    private static List<Pair> framed(FxRobot robot) {
        return matrix(robot).pairs().orElseThrow().framed();
    }

    private static List<Integer> chosenLines(FxRobot robot) {
        LineFigure lines =
                (LineFigure) Objects.requireNonNull(figure(robot, "#figure-by-group").getFigure());
        return lines.emphasis().orElseThrow().chosen();
    }

    private static FigureView figure(FxRobot robot, String card) {
        return robot.lookup(card + " .figure-view").query();
    }

    private static ToggleButton chip(FxRobot robot, String word) {
        return robot.lookup(".chip").queryAll().stream()
                .map(ToggleButton.class::cast)
                .filter(chip -> chip.getText().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static Path path(String name) {
        return Path.of("vectors", name + ".safetensors");
    }

    private static FileItem vector(String name) {
        return new FileItem(
                name, path(name), name, Role.VECTOR, Optional.empty(), Optional.empty());
    }
}
