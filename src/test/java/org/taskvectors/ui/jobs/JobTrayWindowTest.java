package org.taskvectors.ui.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javafx.application.Platform;
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
import org.taskvectors.ui.TestWindow;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore.Saving;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

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
        TestWindow.show(stage, new VBox(first, field, tray.node()), 900, 300);
    }

    @AfterEach
    void close() {
        end.countDown();
        Platform.runLater(tray::close);
        place.close();
    }

    private Optional<Button> cancel() {
        return tray.node().lookupAll(".button").stream()
                .map(Button.class::cast)
                .filter(button -> button.getText().equals("Cancel"))
                .filter(button -> button.getScene() != null)
                .findFirst();
    }

    @Test
    void cancelLeavesTheFocusWhereItWas(FxRobot robot) {
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
        focus(field);
        until(() -> cancel().isPresent());
        click(() -> cancel().orElseThrow());
        until(() -> job.state() == Job.State.CANCELLED);
        until(() -> cancel().isEmpty());
        assertThat(field.isFocused()).isTrue();
        assertThat(first.isFocused()).isFalse();
    }
}
