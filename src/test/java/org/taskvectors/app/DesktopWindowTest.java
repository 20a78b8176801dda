package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.clickButton;
import static org.taskvectors.ui.TestWindow.find;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.file.PathReader;
import org.taskvectors.hub.cache.HubModelsInTests;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.shell.Workspaces;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore;
import org.taskvectors.workspace.instance.Claim;
import org.taskvectors.workspace.instance.HandOver;
import org.taskvectors.workspace.instance.Instance;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// One window that shows one workspace after another.
@ExtendWith(ApplicationExtension.class)
class DesktopWindowTest {
    @TempDir private Path folder;
    private DataFolder data;
    private DesktopWindow window;
    private boolean isClosed;

    @Start
    void open(Stage unused) throws Exception {
        unused.hide();
        folder = folder.toRealPath();
        data = new DataFolder(folder.resolve("data"));
        org.taskvectors.app.Start start =
                org.taskvectors.app.Start.of(List.of(), data, PathReader.ofDisks());
        Claim claim = Instance.claim(start.workspace(), data.windows(), HandOver.FRONT);
        window =
                new DesktopWindow(
                        "Task Vector Workbench test",
                        data,
                        ThisMachine.processorOnly(data),
                        HubModelsInTests.offline(),
                        () -> isClosed = true);
        window.open(start, claim, HubModelsInTests.offline().saved());
    }

    @Stop
    void close() {
        List.copyOf(Window.getWindows()).forEach(Window::hide);
    }

    private static String name(FxRobot robot) {
        return robot.lookup(".workspace-name").queryAs(MenuButton.class).getText();
    }

    private static Path lock(Path workspace) {
        return workspace.resolveSibling("." + workspace.getFileName() + ".lock");
    }

    private Workspaces ways() {
        return window.shown();
    }

    @Test
    void anotherWorkspaceTakesThePlaceOfTheOneThatIsOpen(FxRobot robot) throws Exception {
        Path study = folder.resolve("study").resolve("paper.workbench.json");
        Path model = TestCheckpoint.llama(folder.resolve("m.safetensors"), 1);
        robot.interact(() -> window.take(new HandOver(List.of(model), false)));
        until(() -> robot.lookup(".item-card").tryQuery().isPresent());

        robot.interact(() -> ways().saveAs(study));
        until(() -> name(robot).equals("paper"));
        until(() -> ways().recent().equals(List.of(study, data.workspaceFile())));
        assertThat(robot.lookup(".item-card").queryAll()).hasSize(1);
        assertThat(lock(study)).exists();
        assertThat(lock(data.workspaceFile())).doesNotExist();

        Path other = folder.resolve("other.workbench.json");
        robot.interact(() -> ways().create(other));
        until(() -> name(robot).equals("other"));
        assertThat(robot.lookup(".item-card").tryQuery()).isEmpty();
        assertThat(lock(study)).doesNotExist();

        robot.interact(() -> ways().open(study));
        until(() -> name(robot).equals("paper"));
        until(() -> robot.lookup(".item-card").tryQuery().isPresent());
        until(() -> ways().recent().getFirst().equals(study));
        assertThat(org.taskvectors.app.Start.of(List.of(), data, PathReader.ofDisks()).workspace())
                .isEqualTo(study);
        assertThat(isClosed).isFalse();
    }

    @Test
    void whatCannotBeOpenedLeavesTheWindowAsItIs(FxRobot robot) throws Exception {
        Path damaged = Files.writeString(folder.resolve("damaged.workbench.json"), "{");
        Path missing = folder.resolve("nowhere").resolve("missing.workbench.json");
        String before = name(robot);
        for (Path file : List.of(damaged, missing)) {
            robot.interact(() -> ways().open(file));
            until(() -> robot.lookup(".error-card").tryQuery().isPresent());
            click(robot, ".error-card .icon-button");
            until(() -> robot.lookup(".error-card").tryQuery().isEmpty());
        }
        assertThat(name(robot)).isEqualTo(before);
        assertThat(ways().file()).isEqualTo(data.workspaceFile());
        assertThat(damaged).hasContent("{");
        assertThat(lock(damaged)).doesNotExist();
        assertThat(missing.getParent()).doesNotExist();
        assertThat(lock(data.workspaceFile())).exists();
    }

    @Test
    void aWorkspaceThatIsDroppedIsShownAfterAskingWhereAJobRuns(FxRobot robot) throws Exception {
        Path study = folder.resolve("study.workbench.json");
        WorkspaceStore.write(study, WorkspaceState.EMPTY.withName("study"));
        Job<Object> job =
                window.shown()
                        .workbench()
                        .context()
                        .background()
                        .queue(
                                "Extracting x",
                                Needs.DISK_AND_DEVICE,
                                (_, cancellation) -> {
                                    while (true) {
                                        cancellation.check();
                                        Patience.pause();
                                    }
                                },
                                _ -> {});
        until(() -> job.state() == Job.State.RUNNING);
        Node root = window.shown().workbench().node();
        robot.interact(() -> Drops.fire(root, DragEvent.DRAG_DROPPED, List.of(study)));
        until(() -> robot.lookup(".modal-card").tryQuery().isPresent());
        assertThat(ways().file()).isEqualTo(data.workspaceFile());
        clickButton(robot, "Cancel them and leave this workspace");
        until(() -> name(robot).equals("study"));
        until(() -> job.state() == Job.State.CANCELLED);
    }

    @Test
    void aCopyIsWrittenAndTheWindowStays(FxRobot robot) throws Exception {
        Path copy = folder.resolve("copy.workbench.json");
        robot.interact(() -> ways().saveCopy(copy));
        until(() -> Files.exists(copy) && !Files.exists(lock(copy)));
        assertThat(ways().file()).isEqualTo(data.workspaceFile());
        try (WorkspaceStore store = WorkspaceStore.open(copy)) {
            assertThat(store.notice()).isEqualTo(Optional.empty());
            assertThat(store.workspace().state().name()).isEqualTo("copy");
        }
    }

    @Test
    void aNameIsGivenAndTakenBack(FxRobot robot) throws Exception {
        String before = name(robot);
        find(robot, "rename work");
        robot.type(KeyCode.ENTER);
        until(
                () ->
                        robot.lookup(".modal-card .text-field").queryAll().stream()
                                .anyMatch(Node::isFocused));
        robot.write("two bases").type(KeyCode.ENTER);
        until(() -> name(robot).equals("two bases"));
        robot.push(KeyCode.SHORTCUT, KeyCode.Z);
        until(() -> name(robot).equals(before));
    }

    @Test
    void aWorkspaceThatAnotherProgramChangedIsOpenedAnew(FxRobot robot) throws Exception {
        Path study = folder.resolve("paper.workbench.json");
        robot.interact(() -> ways().create(study));
        until(() -> name(robot).equals("paper"));
        until(() -> Files.exists(study));
        WorkspaceStore.write(study, WorkspaceState.EMPTY.withName("elsewhere"));
        Path model = TestCheckpoint.llama(folder.resolve("m.safetensors"), 1);
        robot.interact(() -> window.take(new HandOver(List.of(model), false)));
        until(() -> robot.lookup(".standing-bar").tryQuery().isPresent());
        clickButton(robot, "Open anew");
        clickButton(robot, "Stay here");
        assertThat(name(robot)).isEqualTo("paper");
        assertThat(robot.lookup(".item-card").queryAll()).hasSize(1);
        clickButton(robot, "Open anew");
        clickButton(robot, "Open it anew and lose it");
        until(() -> name(robot).equals("elsewhere"));
        assertThat(robot.lookup(".standing-bar").tryQuery()).isEmpty();
        assertThat(robot.lookup(".item-card").tryQuery()).isEmpty();
        assertThat(lock(study)).exists();

        // A second start reaches what is shown now.
        Claim second = Instance.claim(study, data.windows(), new HandOver(List.of(model), false));
        assertThat(second).isInstanceOf(Claim.HandedOver.class);
        until(() -> robot.lookup(".item-card").tryQuery().isPresent());
    }

    @Test
    void aChangedWindowKeepsItsWorkElsewhereInsteadOfLosingIt(FxRobot robot) throws Exception {
        Path study = folder.resolve("paper.workbench.json");
        robot.interact(() -> ways().create(study));
        until(() -> name(robot).equals("paper") && Files.exists(study));
        WorkspaceStore.write(study, WorkspaceState.EMPTY.withName("elsewhere"));
        Path model = TestCheckpoint.llama(folder.resolve("m.safetensors"), 1);
        robot.interact(() -> window.take(new HandOver(List.of(model), false)));
        until(() -> robot.lookup(".standing-bar").tryQuery().isPresent());
        Path kept = folder.resolve("kept.workbench.json");
        robot.interact(() -> ways().saveAs(kept));
        until(() -> ways().file().equals(kept));
        until(() -> robot.lookup(".item-card").tryQuery().isPresent());
        assertThat(WorkspaceStore.read(kept).files()).hasSize(1);
        assertThat(WorkspaceStore.read(study).name()).isEqualTo("elsewhere");
    }

    @Test
    void closingAsksWhereChangesCouldNotBeSaved(FxRobot robot) throws Exception {
        Path study = folder.resolve("paper.workbench.json");
        robot.interact(() -> ways().create(study));
        until(() -> name(robot).equals("paper") && Files.exists(study));
        robot.interact(() -> window.shown().workbench().askToClose(() -> isClosed = true));
        assertThat(isClosed).as("nothing is unsaved").isTrue();
        isClosed = false;
        WorkspaceStore.write(study, WorkspaceState.EMPTY.withName("elsewhere"));
        Path model = TestCheckpoint.llama(folder.resolve("m.safetensors"), 1);
        robot.interact(() -> window.take(new HandOver(List.of(model), false)));
        until(() -> robot.lookup(".standing-bar").tryQuery().isPresent());
        robot.interact(() -> window.shown().workbench().askToClose(() -> isClosed = true));
        assertThat(isClosed).isFalse();
        clickButton(robot, "Close and lose it");
        assertThat(isClosed).isTrue();
    }

    @Test
    void whatAnotherWindowHasIsNotSavedOver(FxRobot robot) throws Exception {
        Path study = folder.resolve("theirs.workbench.json");
        WorkspaceStore.write(study, WorkspaceState.EMPTY.withName("theirs"));
        Claim theirs = Instance.claim(study, data.windows(), HandOver.FRONT);
        try (Instance instance = ((Claim.Ours) theirs).instance()) {
            instance.onHandOver(Runnable::run, _ -> {});
            for (Runnable act :
                    List.<Runnable>of(
                            () -> ways().saveAs(study),
                            () -> ways().saveCopy(study),
                            () -> ways().create(study))) {
                robot.interact(act);
                until(() -> robot.lookup(".error-card").tryQuery().isPresent());
                click(robot, ".error-card .icon-button");
                until(() -> robot.lookup(".error-card").tryQuery().isEmpty());
            }
            assertThat(WorkspaceStore.read(study).name()).isEqualTo("theirs");
            assertThat(ways().file()).isEqualTo(data.workspaceFile());
        }
    }
}
