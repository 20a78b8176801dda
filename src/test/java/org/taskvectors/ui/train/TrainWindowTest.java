package org.taskvectors.ui.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.figure.training.MadeUpRun;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.TrainingSettings;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// What a person does in Train, with a trainer that is a fake.
@ExtendWith(ApplicationExtension.class)
class TrainWindowTest {
    private static final FileItem BASE =
            new FileItem(
                    "SmolLM2-135M",
                    Path.of("/models", "SmolLM2-135M"),
                    "SmolLM2-135M",
                    Role.BASE,
                    Optional.empty(),
                    Optional.empty());

    private final FakeTrainCore core = new FakeTrainCore();
    private final List<FileItem> tried = new CopyOnWriteArrayList<>();
    private TestPlace place;
    private TrainViewModel model;
    private TrainPlace shown;
    @TempDir private Path folder;

    @Start
    void start(Stage stage) {
        place = new TestPlace(WorkspaceState.EMPTY.withItems(List.of(BASE)), Platform::runLater);
        model =
                new TrainViewModel(
                        place.context(),
                        core,
                        new TrainViewModel.Surroundings(
                                folder.resolve("trainings"), () -> true, List::of, tried::addAll));
        shown = new TrainPlace(place.context(), model);
        TestWindow.show(stage, new StackPane(shown.node()), 1300, 860);
        model.inSight();
    }

    @AfterEach
    void close() {
        core.free = MadeUpRun.STEPS;
        Platform.runLater(model::close);
        place.close();
    }

    private static List<String> labels(FxRobot robot, String within) {
        List<String> texts = new ArrayList<>();
        robot.interact(
                () ->
                        robot.lookup(within).query().lookupAll(".label").stream()
                                .map(Label.class::cast)
                                .forEach(label -> texts.add(label.getText())));
        return texts;
    }

    private static String text(FxRobot robot, String button) {
        return robot.lookup(button).<Button>query().getText();
    }

    @Test
    void fromAFileToCheckpointsInTheSandbox(FxRobot robot) throws Exception {
        until(() -> robot.lookup("#train-primary").<Button>query().isDisabled());
        Path file = TrainViewModelTest.sentences(folder, true);
        robot.interact(() -> model.form().takeRows(file));
        until(() -> !robot.lookup("#train-primary").<Button>query().isDisabled());
        TableView<?> rows = robot.lookup("#train-rows-table").query();
        until(() -> !rows.getItems().isEmpty());
        until(
                () ->
                        labels(robot, "#rows-card").stream()
                                .anyMatch(one -> one.startsWith("longest 83")));

        // A row is shown as the model sees it.
        focus(rows);
        robot.interact(() -> rows.getSelectionModel().select(1));
        until(() -> labels(robot, "#rows-card").stream().anyMatch(one -> one.contains("tokens")));

        // The base is held in four bits, and Undo takes that back.
        robot.interact(() -> segment(robot, "nf4").fire());
        assertThat(model.form().formProperty().get().settings().holding().isFourBit()).isTrue();
        robot.interact(() -> place.context().undo().undo());
        assertThat(model.form().formProperty().get().settings().holding().isFourBit()).isFalse();
        assertThat(segment(robot, "stored").isSelected()).isTrue();

        core.free = 60;
        click(robot, "#train-primary");
        until(() -> text(robot, "#train-primary").equals("Pause"));
        until(() -> labels(robot, "#strip").contains("60"));
        until(() -> robot.lookup("#figure-loss").query().isVisible());

        click(robot, "#train-primary");
        until(() -> text(robot, "#train-primary").equals("Resume"));
        click(robot, "#train-primary");
        core.free = MadeUpRun.STEPS;
        until(() -> robot.lookup("#train-ended").query().isVisible());
        until(() -> labels(robot, "#train-ended").stream().anyMatch(one -> one.contains("done")));

        TableView<?> checkpoints = robot.lookup("#checkpoints").query();
        until(() -> checkpoints.getItems().size() > 1);
        Button compare = robot.lookup("#compare-checkpoints").query();
        assertThat(compare.isDisabled()).isTrue();
        focus(checkpoints);
        robot.interact(() -> checkpoints.getSelectionModel().select(0));
        robot.push(KeyCode.SPACE).push(KeyCode.DOWN).push(KeyCode.SPACE);
        until(() -> model.shown().tickedProperty().get().size() == 2);
        until(() -> !compare.isDisabled());
        click(robot, "#ended-try");
        until(() -> !tried.isEmpty());
    }

    private static ToggleButton segment(FxRobot robot, String word) {
        return robot.lookup(
                        (Node node) ->
                                node instanceof ToggleButton one && one.getText().equals(word))
                .query();
    }

    @Test
    void aWarmUpAsLongAsTheRunIsSaid(FxRobot robot) throws Exception {
        Path file = TrainViewModelTest.sentences(folder, true);
        robot.interact(() -> model.form().takeRows(file));
        until(() -> !robot.lookup("#train-primary").<Button>query().isDisabled());
        String words = "The warm-up is as long as the run: the rate only rises.";
        assertThat(robot.lookup(words).<Node>queryAll()).noneMatch(Node::isVisible);
        robot.interact(() -> model.form().change("steps", TrainWindowTest::brief));
        until(() -> robot.lookup(words).queryAll().stream().anyMatch(Node::isVisible));
    }

    private static Form brief(Form form) {
        TrainingSettings s = form.settings();
        return form.withSettings(
                new TrainingSettings(
                        s.adaptation(),
                        s.holding(),
                        new Schedule(20, 2e-4, 25, Schedule.Decay.COSINE),
                        s.optimizer(),
                        s.batch(),
                        s.accumulate(),
                        s.seed(),
                        s.recomputes(),
                        s.keeping()));
    }

    @Test
    void aLossThatIsNoNumberIsSaidWithItsStep(FxRobot robot) throws Exception {
        core.failsAt = 7;
        Path file = TrainViewModelTest.sentences(folder, true);
        robot.interact(() -> model.form().takeRows(file));
        until(() -> !robot.lookup("#train-primary").<Button>query().isDisabled());
        click(robot, "#train-primary");
        until(
                () ->
                        labels(robot, "#strip").stream()
                                .anyMatch(one -> one.contains("the loss of step 7 is NaN")));
        assertThat(text(robot, "#train-primary")).isEqualTo("Resume");
    }

    @Test
    void aNarrowWindowStacksTheFigures(FxRobot robot) throws Exception {
        core.free = 30;
        Path file = TrainViewModelTest.sentences(folder, true);
        robot.interact(() -> model.form().takeRows(file));
        until(() -> !robot.lookup("#train-primary").<Button>query().isDisabled());
        click(robot, "#train-primary");
        until(() -> robot.lookup("#figure-norms").query().isVisible());
        until(() -> y(robot, "#figure-norms") == y(robot, "#figure-loss"));
        robot.interact(() -> shown.node().getScene().getWindow().setWidth(900));
        until(() -> y(robot, "#figure-norms") > y(robot, "#figure-loss"));
        robot.interact(() -> shown.node().getScene().getWindow().setWidth(1300));
        until(() -> y(robot, "#figure-norms") == y(robot, "#figure-loss"));
    }

    private static double y(FxRobot robot, String query) {
        return robot.lookup(query).query().localToScene(0, 0).getY();
    }
}
