package org.taskvectors.ui.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.ui.Hubs;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// The panel with a hub on this machine, by keyboard.
@ExtendWith(ApplicationExtension.class)
class HubWindowTest {
    @TempDir Path folder;

    private TestPlace place;
    private TestHub hub;
    private HubModels models;
    private HubViewModel model;
    private StackPane below;

    @Start
    void start(Stage stage) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        TestCheckpoint.llama(source.resolve("model.safetensors"), 1);
        Files.writeString(source.resolve("config.json"), "{}");
        Files.writeString(source.resolve("notes.txt"), "not needed");
        hub = TestHub.start();
        hub.serve("org/name", source);
        models = hub.models(folder.resolve("cache"));
        place = new TestPlace(WorkspaceState.EMPTY, Platform::runLater);
        model = new HubViewModel(place.context(), new Hubs(models));
        below = new StackPane(new Button("A card"));
        TestWindow.show(stage, new StackPane(below, new HubPanel(model, below)), 1000, 800);
    }

    @AfterEach
    void close() throws IOException {
        place.close();
        models.close();
        hub.close();
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).<Label>query().getText();
    }

    @Test
    void fromANameToTheSnapshotInTheLibrary(FxRobot robot) throws Exception {
        robot.interact(() -> model.show());
        assertThat(below.isDisabled()).isTrue();
        until(() -> robot.lookup("#hub-name").query().isFocused());
        robot.write("org/name");
        until(() -> text(robot, "#hub-reading").equals("main branch of org/name"));
        robot.push(KeyCode.ENTER);
        TableView<FileRow> files = robot.lookup("#hub-files").query();
        until(files::isFocused);
        assertThat(files.getItems())
                .extracting(FileRow::name)
                .containsExactly("config.json", "model.safetensors", "notes.txt");
        robot.push(KeyCode.SPACE);
        until(() -> text(robot, "#hub-totals").startsWith("1 of 3 files"));
        robot.push(KeyCode.DOWN).push(KeyCode.DOWN).push(KeyCode.SPACE);
        until(() -> text(robot, "#hub-totals").startsWith("2 of 3 files"));
        click(robot, "#hub-fetch");
        until(() -> model.stateProperty().get() == HubViewModel.State.FETCHED);
        until(() -> place.opened.size() == 1);
        Path opened = place.opened.getFirst();
        assertThat(opened.resolve("model.safetensors")).exists();
        assertThat(opened.resolve("notes.txt")).exists();
        assertThat(opened.resolve("config.json")).doesNotExist();
        assertThat(text(robot, "#hub-said")).startsWith("Fetched ");
        robot.push(KeyCode.ESCAPE);
        until(() -> !model.shownProperty().get());
        assertThat(below.isDisabled()).isFalse();
    }

    @Test
    void opensWithoutFetching(FxRobot robot) throws Exception {
        robot.interact(() -> model.show("hf:org/name"));
        click(robot, "#hub-look");
        until(() -> model.stateProperty().get() == HubViewModel.State.LISTED);
        click(robot, "#hub-open");
        until(() -> place.opened.size() == 1);
        assertThat(place.opened.getFirst()).hasToString("hf:org/name");
        assertThat(robot.lookup("#hub-panel").query().isVisible()).isFalse();
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void whoOpensItAgainWritesANameAndTicksNothing(FxRobot robot) throws Exception {
        robot.interact(() -> model.show("hf:org/name"));
        click(robot, "#hub-look");
        until(() -> robot.lookup("#hub-files").query().isFocused());
        robot.push(KeyCode.ESCAPE);
        until(() -> !model.shownProperty().get());
        robot.interact(() -> model.show());
        until(() -> robot.lookup("#hub-name").query().isFocused());
        assertThat(model.files().chosen()).hasSize(2);
        robot.write("org/other");
        until(() -> text(robot, "#hub-reading").equals("main branch of org/other"));
        assertThat(robot.lookup("#hub-files").query().getParent().isVisible()).isFalse();
    }

    @Test
    void whatFailsIsSaidInThePanel(FxRobot robot) throws Exception {
        robot.interact(() -> model.show("hf:org/nothing"));
        click(robot, "#hub-look");
        until(() -> text(robot, "#hub-said").contains("org/nothing"));
        assertThat(place.errors).isEmpty();
        until(() -> robot.lookup("#hub-name").query().isFocused());
    }
}
