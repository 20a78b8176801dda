package org.taskvectors.ui.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.figure.study.ChangedRow;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.ui.figures.FigureFrame;
import org.taskvectors.ui.sandbox.FakeCore;
import org.taskvectors.ui.sandbox.SandboxPlace;
import org.taskvectors.ui.sandbox.SandboxViewModel;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// What a person does in Evaluate, on models that are fakes.
@ExtendWith(ApplicationExtension.class)
class EvaluateWindowTest {
    private static final FileItem BASE = item("base", Role.BASE, Optional.empty());
    private static final FileItem SST2 = item("SST-2", Role.VECTOR, Optional.of("base"));

    private final FakeEvaluateCore core = new FakeEvaluateCore();
    private TestPlace place;
    private SandboxViewModel sandbox;
    private EvaluateViewModel model;
    private SandboxPlace shown;
    @TempDir private Path folder;

    private static FileItem item(String id, Role role, Optional<String> of) {
        return new FileItem(id, Path.of("/models", id), id, role, of, Optional.empty());
    }

    @Start
    void start(Stage stage) {
        place =
                new TestPlace(
                        WorkspaceState.EMPTY.withItems(List.of(BASE, SST2)), Platform::runLater);
        sandbox = new SandboxViewModel(place.context(), new FakeCore(), Optional.empty());
        model =
                new EvaluateViewModel(
                        place.context(), core, sandbox, folder.resolve("evaluations"), () -> true);
        shown =
                new SandboxPlace(
                        place.context(),
                        sandbox,
                        Optional.of(new EvaluateWork(model, place.context())));
        TestWindow.show(stage, new StackPane(shown.node()), 1300, 860);
    }

    @AfterEach
    void close() {
        core.gate.countDown();
        Platform.runLater(shown::close);
        place.close();
    }

    @Test
    void fromAFileToAnExampleInPrompt(FxRobot robot) throws Exception {
        robot.interact(() -> sandbox.setup().add(SST2));
        until(() -> sandbox.setup().baseProperty().get().isPresent());
        robot.interact(() -> sandbox.show("evaluate"));
        until(() -> robot.lookup("#data-card").query().isVisible());
        assertThat(labels(robot, "#data-card")).anyMatch(text -> text.contains("labelled file"));
        Button run = robot.lookup("#run-evaluation").query();
        assertThat(run.isDisabled()).isTrue();

        robot.interact(() -> add());
        until(() -> labels(robot, "#data-card").contains("SST-2"));
        until(() -> !run.isDisabled());
        robot.interact(() -> model.showColumns(Optional.of("1")));
        until(() -> robot.lookup("#columns-panel").query().isVisible());
        until(() -> labels(robot, "#dry-rows").contains("␣negative"));
        assertThat(labels(robot, "#dry-rows")).contains("✓ ␣positive", "line 2");
        robot.interact(() -> robot.lookup("#columns-done").<Button>query().fire());

        robot.interact(run::fire);
        until(() -> model.findings().studyProperty().get().filter(s -> s.isDone()).isPresent());
        until(() -> robot.lookup("#figure-curve").tryQuery().isPresent());
        until(() -> labels(robot, "#point-card").contains("At λ = 1.00"));

        // The keyboard chooses a point of the curve, and the slider follows.
        FigureFrame curve = robot.lookup("#figure-curve").query();
        focus(curve.view());
        robot.push(KeyCode.LEFT).push(KeyCode.LEFT).push(KeyCode.ENTER);
        until(() -> labels(robot, "#point-card").contains("At λ = 0.50"));
        assertThat(robot.lookup(".lambda-entry").<TextField>query().getText()).isEqualTo("0.50");
        TableView<ChangedRow> changes = robot.lookup("#changes").query();
        until(() -> changes.getItems().size() == 2);
        assertThat(labels(robot, "#point-card")).contains("2 gained", "0 lost");

        // Enter asks the example in Prompt.
        ChangedRow first = changes.getItems().getFirst();
        focus(changes);
        robot.interact(() -> changes.getSelectionModel().select(0));
        robot.push(KeyCode.ENTER);
        until(() -> sandbox.exchange().asked().isPresent());
        until(() -> robot.lookup("#ask").<Button>query().isVisible());
        assertThat(sandbox.exchange().asked().orElseThrow().input().fields().values())
                .anyMatch(text -> text.contains(first.row().values().get("sentence").strip()));

        // Back again, everything stands as it stood.
        robot.interact(() -> sandbox.show("evaluate"));
        until(() -> labels(robot, "#point-card").contains("At λ = 0.50"));
        assertThat(labels(robot, "#saved-card")).anyMatch(text -> text.contains("points"));
    }

    @Test
    void aNarrowWindowStacksTheFigures(FxRobot robot) throws Exception {
        robot.interact(() -> sandbox.setup().add(SST2));
        robot.interact(() -> sandbox.show("evaluate"));
        robot.interact(() -> add());
        until(() -> model.runs().wrong().isEmpty());
        robot.interact(() -> model.runs().run());
        until(() -> robot.lookup("#changes-card").tryQuery().isPresent());
        until(() -> robot.lookup("#point-card").query().isVisible());
        until(() -> y(robot, "#point-card") == y(robot, "#changes-card"));
        robot.interact(() -> shown.node().getScene().getWindow().setWidth(960));
        until(() -> y(robot, "#point-card") < y(robot, "#changes-card"));
        // Wide again, they stand side by side; and other tests get the window as it was.
        robot.interact(() -> shown.node().getScene().getWindow().setWidth(1400));
        until(() -> y(robot, "#point-card") == y(robot, "#changes-card"));
    }

    private void add() {
        try {
            model.data().add(List.of(EvaluateViewModelTest.sentences(folder, "dev.tsv")));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static double y(FxRobot robot, String of) {
        Node node = robot.lookup(of).query();
        return node.localToScene(0, 0).getY();
    }

    private static List<String> labels(FxRobot robot, String within) {
        return robot
                .from(robot.lookup(within).<Node>query())
                .lookup(".label")
                .<Label>queryAll()
                .stream()
                .map(Label::getText)
                .toList();
    }
}
