package org.taskvectors.ui.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.inference.Side;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// What a person does to learn what a vector says, on models that are fakes.
@ExtendWith(ApplicationExtension.class)
class SaysWindowTest {
    private static final FileItem BASE = item("base", Role.BASE, Optional.empty());
    private static final FileItem SST2 = item("SST-2", Role.VECTOR, Optional.of("base"));

    @TempDir Path folder;

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
        TestWindow.show(stage, new StackPane(sandbox.node()), 1300, 820);
    }

    @AfterEach
    void close() {
        Platform.runLater(sandbox::close);
        place.close();
    }

    private void ask(FxRobot robot) throws Exception {
        robot.interact(() -> model.tryVectors(List.of(SST2)));
        until(
                () ->
                        !model.exchange().busyProperty().get()
                                && model.exchange().editedProperty().get().phase()
                                        == SideShown.Phase.DONE);
    }

    @Test
    void theVectorsMenuShowsTheTokensThatItPromotes(FxRobot robot) throws Exception {
        ask(robot);
        MenuButton name = robot.lookup(".laid-name").query();
        MenuItem item =
                name.getItems().stream()
                        .filter(each -> each.getText().equals("Tokens it promotes…"))
                        .findFirst()
                        .orElseThrow();
        focus(name);
        robot.interact(item::fire);
        until(() -> robot.lookup("#effect-panel").query().isVisible());
        until(() -> robot.lookup("#promoted-tokens").<ListView<?>>query().getItems().size() == 20);
        assertThat(robot.lookup("#suppressed-tokens").<ListView<?>>query().getItems()).hasSize(19);
        assertThat(text(robot, "#effect-words")).contains("n = ").contains("mean KL 0.462 nats");
        assertThat(text(robot, "#effect-setting"))
                .contains("θ₀ + 1.00 τ(SST-2), runs b07e5d18c2f3")
                .contains("against base, runs 3f9a21c48e07")
                .contains("over this prompt and answer");

        Path saved = folder.resolve("tokens.csv");
        place.saveTo = Optional.of(saved);
        MenuButton export = robot.lookup("#effect-export").query();
        robot.interact(
                () ->
                        export.getItems().stream()
                                .filter(each -> "effect-csv".equals(each.getId()))
                                .findFirst()
                                .orElseThrow()
                                .fire());
        until(() -> Files.exists(saved));
        assertThat(Files.readString(saved).lines()).hasSize(41);

        // Escape puts it away, and the focus is where it was.
        robot.push(KeyCode.ESCAPE);
        until(() -> !robot.lookup("#effect-panel").query().isVisible());
        until(name::isFocused);
        assertThat(place.errors).isEmpty();
    }

    @Test
    void aTokensCardOpensTheLogitLens(FxRobot robot) throws Exception {
        ask(robot);
        TokenFlow flow = robot.lookup("#edited-text").query();
        focus(flow);
        robot.push(KeyCode.ENTER).push(KeyCode.RIGHT);
        until(() -> robot.lookup("#token-card").query().isVisible());
        robot.interact(() -> robot.lookup("#token-layers").<Button>query().fire());
        TableView<?> cells = robot.lookup("#lens-cells").query();
        until(() -> robot.lookup("#lens-panel").query().isVisible() && cells.isFocused());
        assertThat(cells.getItems()).hasSize(16);
        assertThat(model.lens().choiceProperty().get().layer()).isEqualTo(15);
        assertThat(model.lens().choiceProperty().get().position()).isEqualTo(1);
        robot.push(KeyCode.DOWN).push(KeyCode.RIGHT);
        until(() -> model.lens().choiceProperty().get().layer() == 14);
        until(() -> model.lens().choiceProperty().get().position() == 2);

        Path saved = folder.resolve("lens.svg");
        place.saveTo = Optional.of(saved);
        MenuButton export = robot.lookup("#lens-export").query();
        robot.interact(
                () ->
                        export.getItems().stream()
                                .filter(each -> "lens-svg".equals(each.getId()))
                                .findFirst()
                                .orElseThrow()
                                .fire());
        until(() -> Files.exists(saved));
        assertThat(Files.readString(saved)).contains("Logit lens");
        robot.push(KeyCode.ESCAPE);
        until(() -> !robot.lookup("#lens-panel").query().isVisible());
        assertThat(place.errors).isEmpty();
    }

    @Test
    void passagesLeadToTheirTokens(FxRobot robot) throws Exception {
        ask(robot);
        assertThat(robot.lookup("#passages").query().isVisible()).isFalse();
        robot.interact(() -> model.markProperty().set(Mark.KL));
        until(() -> robot.lookup("#passages").query().isVisible());
        ListView<ShownPassage> list = robot.lookup("#passage-list").query();
        assertThat(list.getItems()).isNotEmpty();
        focus(list);
        robot.interact(() -> list.getSelectionModel().select(0));
        robot.push(KeyCode.ENTER);
        ShownPassage first = list.getItems().getFirst();
        TokenFlow flow =
                robot.lookup(first.side() == Side.BASE ? "#base-text" : "#edited-text").query();
        until(() -> flow.lookupAll(".token:pointed").size() == first.to() - first.from());
        // The card of a token that is chosen takes the room.
        robot.interact(() -> model.pointing().pin(Side.EDITED, 0));
        until(() -> !robot.lookup("#passages").query().isVisible());
        robot.interact(() -> model.pointing().close());
        until(() -> robot.lookup("#passages").query().isVisible());
    }

    @Test
    void anEndOfTheTreeShowsItsText(FxRobot robot) throws Exception {
        ask(robot);
        Branch answer = model.exchange().branches().shown(Side.EDITED).orElseThrow();
        int other = answer.tokens().get(3).own().top().get(4).token();
        robot.interact(() -> model.exchange().continueWith(answer, 3, other));
        until(() -> !model.exchange().busyProperty().get());
        robot.interact(() -> robot.lookup("#branches-tree").<Button>query().fire());
        until(() -> robot.lookup("#branch-tree-panel").query().isVisible());
        List<Button> ends =
                robot
                        .from(robot.lookup("#branch-tree").<Node>query())
                        .lookup(".button")
                        .<Button>queryAll()
                        .stream()
                        .toList();
        assertThat(ends)
                .extracting(Labeled::getText)
                .containsExactlyInAnyOrder("edited", "edited, branch · shown", "base · shown");
        robot.interact(
                () ->
                        ends.stream()
                                .filter(end -> end.getText().equals("edited"))
                                .findFirst()
                                .orElseThrow()
                                .fire());
        until(() -> !robot.lookup("#branch-tree-panel").query().isVisible());
        assertThat(model.exchange().branches().shown(Side.EDITED).map(Branch::id))
                .contains(answer.id());
    }

    private static String text(FxRobot robot, String label) {
        return robot.lookup(label).<Labeled>query().getText();
    }
}
