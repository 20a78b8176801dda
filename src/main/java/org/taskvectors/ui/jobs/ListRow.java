package org.taskvectors.ui.jobs;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.taskvectors.job.Job;

/// One job of the list that opens above the tray.
final class ListRow extends HBox {
    private final Label figures = new Label();
    private final Button pause = new Button("Pause");
    private final Button keep = new Button("Stop and keep");
    private final Button cancel = new Button("Cancel");

    ListRow(Job<?> job, JobTrayViewModel model) {
        getStyleClass().add("job-row");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        figures.getStyleClass().add("secondary");
        dress(pause, "Pause " + job.title(), () -> model.pause(job));
        dress(keep, "Stop and keep " + job.title(), () -> model.keep(job));
        dress(cancel, "Cancel " + job.title(), () -> model.cancel(job));
        getChildren().setAll(new Label(job.title()), space, figures, pause, keep, cancel);
    }

    private static void dress(Button button, String name, Runnable act) {
        button.getStyleClass().add("compact");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setAccessibleText(name);
        button.setOnAction(_ -> act.run());
    }

    void show(JobTrayViewModel.Line line) {
        String numbers = String.join("   ", line.figures());
        figures.setText(line.where().isEmpty() ? numbers : line.where() + "   " + numbers);
        TrayRow.offer(line.job(), pause, keep, cancel);
    }
}
