package org.taskvectors.ui.shell;

import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import org.taskvectors.job.JobQueue;

/// Asks before jobs are cancelled because the window is closed or shows another workspace.
final class LeaveCard {
    private LeaveCard() {}

    /// Does `end` at once where no job runs, else after the person said so.
    ///
    /// @param act what the person is about to do: `close`
    static void ask(ModalLayer modals, JobQueue jobs, String act, Runnable end) {
        List<String> titles =
                jobs.unfinished().stream()
                        .filter(job -> !job.isCancelRequested())
                        .map(job -> job.title())
                        .toList();
        if (titles.isEmpty()) {
            end.run();
            return;
        }
        Label text =
                new Label(
                        String.join("\n", titles)
                                + "\n\nIf you "
                                + act
                                + " now they are cancelled. Nothing half done stays on disk, and"
                                + " nothing that was there is touched.");
        text.setWrapText(true);
        Button stay = modals.button("Keep running", () -> {});
        stay.getStyleClass().add("primary");
        modals.show(
                titles.size() == 1 ? "A job is running" : titles.size() + " jobs are running",
                text,
                stay,
                modals.button("Cancel them and " + act, end));
    }
}
