package org.taskvectors.ui.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// The real core on small checkpoints, from two chosen models to a vector in the library.
@ExtendWith(ApplicationExtension.class)
class ExtractWindowTest {
    @TempDir Path folder;

    private TestPlace place;
    private ExtractPlace extract;

    @Start
    void start(Stage stage) {
        place = new TestPlace(WorkspaceState.EMPTY, Platform::runLater);
        extract = new ExtractPlace(place.context(), place.core());
        TestWindow.show(stage, new StackPane(extract.node()), 1300, 820);
    }

    @BeforeEach
    void models() throws IOException {
        Path base = TestCheckpoint.llama(folder.resolve("base.safetensors"), 1);
        Path tuned = TestCheckpoint.llama(folder.resolve("tuned.safetensors"), 2);
        Path grown =
                TestCheckpoint.write(
                        folder.resolve("grown.safetensors"),
                        3,
                        "model.embed_tokens.weight:10x4",
                        "model.layers.0.self_attn.q_proj.weight:4x4",
                        "model.layers.0.mlp.down_proj.weight:4x8");
        place.workspace.update(
                state ->
                        state.withItems(
                                List.of(
                                        item("base", base, Role.BASE),
                                        item("tuned", tuned, Role.TUNED),
                                        item("grown", grown, Role.TUNED))));
    }

    @AfterEach
    void close() {
        Platform.runLater(extract::close);
        place.close();
    }

    @Test
    void anEmptyPlaceSaysWhatItIsForAndHoldsTheButtonThatStartsIt(FxRobot robot) {
        assertThat(robot.lookup("Choose the base model").<Button>query().isVisible()).isTrue();
        assertThat(robot.lookup("#extract").<Button>query().isDisabled()).isTrue();
    }

    @Test
    void fromTwoModelsToAVector(FxRobot robot) throws Exception {
        choose("base", "tuned");
        until(() -> ready(robot));
        TableView<CheckRow> check = robot.lookup("#check").query();
        assertThat(check.getItems()).extracting(CheckRow::count).contains(9);
        click(robot, "#output-name");
        robot.push(KeyCode.CONTROL, KeyCode.A).write("difference");
        until(() -> robot.lookup("#output-name").<TextField>query().getText().equals("difference"));
        robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        Path vector = folder.resolve("difference.safetensors");
        until(() -> Files.exists(vector));
        until(() -> texts(robot).anyMatch("done"::equals));
        until(() -> texts(robot).anyMatch(text -> text.contains("bit for bit")));
        assertThat(place.opened).contains(vector);

        // The same again asks first.
        until(() -> ready(robot));
        long size = Files.size(vector);
        robot.interact(() -> robot.lookup("#extract").<Button>query().fire());
        until(() -> robot.lookup("#question").query().isVisible());
        assertThat(Files.size(vector)).isEqualTo(size);
        robot.interact(() -> robot.lookup("#keep").<Button>query().fire());
        until(() -> !robot.lookup("#question").query().isVisible());

        robot.interact(() -> robot.lookup("Compare").<Button>query().fire());
        assertThat(place.shown).contains(Navigation.COMPARE);
    }

    @Test
    void aDoraAdapterIsCompleteWithTheBaseBesideIt(FxRobot robot) throws Exception {
        Path adapter = dora(folder.resolve("dora"));
        place.workspace.update(
                state ->
                        state.withItem(item("dora", adapter, Role.ADAPTER))
                                .withChoice("extract.tuned", "dora"));
        until(() -> tunedTexts(robot).anyMatch(text -> text.startsWith("incomplete")));
        assertThat(tunedTexts(robot).anyMatch(text -> text.endsWith("0 tensors"))).isTrue();
        choose("base", "dora");
        until(() -> ready(robot));
        assertThat(tunedTexts(robot)).noneMatch(text -> text.contains("incomplete"));
        assertThat(tunedTexts(robot)).anyMatch(text -> text.endsWith("1 tensor"));
        assertThat(tunedTexts(robot)).anyMatch(text -> text.startsWith("DoRA r 2, α 4 · 16 weig"));
        robot.interact(() -> robot.lookup("#extract").<Button>query().fire());
        until(() -> texts(robot).anyMatch("done"::equals));
        assertThat(texts(robot)).anyMatch(text -> text.startsWith("No round trip to measure: an"));
    }

    /// An adapter that can be told only together with its base.
    private static Path dora(Path lies) throws IOException {
        String module = "base_model.model.model.layers.0.self_attn.q_proj.";
        TestCheckpoint.write(
                lies.resolve("adapter_model.safetensors"),
                5,
                module + "lora_A.weight:2x4",
                module + "lora_B.weight:4x2",
                module + "lora_magnitude_vector:4");
        Files.writeString(
                lies.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"use_dora\":true,"
                        + "\"target_modules\":[\"q_proj\"]}");
        return lies;
    }

    @Test
    void aGrownVocabularyIsRefusedUntilSomebodyChoosesTheSharedRows(FxRobot robot)
            throws Exception {
        choose("base", "grown");
        until(() -> robot.lookup("#sentence").query().isVisible());
        assertThat(robot.lookup("#extract").<Button>query().isDisabled()).isTrue();
        robot.interact(
                () ->
                        place.workspace.update(
                                state -> state.withChoice("test.unrelated", "changes nothing")));
        robot.interact(
                () ->
                        robot.lookup(".check-choice")
                                .<ChoiceBox<Object>>query()
                                .getSelectionModel()
                                .selectLast());
        until(() -> ready(robot));
        assertThat(robot.lookup("#sentence").query().isVisible()).isFalse();
    }

    @Test
    void everyControlHasAName(FxRobot robot) throws Exception {
        choose("base", "tuned");
        until(() -> ready(robot));
        List<Node> unnamed =
                extract
                        .node()
                        .lookupAll(".button, .menu-button, .chip, .segment, .text-field")
                        .stream()
                        .filter(Node::isVisible)
                        .filter(Node::isFocusTraversable)
                        .filter(node -> node.getAccessibleText() == null)
                        .filter(
                                node ->
                                        !(node instanceof Labeled labeled
                                                && labeled.getText() != null
                                                && !labeled.getText().isBlank()))
                        .toList();
        assertThat(unnamed).isEmpty();
    }

    @Test
    void aFileThatIsNoModelSaysWhyInItsPlace(FxRobot robot) throws Exception {
        Path broken = Files.writeString(folder.resolve("page.safetensors"), "<html></html>");
        robot.interact(
                () ->
                        place.workspace.update(
                                state -> state.withChoice("extract.base", broken.toString())));
        until(() -> robot.lookup("#sentence").query().isVisible());
        assertThat(robot.lookup("#sentence").<Label>query().getText()).contains("page.safetensors");
        assertThat(place.errors).isEmpty();
    }

    private static boolean ready(FxRobot robot) {
        return robot.lookup("#status").<Label>query().getText().equals("ready");
    }

    private void choose(String base, String tuned) {
        place.workspace.update(
                state -> state.withChoice("extract.base", base).withChoice("extract.tuned", tuned));
    }

    private static Stream<String> texts(FxRobot robot) {
        return robot.lookup("#queue .label").queryAll().stream()
                .map(node -> ((Label) node).getText());
    }

    private static Stream<String> tunedTexts(FxRobot robot) {
        return robot.lookup("#tuned-card .label").queryAll().stream()
                .map(node -> ((Label) node).getText());
    }

    private static FileItem item(String id, Path path, Role role) {
        return new FileItem(id, path, id, role, Optional.empty(), Optional.empty());
    }
}
