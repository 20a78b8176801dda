package org.taskvectors.ui.jobs;

import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.taskvectors.job.Job;

/// One job of the tray: what, how far, how fast, how long, and Cancel, on one line.
final class TrayRow {
    private static final double NAME_WIDTH = 320;
    private static final double BAR_WIDTH = 220;
    private static final double LEAST_BAR_WIDTH = 60;

    private final Label verb = muted();
    private final Label name = new Label();
    private final Label where = muted();
    private final HBox title = new HBox(verb, name, where);
    private final ProgressBar bar = new ProgressBar();
    private final List<Label> figures = List.of(muted(), muted(), muted());
    private final Button pause = new Button("Pause");
    private final Button cancel = new Button("Cancel");
    private final Button keep = new Button("Stop and keep");
    private final HBox acts = new HBox(8, pause, keep, cancel);

    /// @param focusBack gives the focus back to what had it before the tray: a button that is
    ///   pressed goes soon, and the focus would go on to a place that the person did not choose
    TrayRow(Job<?> job, JobTrayViewModel model, Runnable focusBack) {
        name.getStyleClass().add("medium");
        name.setMaxWidth(NAME_WIDTH);
        title.getStyleClass().add("tray-title");
        title.setMinWidth(Region.USE_PREF_SIZE);
        bar.setPrefWidth(BAR_WIDTH);
        bar.setMinWidth(LEAST_BAR_WIDTH);
        figures.forEach(figure -> GridPane.setHalignment(figure, HPos.RIGHT));
        acts.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        dress(pause, "Pause " + job.title(), focusBack, () -> model.pause(job));
        dress(keep, "Stop and keep " + job.title(), focusBack, () -> model.keep(job));
        dress(cancel, "Cancel " + job.title(), focusBack, () -> model.cancel(job));
        offer(job, pause, keep, cancel);
    }

    /// Shows the buttons of what can be asked of a job now. What waits has nothing to keep, and
    /// what can keep what it has is not thrown away from here.
    static void offer(Job<?> job, Button pause, Button keep, Button cancel) {
        boolean canKeep = job.canKeep() && job.state() == Job.State.RUNNING;
        visible(pause, job.canKeep() ? canKeep : job.isPausable());
        visible(keep, canKeep);
        visible(cancel, !canKeep);
        boolean isStopping = JobTrayViewModel.isStopping(job);
        List.of(pause, keep, cancel).forEach(button -> button.setDisable(isStopping));
    }

    private static void dress(Button button, String name, Runnable focusBack, Runnable act) {
        button.getStyleClass().add("compact");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setAccessibleText(name);
        button.setOnAction(
                _ -> {
                    focusBack.run();
                    act.run();
                });
    }

    private static void visible(Button button, boolean isVisible) {
        button.setVisible(isVisible);
        button.setManaged(isVisible);
    }

    /// What stands in its columns.
    Node[] nodes() {
        return new Node[] {
            title, bar, figures.get(0), figures.get(1), figures.get(2), acts,
        };
    }

    void show(JobTrayViewModel.Line line) {
        verb.setText(line.verb());
        name.setText(line.name());
        where.setText(line.where());
        where.setVisible(!line.where().isEmpty());
        where.setManaged(where.isVisible());
        bar.setProgress(line.fraction());
        bar.setAccessibleText((line.verb() + " " + line.name() + " " + line.where()).strip());
        for (int i = 0; i < figures.size(); i++) {
            figures.get(i).setText(i < line.figures().size() ? line.figures().get(i) : "");
        }
        offer(line.job(), pause, keep, cancel);
    }

    private static Label muted() {
        Label label = new Label();
        label.getStyleClass().add("muted");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }
}
