package org.taskvectors.ui.jobs;

import java.util.List;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// The tray at the bottom of the window.
public final class JobTrayController {
    private static final Duration TICK = Duration.millis(100);

    private final JobTrayModel model;
    private final ReadOnlyObjectProperty<WorkspaceState> state;
    private final Parent node;
    private final Timeline ticker = new Timeline();
    private final VBox jobRows = new VBox();
    private final ContextMenu popup = new ContextMenu();

    @FXML private Label message;
    @FXML private HBox running;
    @FXML private Label verb;
    @FXML private Label name;
    @FXML private ProgressBar bar;
    @FXML private Label amount;
    @FXML private Label rate;
    @FXML private Label left;
    @FXML private Button cancel;
    @FXML private Button waiting;
    @FXML private Label library;

    public JobTrayController(JobTrayModel model, ReadOnlyObjectProperty<WorkspaceState> state) {
        this.model = model;
        this.state = state;
        this.node = Fxml.load(this, "job-tray.fxml");
    }

    public Node node() {
        return node;
    }

    /// Ends the clockwork.
    public void close() {
        ticker.stop();
    }

    @FXML
    void initialize() {
        model.lineProperty().addListener((_, _, _) -> show());
        model.messageProperty().addListener((_, _, _) -> show());
        model.waitingProperty().addListener((_, _, _) -> show());
        state.addListener((_, _, _) -> show());
        cancel.setOnAction(_ -> model.lineProperty().get().ifPresent(l -> model.cancel(l.job())));
        ticker.getKeyFrames().setAll(new KeyFrame(TICK, _ -> model.tick()));
        ticker.setCycleCount(Animation.INDEFINITE);
        model.busyProperty().addListener((_, _, busy) -> run(busy));
        run(model.busyProperty().get());
        jobRows.getStyleClass().add("job-rows");
        CustomMenuItem content = new CustomMenuItem(jobRows, false);
        popup.getItems().setAll(content);
        waiting.setAccessibleHelp("Shows every job that waits or runs");
        waiting.setOnAction(_ -> popup.show(waiting, Side.TOP, 0, -8));
        model.all().addListener((ListChangeListener<JobTrayModel.Line>) _ -> list());
        show();
    }

    private void run(boolean busy) {
        if (busy) {
            ticker.play();
        } else {
            ticker.stop();
        }
    }

    private void show() {
        Optional<JobTrayModel.Line> line = model.lineProperty().get();
        visible(running, line.isPresent());
        visible(message, line.isEmpty());
        line.ifPresent(this::show);
        message.setText(model.messageProperty().get().text());
        message.getStyleClass().setAll("label", model.messageProperty().get().tone());
        waiting.setText(model.waitingProperty().get());
        visible(waiting, !waiting.getText().isEmpty());
        library.setText(contents(state.get()));
        visible(library, waiting.getText().isEmpty());
    }

    private void show(JobTrayModel.Line line) {
        verb.setText(line.verb());
        name.setText(line.name());
        bar.setProgress(line.fraction());
        bar.setAccessibleText(line.verb() + " " + line.name());
        List<String> figures = line.figures();
        List<Label> labels = List.of(amount, rate, left);
        for (int i = 0; i < labels.size(); i++) {
            labels.get(i).setText(i < figures.size() ? figures.get(i) : "");
            visible(labels.get(i), !labels.get(i).getText().isEmpty());
        }
        cancel.setDisable(line.job().isCancelRequested());
    }

    private void list() {
        if (model.all().isEmpty()) {
            popup.hide();
        }
        if (popup.isShowing() || jobRows.getChildren().isEmpty() || !model.all().isEmpty()) {
            jobRows.getChildren().setAll(model.all().stream().map(this::row).toList());
        }
    }

    private Node row(JobTrayModel.Line line) {
        Label title = new Label(line.job().title());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Label figures = new Label(String.join("   ", line.figures()));
        figures.getStyleClass().add("secondary");
        Button stop = new Button("Cancel");
        stop.getStyleClass().add("compact");
        stop.setMinWidth(Region.USE_PREF_SIZE);
        stop.setDisable(line.job().isCancelRequested());
        stop.setOnAction(_ -> model.cancel(line.job()));
        HBox row = new HBox(title, space, figures, stop);
        row.getStyleClass().add("job-row");
        return row;
    }

    private static String contents(WorkspaceState state) {
        long bytes =
                state.files().stream()
                        .map(FileItem::facts)
                        .mapToLong(facts -> facts.map(Facts::bytes).orElse(0L))
                        .sum();
        int count = state.files().size();
        return count == 0
                ? ""
                : Amounts.bytes(bytes) + " in " + count + (count == 1 ? " item" : " items");
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
