package org.taskvectors.ui.jobs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.value.ChangeListener;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.job.Job;
import org.taskvectors.ui.common.Ancestry;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// The tray at the bottom of the window.
public final class JobTrayController {
    private static final Duration TICK = Duration.millis(100);

    private final JobTrayViewModel model;
    private final ReadOnlyObjectProperty<WorkspaceState> state;
    private final Parent node;
    private final Timeline ticker = new Timeline();
    private final VBox listed = new VBox();
    private final ContextMenu popup = new ContextMenu();
    // Kept while their jobs last: a button that was replaced between press and release does
    // nothing.
    private @Nullable Node focusedBefore;
    private final Map<Job<?>, TrayRow> trayRows = new LinkedHashMap<>();
    private final Map<Job<?>, ListRow> listRows = new LinkedHashMap<>();

    @FXML private Label message;
    @FXML private GridPane running;
    @FXML private HBox note;
    @FXML private Label noteText;
    @FXML private Button noteAction;
    @FXML private Button waiting;
    @FXML private Label library;

    public JobTrayController(JobTrayViewModel model, ReadOnlyObjectProperty<WorkspaceState> state) {
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
        model.lines().addListener((ListChangeListener<JobTrayViewModel.Line>) _ -> show());
        model.noteProperty().addListener((_, _, _) -> show());
        model.messageProperty().addListener((_, _, _) -> show());
        model.waitingProperty().addListener((_, _, _) -> show());
        state.addListener((_, _, _) -> show());
        noteAction.setOnAction(_ -> model.noteProperty().get().ifPresent(n -> n.action().run()));
        ticker.getKeyFrames().setAll(new KeyFrame(TICK, _ -> model.tick()));
        ticker.setCycleCount(Animation.INDEFINITE);
        model.busyProperty().addListener((_, _, busy) -> run(busy));
        run(model.busyProperty().get());
        ChangeListener<Node> follower = (_, _, now) -> focused(now);
        running.sceneProperty()
                .addListener(
                        (_, was, now) -> {
                            if (was != null) {
                                was.focusOwnerProperty().removeListener(follower);
                            }
                            if (now != null) {
                                now.focusOwnerProperty().addListener(follower);
                                focused(now.getFocusOwner());
                            }
                        });
        listed.getStyleClass().add("job-rows");
        CustomMenuItem content = new CustomMenuItem(listed, false);
        popup.getItems().setAll(content);
        waiting.setAccessibleHelp("Shows every job that waits or runs");
        waiting.setOnAction(_ -> popup.show(waiting, Side.TOP, 0, -8));
        model.all().addListener((ListChangeListener<JobTrayViewModel.Line>) _ -> list());
        show();
    }

    /// Keeps what has the focus outside of the tray.
    private void focused(@Nullable Node now) {
        if (now != null && !Ancestry.isWithin(now, running)) {
            focusedBefore = now;
        }
    }

    private void focusBack() {
        Node before = focusedBefore;
        if (before != null
                && before.getScene() != null
                && before.getScene().equals(node.getScene())
                && !before.isDisabled()) {
            before.requestFocus();
        }
    }

    private void run(boolean busy) {
        if (busy) {
            ticker.play();
        } else {
            ticker.stop();
        }
    }

    private void show() {
        List<JobTrayViewModel.Line> lines = model.lines();
        Optional<UndoNote.Note> said = model.noteProperty().get();
        rows(lines);
        visible(running, !lines.isEmpty());
        visible(note, said.isPresent());
        visible(message, lines.isEmpty() && said.isEmpty());
        said.ifPresent(this::show);
        message.setText(model.messageProperty().get().text());
        message.getStyleClass().setAll("label", model.messageProperty().get().tone());
        waiting.setText(model.waitingProperty().get());
        visible(waiting, !waiting.getText().isEmpty());
        library.setText(contents(state.get()));
        visible(library, waiting.getText().isEmpty());
    }

    private void show(UndoNote.Note said) {
        noteText.setText(said.text() + " ·");
        noteAction.setText(said.word());
        noteAction.setAccessibleText(said.word() + ": " + said.text());
    }

    private void rows(List<JobTrayViewModel.Line> lines) {
        List<Job<?>> jobs = lines.stream().<Job<?>>map(JobTrayViewModel.Line::job).toList();
        if (!List.copyOf(trayRows.keySet()).equals(jobs)) {
            if (running.getScene() != null
                    && Ancestry.isWithin(running.getScene().getFocusOwner(), running)) {
                focusBack();
            }
            Map<Job<?>, TrayRow> before = Map.copyOf(trayRows);
            trayRows.clear();
            running.getChildren().clear();
            for (Job<?> job : jobs) {
                TrayRow known = before.get(job);
                TrayRow row = known == null ? new TrayRow(job, model, this::focusBack) : known;
                running.addRow(trayRows.size(), row.nodes());
                trayRows.put(job, row);
            }
        }
        for (JobTrayViewModel.Line line : lines) {
            Objects.requireNonNull(trayRows.get(line.job())).show(line);
        }
    }

    private void list() {
        List<JobTrayViewModel.Line> all = model.all();
        if (all.isEmpty()) {
            popup.hide();
            return; // The last ones stay while it fades.
        }
        List<Job<?>> jobs = all.stream().<Job<?>>map(JobTrayViewModel.Line::job).toList();
        listRows.keySet().retainAll(jobs);
        for (JobTrayViewModel.Line line : all) {
            listRows.computeIfAbsent(line.job(), job -> new ListRow(job, model)).show(line);
        }
        List<ListRow> rows = List.copyOf(listRows.values());
        if (!listed.getChildren().equals(rows)) {
            listed.getChildren().setAll(rows);
        }
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
