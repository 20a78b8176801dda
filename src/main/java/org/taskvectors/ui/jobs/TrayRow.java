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
    private final HBox acts = new HBox(8, pause, cancel);

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
        pause.getStyleClass().add("compact");
        pause.setMinWidth(Region.USE_PREF_SIZE);
        pause.setAccessibleText("Pause " + job.title());
        pause.setOnAction(
                _ -> {
                    focusBack.run();
                    model.pause(job);
                });
        pause.setVisible(job.isPausable());
        pause.setManaged(job.isPausable());
        cancel.getStyleClass().add("compact");
        cancel.setMinWidth(Region.USE_PREF_SIZE);
        cancel.setAccessibleText("Cancel " + job.title());
        cancel.setOnAction(
                _ -> {
                    focusBack.run();
                    model.cancel(job);
                });
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
        pause.setDisable(line.job().isCancelRequested());
        cancel.setDisable(line.job().isCancelRequested());
    }

    private static Label muted() {
        Label label = new Label();
        label.getStyleClass().add("muted");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }
}
