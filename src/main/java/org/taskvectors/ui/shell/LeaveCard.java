package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import org.taskvectors.job.JobQueue;
import org.taskvectors.ui.common.HomePath;

/// Asks before jobs are cancelled, or changes are lost that were not saved, because the window is
/// closed or shows another workspace.
final class LeaveCard {
    private static final String TITLE = "Changes are not saved";

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

    /// Does `end` after the person said that the changes of this window may be lost.
    ///
    /// @param act what the person is about to do: `close`
    /// @param saveAs keeps the changes somewhere; empty where there is no way to
    static void askUnsaved(ModalLayer modals, String act, Optional<Runnable> saveAs, Runnable end) {
        Label text =
                new Label(
                        "What you changed in this window could not be saved into its workspace. If"
                                + " you "
                                + act
                                + " now it is lost."
                                + (saveAs.isPresent()
                                        ? " Saved as another workspace, it is kept."
                                        : ""));
        text.setWrapText(true);
        Button lose =
                modals.button(
                        act.substring(0, 1).toUpperCase(Locale.ROOT)
                                + act.substring(1)
                                + " and lose it",
                        end);
        Button stay = modals.button("Stay here", () -> {});
        Optional<Button> save = saveAs.map(action -> modals.button("Save as…", action));
        save.orElse(stay).getStyleClass().add("primary");
        if (save.isPresent()) {
            modals.show(TITLE, text, save.get(), lose, stay);
        } else {
            modals.show(TITLE, text, stay, lose);
        }
    }

    /// Does `write` after the person said that a file may be written over.
    static void askToReplace(ModalLayer modals, Path file, Runnable write) {
        Label text =
                new Label(HomePath.of(file) + " is there already. What is in it would be lost.");
        text.setWrapText(true);
        Button keep = modals.button("Keep it", () -> {});
        keep.getStyleClass().add("primary");
        modals.show("Replace the workspace?", text, keep, modals.button("Replace it", write));
    }
}
