package org.taskvectors.ui.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.extraction.lora.LoraGroup;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// The panel with the real core, by keyboard.
@ExtendWith(ApplicationExtension.class)
class LoraWindowTest {
    @TempDir Path folder;

    private TestPlace place;
    private LoraViewModel model;
    private StackPane below;

    @Start
    void start(Stage stage) {
        place = new TestPlace(WorkspaceState.EMPTY, Platform::runLater);
        model = new LoraViewModel(place.context(), place.core());
        below = new StackPane(new Button("A card"));
        Scene scene = new Scene(new StackPane(below, new LoraPanel(model, below)), 900, 700);
        Stylesheets.apply(scene, Theme.LIGHT);
        stage.setScene(scene);
        stage.show();
    }

    @BeforeEach
    void show() throws IOException {
        Path file = TestCheckpoint.llama(folder.resolve("sst2.safetensors"), 1);
        FileItem item =
                new FileItem("v", file, "sst2", Role.VECTOR, Optional.empty(), Optional.empty());
        WaitForAsyncUtils.waitForAsyncFx(1000 * Patience.SECONDS, () -> model.show(item));
        WaitForAsyncUtils.waitForFxEvents();
    }

    @AfterEach
    void close() {
        place.close();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(Patience.SECONDS, TimeUnit.SECONDS, condition);
    }

    @Test
    void fromAVectorToTheErrorOfEachLayer(FxRobot robot) throws Exception {
        assertThat(below.isDisabled()).isTrue();
        robot.clickOn("#lora-amount").push(KeyCode.CONTROL, KeyCode.A).write("x");
        until(() -> robot.lookup("Extract").<Button>query().isDisabled());
        robot.push(KeyCode.CONTROL, KeyCode.A).write("3").push(KeyCode.ENTER);
        until(() -> model.stateProperty().get() == LoraViewModel.State.DONE);
        WaitForAsyncUtils.waitForFxEvents();
        TableView<LoraGroup> layers = robot.lookup("#lora-layers").query();
        assertThat(layers.getItems()).extracting(LoraGroup::label).containsExactly("0", "1");
        assertThat(layers.getItems()).extracting(LoraGroup::ranks).containsOnly("3");
        assertThat(place.opened).containsExactly(folder.resolve("sst2-lora"));
    }

    @Test
    void escapePutsItAway(FxRobot robot) throws Exception {
        robot.clickOn("#lora-amount").push(KeyCode.ESCAPE);
        until(() -> model.vectorProperty().get().isEmpty());
        assertThat(below.isDisabled()).isFalse();
        assertThat(robot.lookup("#lora-panel").query().isVisible()).isFalse();
    }
}
