package org.taskvectors.ui.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.taskvectors.Patience;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore.Saving;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// The tray below a field in which a person types.
@ExtendWith(ApplicationExtension.class)
class JobTrayWindowTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private TestPlace place;
    private JobTrayController tray;
    private TextField first;
    private TextField field;

    @Start
    void start(Stage stage) {
        place = new TestPlace(WorkspaceState.EMPTY, Platform::runLater);
        tray =
                new JobTrayController(
                        new JobTrayViewModel(
                                place.jobs(),
                                () -> Saving.SAVED,
                                place.undo,
                                Platform::runLater,
                                System::currentTimeMillis),
                        place.context().state());
        first = new TextField();
        field = new TextField();
        Scene scene = new Scene(new VBox(first, field, tray.node()), 900, 300);
        Stylesheets.apply(scene, Theme.LIGHT);
        stage.setScene(scene);
        stage.show();
    }

    @AfterEach
    void close() {
        end.countDown();
        Platform.runLater(tray::close);
        place.close();
    }

    private Optional<Button> cancel() throws Exception {
        return WaitForAsyncUtils.asyncFx(
                        () ->
                                tray.node().lookupAll(".button").stream()
                                        .map(Button.class::cast)
                                        .filter(button -> button.getText().equals("Cancel"))
                                        .filter(button -> button.getScene() != null)
                                        .findFirst())
                .get();
    }

    @Test
    void cancelLeavesTheFocusWhereItWas(FxRobot robot) throws Exception {
        Job<String> job =
                place.jobs()
                        .submit(
                                "Extracting sst2",
                                Needs.DISK,
                                (progress, cancellation) -> {
                                    progress.begin(1000);
                                    while (end.getCount() > 0) {
                                        cancellation.check();
                                        Patience.pause();
                                    }
                                    return "";
                                },
                                _ -> {});
        robot.interact(field::requestFocus);
        WaitForAsyncUtils.waitFor(Patience.SECONDS, TimeUnit.SECONDS, () -> cancel().isPresent());
        robot.clickOn(cancel().orElseThrow());
        WaitForAsyncUtils.waitFor(
                Patience.SECONDS, TimeUnit.SECONDS, () -> job.state() == Job.State.CANCELLED);
        WaitForAsyncUtils.waitForFxEvents();
        WaitForAsyncUtils.waitFor(Patience.SECONDS, TimeUnit.SECONDS, () -> cancel().isEmpty());
        assertThat(field.isFocused()).isTrue();
        assertThat(first.isFocused()).isFalse();
    }
}
