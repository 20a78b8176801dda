package org.taskvectors.ui.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// What a person does in the sandbox, on models that are fakes.
@ExtendWith(ApplicationExtension.class)
class SandboxWindowTest {
    private static final FileItem BASE = item("base", Role.BASE, Optional.empty());
    private static final FileItem SST2 = item("SST-2", Role.VECTOR, Optional.of("base"));

    private final FakeCore core = new FakeCore();
    private TestPlace place;
    private SandboxViewModel model;
    private SandboxPlace sandbox;

    private static FileItem item(String id, Role role, Optional<String> of) {
        return new FileItem(id, Path.of("/models", id), id, role, of, Optional.empty());
    }

    @Start
    void start(Stage stage) {
        place =
                new TestPlace(
                        WorkspaceState.EMPTY.withItems(List.of(BASE, SST2)), Platform::runLater);
        model = new SandboxViewModel(place.context(), core, Optional.empty());
        sandbox = new SandboxPlace(place.context(), model);
        TestWindow.show(stage, new StackPane(sandbox.node()), 1300, 860);
    }

    @AfterEach
    void close() {
        Platform.runLater(sandbox::close);
        place.close();
    }

    @Test
    void anEmptyPlaceSaysWhatItIsForAndHoldsTheButtonThatStartsIt(FxRobot robot) throws Exception {
        robot.interact(() -> robot.lookup("Choose base").<Button>query().fire());
        until(() -> robot.lookup("#sandbox-base").<ComboBox<FileItem>>query().getValue() != null);
        until(() -> robot.lookup("#ask").<Button>query().isVisible());
    }

    @Test
    void fromTheFirstQuestionToABranch(FxRobot robot) throws Exception {
        robot.interact(() -> model.tryVectors(List.of(SST2)));
        until(() -> isAnswered(robot));
        assertThat(texts(robot, "#edited-text")).startsWith("positive. The sentence praises");
        assertThat(texts(robot, "#base-text")).startsWith("The sentence describes");
        assertThat(labels(robot, "#edited-pane")).contains("+0.330");

        // Arrow keys move the knob, and the edited side answers anew.
        Slider knob = robot.lookup(".knob").query();
        focus(knob);
        robot.push(KeyCode.LEFT);
        until(() -> robot.lookup(".lambda-entry").<TextField>query().getText().equals("0.95"));
        robot.push(KeyCode.SHIFT, KeyCode.LEFT);
        until(() -> robot.lookup(".lambda-entry").<TextField>query().getText().equals("0.70"));
        until(() -> isAnswered(robot));

        // A token opens its card by keyboard; another token in its place is a branch.
        TokenFlow flow = robot.lookup("#edited-text").query();
        focus(flow);
        robot.push(KeyCode.ENTER).push(KeyCode.RIGHT);
        until(() -> robot.lookup("#token-card").query().isVisible());
        until(() -> labels(robot, "#token-card").stream().anyMatch(t -> t.startsWith("token 2")));
        ListView<Pointing.Row> edited =
                robot
                        .lookup(".token-rows")
                        .match(node -> node.isFocusTraversable())
                        .<ListView<Pointing.Row>>queryAll()
                        .stream()
                        .skip(1)
                        .findFirst()
                        .orElseThrow();
        robot.interact(() -> edited.getSelectionModel().select(2));
        focus(edited);
        robot.interact(() -> robot.lookup("#continue").<Button>query().fire());
        until(() -> isAnswered(robot));
        TableView<Branch> branches = robot.lookup("#branch-table").query();
        until(() -> branches.getItems().size() == 3);
        assertThat(branches.getItems().get(1).parent()).isPresent();
        robot.push(KeyCode.ESCAPE);
        until(() -> !robot.lookup("#token-card").query().isVisible());
        TableView<?> history = robot.lookup("#history-table").query();
        assertThat(history.getItems()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void anOwnTemplateIsMadeByKeyboardAlone(FxRobot robot) throws Exception {
        robot.interact(() -> model.tryVectors(List.of(SST2)));
        until(() -> isAnswered(robot));
        robot.interact(() -> model.prompting().addOwn());
        until(() -> robot.lookup("#own-template").tryQuery().isPresent());
        javafx.scene.control.TextArea template = robot.lookup("#own-template").query();
        until(() -> template.getHeight() > 50);
        focus(template);
        robot.interact(() -> template.setText("Review: {review}\nIn {style}:"));
        robot.push(KeyCode.TAB);
        until(() -> robot.lookup("#field-style").tryQuery().isPresent());
        // The field that has the focus was made anew; typing goes on in it.
        until(() -> robot.lookup("#own-labels").<TextField>query().isFocused());
        robot.write("a");
        robot.push(KeyCode.TAB);
        until(() -> robot.lookup("#field-review").<TextField>query().isFocused());
        robot.write("b");
        until(() -> model.prompting().fieldsProperty().get().get("review").equals("b"));
        assertThat(model.prompting().own().orElseThrow().labels()).isEqualTo("a");
    }

    @Test
    void aRawPromptMayHaveLines(FxRobot robot) throws Exception {
        robot.interact(() -> model.tryVectors(List.of(SST2)));
        until(() -> isAnswered(robot));
        robot.interact(() -> model.prompting().chooseGroup("Raw"));
        // What is shown answers another prompt, and says so.
        until(
                () ->
                        labels(robot, "#edited-pane")
                                .contains("answers what was asked before, not the prompt above"));
        until(
                () ->
                        robot.lookup("#field-text").tryQuery().isPresent()
                                && robot.lookup("#field-text").query()
                                        instanceof javafx.scene.control.TextArea);
    }

    @Test
    void inANarrowWindowAChosenTokensCardFloats(FxRobot robot) throws Exception {
        robot.interact(() -> model.tryVectors(List.of(SST2)));
        until(() -> isAnswered(robot));
        robot.interact(() -> sandbox.node().getScene().getWindow().setWidth(960));
        until(() -> labels(robot, ".mark-line").contains("Mark by"));
        TokenFlow flow = robot.lookup("#edited-text").query();
        focus(flow);
        robot.push(KeyCode.ENTER).push(KeyCode.RIGHT);
        until(() -> robot.lookup("#token-floating").query().isVisible());
        assertThat(robot.lookup("#token-card").query().isVisible()).isFalse();
        assertThat(robot.lookup("#token-floating").query().getBoundsInParent().getWidth())
                .isGreaterThan(450);
        ListView<?> rows =
                robot.from(robot.lookup("#token-floating").queryAll())
                        .lookup(".token-rows")
                        .query();
        focus(rows);
        robot.push(KeyCode.ESCAPE);
        until(() -> !robot.lookup("#token-floating").query().isVisible());
        // Wide again, it stands in the lower row.
        robot.interact(() -> sandbox.node().getScene().getWindow().setWidth(1400));
        until(() -> labels(robot, ".mark-line").contains("Mark words by"));
    }

    @Test
    void controlEnterAsksAndStops(FxRobot robot) throws Exception {
        core.gate = new java.util.concurrent.CountDownLatch(1);
        robot.interact(() -> model.setup().chooseBase(BASE));
        until(() -> !robot.lookup("#ask").<Button>query().isDisabled());
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> robot.lookup("#ask").<Button>query().getText().equals("Stop"));
        until(() -> texts(robot, "#base-text").equals("The sentence describes"));
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> robot.lookup("#ask").<Button>query().getText().equals("Ask both"));
        assertThat(labels(robot, "#base-pane")).contains("stopped");
    }

    private boolean isAnswered(FxRobot robot) {
        return !model.exchange().busyProperty().get()
                && robot.lookup("#ask").<Button>query().getText().equals("Ask both")
                && model.exchange().editedProperty().get().phase() == SideShown.Phase.DONE;
    }

    private static String texts(FxRobot robot, String flow) {
        StringBuilder text = new StringBuilder();
        robot.from(robot.lookup(flow).<TokenFlow>query())
                .lookup(".token")
                .<Label>queryAll()
                .forEach(label -> text.append(label.getText()));
        return text.toString();
    }

    private static List<String> labels(FxRobot robot, String within) {
        return robot
                .from(robot.lookup(within).<javafx.scene.Node>query())
                .lookup(".label")
                .<Label>queryAll()
                .stream()
                .map(Label::getText)
                .toList();
    }
}
