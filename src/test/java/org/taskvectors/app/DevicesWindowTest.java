package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.clickButton;
import static org.taskvectors.ui.TestWindow.find;
import static org.taskvectors.ui.TestWindow.isSeen;
import static org.taskvectors.ui.TestWindow.until;
import static org.taskvectors.ui.TestWindow.write;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.RadioButton;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.DeviceTrouble.Answer;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.TestDevices;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.workspace.DataFolder;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// What a person does with the machine's devices in the window.
@ExtendWith(ApplicationExtension.class)
class DevicesWindowTest {
    private static final DeviceChoice GPU = DeviceChoice.of(TestDevices.GPU);

    @TempDir private Path folder;
    private final TestDevices devices = new TestDevices();
    private Workbench workbench;
    private Stage stage;

    @Start
    void open(Stage primary) {
        stage = primary;
        devices.machine = TestDevices.withGpu();
        Stylesheets.loadFonts();
        ThisMachine processor = ThisMachine.processorOnly(new DataFolder(folder.resolve("data")));
        workbench =
                new Workbench(
                        "Task Vector Workbench test",
                        new DataFolder(folder.resolve("data")),
                        Optional.empty(),
                        new ThisMachine(devices, processor.batch(), processor.gradients()),
                        NoHub.in(new DataFolder(folder.resolve("data"))),
                        new NoDialogs(),
                        Platform::runLater);
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
                                node instanceof Labeled labeled
                                        && String.valueOf(labeled.getText()).contains(text)
                                        && isSeen(node))
                .tryQuery()
                .isPresent();
    }

    private static boolean isOpen(FxRobot robot) {
        return robot.lookup("#devices-panel").query().isVisible();
    }

    private void openByTag(FxRobot robot) {
        until(() -> shows(robot, "CPU or GPU 0 · automatic"));
        click(robot, "#device");
        until(() -> isOpen(robot) && shows(robot, "GPU 0 · NVIDIA RTX 4090"));
    }

    @Test
    void theTagOpensTheCardWhereADeviceIsChosen(FxRobot robot) throws Exception {
        openByTag(robot);
        assertThat(shows(robot, "NVIDIA 570.86.15")).isTrue();
        click(robot, "#device-cuda-0");
        until(() -> devices.choice().equals(GPU));
        robot.type(KeyCode.UP);
        until(() -> devices.choice().equals(DeviceChoice.PROCESSOR));
        // The arrow keys go on from there.
        until(() -> robot.lookup("#device-processor").queryAs(RadioButton.class).isFocused());
        robot.type(KeyCode.DOWN);
        until(() -> devices.choice().equals(GPU));
        robot.type(KeyCode.ESCAPE);
        until(() -> !isOpen(robot));
        assertThat(robot.lookup("#device").queryAs(Button.class).getText()).isEqualTo("GPU 0");
        assertThat(robot.lookup("#device").queryAs(Button.class).isFocused()).isTrue();
    }

    @Test
    void theFinderOpensTheCardAndChooses(FxRobot robot) throws Exception {
        until(() -> shows(robot, "CPU or GPU 0 · automatic"));
        find(robot, "devices");
        robot.type(KeyCode.ENTER);
        until(() -> isOpen(robot));
        click(robot, "#devices-done");
        until(() -> !isOpen(robot));
        find(robot, "jobs run on gpu");
        robot.type(KeyCode.ENTER);
        until(() -> devices.choice().equals(GPU));
    }

    @Test
    void aFolderThatIsRefusedShowsWhy(FxRobot robot) throws Exception {
        devices.refused =
                Optional.of(
                        TestDevices.failure(
                                "there are no libraries in it",
                                Path.of("/nowhere"),
                                "Choose another one"));
        openByTag(robot);
        write(robot, robot.lookup("#libtorch-folder").query(), "/nowhere");
        robot.type(KeyCode.ENTER);
        until(() -> shows(robot, "/nowhere: there are no libraries in it. Choose another one."));
        assertThat(devices.libtorch()).isEmpty();
        assertThat(workbench.errors().reports()).as("the card shows it").isEmpty();
        devices.refused = Optional.empty();
        devices.tried = TestDevices.withGpu();
        click(robot, "#libtorch-use");
        until(() -> shows(robot, "It takes effect at the next start of the program."));
        assertThat(devices.libtorch()).contains(Path.of("/nowhere"));
    }

    @Test
    void theTestShowsBothTimesAndTheVerdict(FxRobot robot) throws Exception {
        devices.trial =
                Optional.of(new Trial(TestDevices.GPU, 100_000_000, 2.5, 0.5, Optional.empty()));
        openByTag(robot);
        click(robot, "#device-test");
        until(() -> shows(robot, "The same, bit for bit."));
        assertThat(shows(robot, "2.50 s")).isTrue();
        assertThat(shows(robot, "40.0 MB/s")).isTrue();
        assertThat(shows(robot, "0.50 s")).isTrue();
        assertThat(shows(robot, "200 MB/s")).isTrue();
        devices.trial =
                Optional.of(
                        new Trial(TestDevices.GPU, 1_000, 1, 1, Optional.of("byte 7 of block 3")));
        click(robot, "#device-test");
        until(() -> shows(robot, "Not the same: byte 7 of block 3."));
        devices.trial = Optional.empty();
        click(robot, "#device-test");
        until(() -> shows(robot, "the device has 12 MB left, and a block needs 64 MB."));
        assertThat(shows(robot, "Not the same")).isFalse();
    }

    private Job<Answer> asking() {
        return workbench
                .context()
                .background()
                .queue(
                        "Extracting sst2",
                        Needs.DISK_AND_DEVICE,
                        (progress, cancellation) -> {
                            progress.begin(1000);
                            Answer answer =
                                    devices.trouble()
                                            .ask(
                                                    TestDevices.GPU,
                                                    TestDevices.failure(
                                                            "its memory is full",
                                                            null,
                                                            "Blocks of 8 MB would fit"),
                                                    cancellation);
                            cancellation.check();
                            return answer;
                        },
                        _ -> {});
    }

    @Test
    void aDeviceThatFailsIsAskedAboutWhileOtherWorkGoesOn(FxRobot robot) throws Exception {
        Job<Answer> goesOn = asking();
        until(() -> shows(robot, "Extracting sst2: GPU 0 failed"));
        assertThat(shows(robot, "Its memory is full.")).isTrue();
        assertThat(shows(robot, "Blocks of 8 MB would fit.")).isTrue();
        robot.push(KeyCode.SHORTCUT, KeyCode.DIGIT2);
        until(() -> workbench.context().state().get().place().equals("extract"));
        assertThat(goesOn.state()).isEqualTo(Job.State.RUNNING);
        clickButton(robot, "Go on on the CPU");
        until(() -> goesOn.result().isPresent());
        assertThat(goesOn.result()).contains(Answer.GO_ON);
        until(() -> !shows(robot, "GPU 0 failed"));

        Job<Answer> stops = asking();
        until(() -> shows(robot, "Extracting sst2: GPU 0 failed"));
        clickButton(robot, "Stop the job");
        until(() -> stops.result().isPresent());
        assertThat(stops.result()).contains(Answer.STOP);
        until(() -> !shows(robot, "GPU 0 failed"));
    }

    @Test
    void theQuestionIsAnsweredByTheFinder(FxRobot robot) throws Exception {
        Job<Answer> job = asking();
        until(() -> shows(robot, "Extracting sst2: GPU 0 failed"));
        find(robot, "stop the job");
        robot.type(KeyCode.ENTER);
        until(() -> job.result().isPresent());
        assertThat(job.result()).contains(Answer.STOP);
    }

    @Test
    void cancellingTheJobTakesTheQuestionAway(FxRobot robot) throws Exception {
        Job<Answer> job = asking();
        until(() -> shows(robot, "Extracting sst2: GPU 0 failed") && shows(robot, "Cancel"));
        clickButton(robot, "Cancel");
        until(() -> job.state() == Job.State.CANCELLED);
        until(() -> !shows(robot, "GPU 0 failed"));
    }

    @Test
    void theTagSaysWhatRunsOnTheDevice(FxRobot robot) throws Exception {
        until(() -> shows(robot, "CPU or GPU 0 · automatic"));
        Job<Answer> job = asking();
        until(() -> shows(robot, "Extracting sst2: GPU 0 failed"));
        job.progress().runsOn("GPU 0");
        devices.busy = List.of(TestDevices.GPU);
        devices.tell();
        until(() -> shows(robot, "GPU 0 · Extracting sst2"));
        until(() -> shows(robot, "on GPU 0"));
        job.cancel();
        devices.busy = List.of();
        devices.tell();
        until(() -> shows(robot, "CPU or GPU 0 · automatic"));
    }
}
