package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;
import static org.taskvectors.ui.TestWindow.write;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.controlsfx.control.PopOver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.ui.Hubs;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.hub.HubViewModel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;
import org.taskvectors.ui.shell.FinderWords;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// Thirty cards, by keyboard and by the menu behind the dots.
@ExtendWith(ApplicationExtension.class)
class LibraryWindowTest {
    @TempDir Path folder;

    private TestPlace place;
    private LibraryPlace library;
    private HubViewModel hub;

    @Start
    void start(Stage stage) {
        place = new TestPlace(WorkspaceState.EMPTY, Platform::runLater);
        AppContext context = place.context();
        hub =
                new HubViewModel(
                        context,
                        new Hubs(HubModels.of(Map.of(), folder, new OfflineSwitch(folder))));
        library =
                new LibraryPlace(
                        context,
                        new Opener(
                                context.background(),
                                place.workspace,
                                context.navigation(),
                                context.named()),
                        new SampleOpener(context, Optional.empty()),
                        new LoraViewModel(context, place.core()),
                        new ApplyViewModel(context, place.core()),
                        hub,
                        new Onward(_ -> {}, _ -> {}));
        TestWindow.show(stage, new StackPane(library.node()), 900, 700);
    }

    @BeforeEach
    void thirty(FxRobot robot) {
        Path file = TestCheckpoint.llama(folder.resolve("a.safetensors"), 1);
        List<FileItem> items =
                IntStream.range(0, 30)
                        .mapToObj(
                                i ->
                                        new FileItem(
                                                "v" + i,
                                                i == 0 ? file : folder.resolve("gone" + i),
                                                // One word, which no path has: the search looks at
                                                // paths too, and JUnit draws the folder's digits.
                                                "run-" + i,
                                                Role.VECTOR,
                                                Optional.empty(),
                                                Optional.empty()))
                        .toList();
        place.workspace.update(state -> state.withItems(items));
        // Cards are made anew as it is found that their files are gone; no test begins before.
        until(() -> cards(robot).stream().filter(card -> !card.data().isThere()).count() == 29);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private static List<ItemCard> cards(FxRobot robot) {
        return robot.lookup(".item-card").queryAllAs(ItemCard.class).stream().toList();
    }

    private static MenuItem item(String word) {
        return Window.getWindows().stream()
                .filter(ContextMenu.class::isInstance)
                .flatMap(menu -> ((ContextMenu) menu).getItems().stream())
                .filter(each -> word.equals(each.getText()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void arrowsWithShiftChooseSeveralAndDeleteIsOneAct(FxRobot robot) throws Exception {
        focus(() -> cards(robot).getFirst());
        robot.push(KeyCode.ENTER);
        robot.push(KeyCode.SHIFT, KeyCode.RIGHT);
        robot.push(KeyCode.SHIFT, KeyCode.RIGHT);
        until(() -> robot.lookup("3 chosen").tryQuery().isPresent());
        assertThat(robot.lookup("#chosen-bar").query().isVisible()).isTrue();
        robot.push(KeyCode.DELETE);
        until(() -> cards(robot).size() == 27);
        assertThat(place.undo.toUndo()).contains("Remove 3 items");
        // Keys still reach a card.
        until(() -> cards(robot).stream().anyMatch(Node::isFocused));
    }

    @Test
    void ctrlAChoosesAllAndEscapeOnlyTheLast(FxRobot robot) {
        focus(() -> cards(robot).get(4));
        robot.push(KeyCode.CONTROL, KeyCode.A);
        until(() -> robot.lookup("30 chosen").tryQuery().isPresent());
        robot.push(KeyCode.ESCAPE);
        until(() -> !robot.lookup("#chosen-bar").query().isVisible());
    }

    @Test
    void typingLeavesTheCardsThatAreMeant(FxRobot robot) throws Exception {
        write(robot, robot.lookup("#library-search .text-field").query(), "vector run-29");
        until(() -> cards(robot).size() == 1);
        robot.write("9");
        until(() -> robot.lookup("Nothing has these words").tryQuery().isPresent());
    }

    @Test
    void theDotsOpenTheMenuAndProvenanceReadsTheFile(FxRobot robot) throws Exception {
        Button dots = (Button) cards(robot).getFirst().lookup(".item-menu");
        assertThat(dots.isVisible()).isTrue();
        robot.interact(dots::fire);
        robot.interact(() -> item("Copy path").fire());
        robot.interact(
                () ->
                        assertThat(Clipboard.getSystemClipboard().getString())
                                .isEqualTo(folder.resolve("a.safetensors").toString()));
        robot.interact(dots::fire);
        robot.interact(() -> item("Provenance").fire());
        until(() -> robot.lookup(".origin-card").tryQuery().isPresent());
        assertThat(robot.lookup("its files do not say where it came from").tryQuery()).isPresent();
        robot.interact(
                () ->
                        List.copyOf(Window.getWindows()).stream()
                                .filter(PopOver.class::isInstance)
                                .forEach(Window::hide));
    }

    @Test
    void aTensorOfTheFinderIsShownInTheWholeTreeWhateverWasSearchedThere(FxRobot robot)
            throws Exception {
        find(robot, "layers.1 down_proj");
        until(() -> chosenTensor(robot).equals("model.layers.1.mlp.down_proj.weight"));
        robot.interact(() -> browserSearch(robot).setText("norm"));
        until(() -> chosenTensor(robot).isEmpty());
        find(robot, "layers.0 q_proj");
        until(() -> chosenTensor(robot).equals("model.layers.0.self_attn.q_proj.weight"));
        assertThat(browserSearch(robot).getText()).isEmpty();
    }

    @Test
    void theNameOfAModelOnAHubIsPastedIntoItsPanel(FxRobot robot) throws Exception {
        focus(robot.lookup(".item-card").<Node>query());
        robot.interact(() -> Copying.text("just words"));
        robot.push(KeyCode.SHORTCUT, KeyCode.V);
        assertThat(hub.shownProperty().get()).isFalse();
        robot.interact(() -> Copying.text(" https://huggingface.co/org/name "));
        robot.push(KeyCode.SHORTCUT, KeyCode.V);
        until(() -> hub.shownProperty().get());
        TextField name = robot.lookup("#hub-name").query();
        assertThat(name.getText()).isEqualTo("https://huggingface.co/org/name");
        robot.push(KeyCode.ESCAPE);
        until(() -> !hub.shownProperty().get());
    }

    @Test
    void theFinderOpensTheHubsPanel(FxRobot robot) throws Exception {
        Command command =
                library.commands().stream()
                        .filter(each -> each.label().equals("Open from a hub…"))
                        .findFirst()
                        .orElseThrow();
        robot.interact(command.action());
        until(() -> robot.lookup("#hub-name").query().isFocused());
    }

    @Test
    void theFinderOpensANameFromTheHub(FxRobot robot) throws Exception {
        List<Command> found = tensors(" hf:Org/Name@v1 ");
        assertThat(found).extracting(Command::label).containsExactly("Open hf:Org/Name@v1");

        assertThat(tensors("Org/Name@v1"))
                .extracting(Command::label)
                .containsExactly("Open Org/Name@v1");

        robot.interact(found.getFirst().action());
        until(() -> robot.lookup("#hub-name").query().isVisible());
        assertThat(robot.lookup("#hub-name").queryAs(TextField.class).getText())
                .isEqualTo("hf:Org/Name@v1");
    }

    private void find(FxRobot robot, String words) throws Exception {
        robot.interact(() -> library.findable(() -> {}));
        until(() -> tensors(words).size() == 1);
        robot.interact(() -> tensors(words).getFirst().action().run());
    }

    /// The index of names lives on the window's thread, which asks.
    private List<Command> tensors(String words) {
        return library.find(FinderWords.of(words)).commands();
    }

    private static TextField browserSearch(FxRobot robot) {
        return robot.lookup(".browser .text-field").query();
    }

    private static String chosenTensor(FxRobot robot) {
        TreeTableView<TensorNode> tree = robot.lookup(".browser .tree-table-view").query();
        TreeItem<TensorNode> item = tree.getSelectionModel().getSelectedItem();
        return item == null || tree.getRow(item) < 0
                ? ""
                : item.getValue().tensor().map(Tensor::name).orElse("");
    }
}
