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
    private final Button cancel = new Button("Cancel");

    ListRow(Job<?> job, JobTrayViewModel model) {
        getStyleClass().add("job-row");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        figures.getStyleClass().add("secondary");
        cancel.getStyleClass().add("compact");
        cancel.setMinWidth(Region.USE_PREF_SIZE);
        cancel.setAccessibleText("Cancel " + job.title());
        cancel.setOnAction(_ -> model.cancel(job));
        pause.getStyleClass().add("compact");
        pause.setMinWidth(Region.USE_PREF_SIZE);
        pause.setAccessibleText("Pause " + job.title());
        pause.setOnAction(_ -> model.pause(job));
        pause.setVisible(job.isPausable());
        pause.setManaged(job.isPausable());
        getChildren().setAll(new Label(job.title()), space, figures, pause, cancel);
    }

    void show(JobTrayViewModel.Line line) {
        String numbers = String.join("   ", line.figures());
        figures.setText(line.where().isEmpty() ? numbers : line.where() + "   " + numbers);
        pause.setDisable(line.job().isCancelRequested());
        cancel.setDisable(line.job().isCancelRequested());
    }
}
