package org.taskvectors.ui.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Path;
import java.util.Optional;
import javafx.application.Platform;
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
import org.taskvectors.extraction.lora.LoraGroup;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

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
        TestWindow.show(stage, new StackPane(below, new LoraPanel(model, below)), 900, 700);
    }

    @BeforeEach
    void show(FxRobot robot) {
        Path file = TestCheckpoint.llama(folder.resolve("sst2.safetensors"), 1);
        FileItem item =
                new FileItem("v", file, "sst2", Role.VECTOR, Optional.empty(), Optional.empty());
        robot.interact(() -> model.show(item));
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void fromAVectorToTheErrorOfEachLayer(FxRobot robot) throws Exception {
        assertThat(below.isDisabled()).isTrue();
        click(robot, "#lora-amount");
        robot.push(KeyCode.CONTROL, KeyCode.A).write("x");
        until(() -> robot.lookup("Extract").<Button>query().isDisabled());
        robot.push(KeyCode.CONTROL, KeyCode.A).write("3").push(KeyCode.ENTER);
        until(() -> model.stateProperty().get() == LoraViewModel.State.DONE);
        TableView<LoraGroup> layers = robot.lookup("#lora-layers").query();
        assertThat(layers.getItems()).extracting(LoraGroup::label).containsExactly("0", "1");
        assertThat(layers.getItems()).extracting(LoraGroup::ranks).containsOnly("3");
        assertThat(place.opened).containsExactly(folder.resolve("sst2-lora"));
    }

    @Test
    void escapePutsItAway(FxRobot robot) throws Exception {
        click(robot, "#lora-amount");
        robot.push(KeyCode.ESCAPE);
        until(() -> model.vectorProperty().get().isEmpty());
        assertThat(below.isDisabled()).isFalse();
        assertThat(robot.lookup("#lora-panel").query().isVisible()).isFalse();
    }
}
