package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.clickButton;
import static org.taskvectors.ui.TestWindow.find;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.isSeen;
import static org.taskvectors.ui.TestWindow.until;
import static org.taskvectors.ui.TestWindow.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.TreeTableView;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.cli.PlaceDrawer;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.shell.Place;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.undo.Act;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// What a person does in the window.
@ExtendWith(ApplicationExtension.class)
class WorkbenchTest {
    @TempDir private Path folder;
    private Workbench workbench;
    private Stage stage;

    @Start
    void open(Stage primary) {
        stage = primary;
        Stylesheets.loadFonts();
        workbench =
                new Workbench(
                        "Task Vector Workbench test",
                        new DataFolder(folder.resolve("data")),
                        Optional.empty(),
                        ThisMachine.processorOnly(new DataFolder(folder.resolve("data"))),
                        NoHub.in(new DataFolder(folder.resolve("data"))),
                        new NoDialogs(),
                        Platform::runLater);
        // The stage is the same in all tests; each window has a scene of its own.
        stage.setScene(null);
        WorkbenchWindow window = new WorkbenchWindow(stage);
        window.put(workbench);
        window.show();
    }

    @Stop
    void close() {
        stage.hide();
    }

    @AfterEach
    void end() {
        workbench.close();
    }

    private static boolean shows(FxRobot robot, String text) {
        return robot.lookup(
                        (Node node) ->
                                node instanceof Label label
                                        && label.getText().equals(text)
                                        && isSeen(label))
                .tryQuery()
                .isPresent();
    }

    private Path llama(String name) {
        return TestCheckpoint.llama(folder.resolve(name), name.hashCode());
    }

    /// A new place needs a constant of [PlaceDrawer.Place], by its id, and a page of the guide.
    @Test
    void everyPlaceCanBeDrawnAndHasItsPageAndItsKey() throws Exception {
        Path guide = Path.of("assets/guide");
        List<String> drawn =
                Stream.of(PlaceDrawer.Place.values()).map(PlaceDrawer.Place::word).toList();
        List<Place> places = workbench.places();
        for (Place place : places) {
            assertThat(drawn).contains(place.id());
            assertThat(guide.resolve(place.guide() + ".md")).isNotEmptyFile();
        }
        String keys =
                IntStream.rangeClosed(1, places.size())
                        .mapToObj(digit -> "Ctrl+" + digit)
                        .collect(Collectors.joining(", "));
        String words = places.stream().map(Place::word).collect(Collectors.joining(", "));
        assertThat(Files.readString(Path.of("README.md")))
                .contains("| " + keys + " | " + words + " |");
    }

    @Test
    void aDropIsRecognisedWhileItHangsAndOpenedWhenItFalls(FxRobot robot) throws Exception {
        Path file = llama("sst2.safetensors");
        Node root = workbench.node();
        robot.interact(() -> Drops.fire(root, DragEvent.DRAG_OVER, List.of(file)));
        until(() -> shows(robot, "Drop to add 1 item"));
        assertThat(shows(robot, "sst2.safetensors · safetensors file")).isTrue();
        robot.interact(() -> Drops.fire(root, DragEvent.DRAG_DROPPED, List.of(file)));
        until(() -> robot.lookup(".item-card").tryQuery().isPresent());
        assertThat(shows(robot, "Drop to add 1 item")).isFalse();
        assertThat(shows(robot, "sst2")).isTrue();
    }

    @Test
    void aCardOpensItsTensorsAndTheyAreSearched(FxRobot robot) throws Exception {
        robot.interact(() -> workbench.open(List.of(llama("base.safetensors"))));
        until(() -> robot.lookup(".tree-table-row-cell").tryQuery().isPresent());
        TreeTableView<?> tree = robot.lookup(".tree-table-view").query();
        until(() -> tree.getExpandedItemCount() == 5);
        write(robot, search(robot), "down_proj");
        until(() -> tree.getExpandedItemCount() == 6);
        robot.interact(() -> tree.getSelectionModel().select(2));
        until(() -> shows(robot, "model.layers.0.mlp.down_proj.weight"));
        until(() -> robot.lookup(".figure-number").queryAll().size() >= 5);
    }

    @Test
    void theCommandFinderSwitchesTheTheme(FxRobot robot) throws Exception {
        find(robot, "dark");
        robot.type(KeyCode.ENTER);
        until(
                () ->
                        stage.getScene().getStylesheets().stream()
                                .anyMatch(sheet -> sheet.endsWith("dark.css")));
    }

    @Test
    void theFinderHasNoActOfACardThatItDoesNotName(FxRobot robot) throws Exception {
        robot.interact(() -> workbench.open(List.of(llama("base.safetensors"))));
        until(() -> cards(robot) == 1);
        find(robot, "open");
        until(() -> finderRows(robot).contains("Open: Files…"));
        robot.eraseText(4).write("base");
        until(() -> finderRows(robot).contains("base"));
        assertThat(finderRows(robot)).noneMatch(row -> row.startsWith("Base: "));
    }

    /// The field in which tensors are searched for.
    private static TextField search(FxRobot robot) {
        return robot.lookup(".browser .search-field .text-field").query();
    }

    private static List<String> finderRows(FxRobot robot) {
        return robot.lookup(".finder-row").queryAllAs(HBox.class).stream()
                .map(row -> ((Label) row.getChildren().getFirst()).getText())
                .toList();
    }

    private int cards(FxRobot robot) {
        return robot.lookup(".item-card").queryAll().size();
    }

    private void pressUndo(FxRobot robot, boolean again) {
        if (again) {
            robot.push(KeyCode.SHORTCUT, KeyCode.SHIFT, KeyCode.Z);
        } else {
            robot.push(KeyCode.SHORTCUT, KeyCode.Z);
        }
    }

    @Test
    void aRemovedCardComesBackByTheTrayAndByKeys(FxRobot robot) throws Exception {
        robot.interact(() -> workbench.open(List.of(llama("base.safetensors"))));
        until(() -> cards(robot) == 1);
        robot.interact(() -> workbench.open(List.of(llama("sst2.safetensors"))));
        until(() -> cards(robot) == 2);
        click(robot, "sst2");
        robot.type(KeyCode.DELETE);
        until(() -> cards(robot) == 1);
        assertThat(shows(robot, "Removed sst2 ·")).isTrue();
        clickButton(robot, "Undo");
        until(() -> cards(robot) == 2);
        until(() -> shows(robot, "Undone: Remove sst2 ·"));
        pressUndo(robot, true);
        until(() -> cards(robot) == 1);
        pressUndo(robot, false);
        until(() -> cards(robot) == 2 && shows(robot, "sst2"));
    }

    @Test
    void theKeysStillReachTheWindowWhenTheLastCardWasRemoved(FxRobot robot) throws Exception {
        robot.interact(() -> workbench.open(List.of(llama("base.safetensors"))));
        until(() -> cards(robot) == 1);
        click(robot, ".item-card");
        robot.type(KeyCode.DELETE);
        until(() -> cards(robot) == 0);
        pressUndo(robot, false);
        until(() -> cards(robot) == 1);
    }

    @Test
    void aFieldOfTextTakesBackItsOwnText(FxRobot robot) throws Exception {
        robot.interact(() -> workbench.open(List.of(llama("base.safetensors"))));
        until(() -> robot.lookup(".tree-table-row-cell").tryQuery().isPresent());
        String id = workbench.context().state().get().items().getFirst().id();
        robot.interact(
                () ->
                        workbench
                                .context()
                                .undo()
                                .act(
                                        Act.of(
                                                "Rename base",
                                                state ->
                                                        state.changing(
                                                                id, f -> f.withName("Llama")))));
        until(() -> shows(robot, "Llama"));
        TextField field = search(robot);
        write(robot, field, "down");
        assertThat(field.getText()).isEqualTo("down");
        pressUndo(robot, false);
        until(() -> !field.getText().equals("down"));
        assertThat(shows(robot, "Llama")).isTrue();
        find(robot, "undo ren");
        robot.type(KeyCode.ENTER);
        until(() -> shows(robot, "base"));
        assertThat(shows(robot, "Llama")).isFalse();
    }

    @Test
    void aJobIsCancelledFromTheTray(FxRobot robot) throws Exception {
        Job<Object> job =
                workbench
                        .context()
                        .background()
                        .queue(
                                "Extracting x",
                                Needs.DISK_AND_DEVICE,
                                (progress, cancellation) -> {
                                    progress.begin(1000);
                                    while (true) {
                                        cancellation.check();
                                        Patience.pause();
                                    }
                                },
                                _ -> {});
        until(() -> shows(robot, "Extracting"));
        clickButton(robot, "Cancel");
        until(() -> job.state() == Job.State.CANCELLED);
        until(() -> shows(robot, "Extracting x: cancelled, nothing was left behind."));
    }

    @Test
    void aFailureIsShownWithItsFileAndPutAway(FxRobot robot) throws Exception {
        Path pointer = folder.resolve("model.safetensors");
        writeFile(pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n");
        robot.interact(() -> workbench.open(List.of(pointer)));
        until(() -> shows(robot, "Opening model.safetensors"));
        assertThat(shows(robot, pointer.toString())).isTrue();
        assertThat(shows(robot, "GIT_LFS_POINTER")).isTrue();
        click(robot, ".error-card .icon-button");
        until(() -> !shows(robot, "Opening model.safetensors"));
    }

    @Test
    void theFocusNeverGoesToTheFinderByItself(FxRobot robot) throws Exception {
        TextField finder = robot.lookup(".finder-field .text-field").query();
        robot.interact(() -> workbench.open(List.of(llama("base.safetensors"))));
        until(() -> robot.lookup(".browser .search-field .text-field").tryQuery().isPresent());
        Node field = search(robot);
        // The card that was opened may still take the focus.
        focus(field);
        robot.interact(() -> ((Pane) field.getParent()).getChildren().remove(field));
        until(() -> focusOwner().getStyleClass().contains("rail-button"));
        for (KeyCode place : List.of(KeyCode.DIGIT2, KeyCode.DIGIT3, KeyCode.DIGIT4)) {
            robot.push(KeyCode.SHORTCUT, place);
            until(() -> focusOwner().getStyleClass().contains("rail-button"));
        }
        robot.push(KeyCode.SHORTCUT, KeyCode.K);
        until(finder::isFocused);
    }

    private Node focusOwner() {
        return stage.getScene().getFocusOwner();
    }

    private static void olderMessage(FxRobot robot) {
        click(
                () ->
                        robot.lookup(
                                        (Node node) ->
                                                "Older message".equals(node.getAccessibleText()))
                                .query());
    }

    @Test
    void severalFailuresAreLeafedThroughAndListed(FxRobot robot) throws Exception {
        for (int i = 1; i <= 3; i++) {
            Path empty = folder.resolve("empty" + i + ".safetensors");
            writeFile(empty, "");
            robot.interact(() -> workbench.open(List.of(empty)));
            int count = i;
            until(() -> workbench.errors().reports().size() == count);
        }
        until(() -> shows(robot, "1 of 3") && shows(robot, "Opening empty3.safetensors"));
        olderMessage(robot);
        until(() -> shows(robot, "2 of 3"));
        olderMessage(robot);
        until(() -> shows(robot, "3 of 3") && shows(robot, "Opening empty1.safetensors"));
        clickButton(robot, "Show all");
        until(() -> robot.lookup(".error-card").queryAll().size() == 3);
        clickButton(robot, "Put away all");
        until(() -> robot.lookup(".error-card").tryQuery().isEmpty());
    }

    @Test
    void aWindowThatSavesNothingSaysSoAllTheTime(FxRobot robot) throws Exception {
        Path file = folder.resolve("data").resolve("workspace.json");
        robot.interact(() -> workbench.open(List.of(llama("base.safetensors"))));
        until(() -> Files.exists(file) && Files.readString(file).contains("base.safetensors"));
        Files.writeString(file, Files.readString(file).replace("\"base\"", "\"another\""));
        String before = Files.readString(file);
        robot.interact(() -> workbench.open(List.of(llama("sst2.safetensors"))));
        until(() -> cards(robot) == 2 && shows(robot, "Read-only"));
        assertThat(shows(robot, "This session is not saved.")).isTrue();
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    private static void writeFile(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
