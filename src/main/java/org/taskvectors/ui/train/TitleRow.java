package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Tag;
import org.taskvectors.workspace.TrainingItem;

/// The heading of the place: which run is in sight, how it stands, and what can be done with it.
final class TitleRow extends HBox {
    private static final double WIDEST_NAME = 300;

    private final TrainViewModel model;
    private final MenuButton chooser = new MenuButton();
    private final Tag tag = new Tag();
    private final Label said = new Label();
    private final Button keep = new Button("Stop and keep");
    private final Button primary = new Button("Start");
    private final Button settings = new Button("Use its settings");

    TitleRow(TrainViewModel model) {
        this.model = model;
        getStyleClass().add("train-heading");
        Label title = new Label("Train");
        title.getStyleClass().add("place-title");
        title.setMinWidth(USE_PREF_SIZE);
        chooser.setId("run-chooser");
        chooser.setMnemonicParsing(false);
        chooser.getItems().setAll(new MenuItem("…"));
        chooser.setOnShowing(_ -> chooser.getItems().setAll(items()));
        chooser.setMinWidth(USE_PREF_SIZE);
        chooser.setMaxWidth(WIDEST_NAME);
        said.getStyleClass().add("secondary");
        said.setMinWidth(0);
        keep.setId("stop-and-keep");
        primary.setId("train-primary");
        primary.getStyleClass().add("primary");
        settings.setId("use-settings");
        for (Button each : List.of(keep, primary, settings)) {
            each.setMinWidth(USE_PREF_SIZE);
        }
        keep.setOnAction(_ -> model.stopAndKeep());
        primary.setOnAction(_ -> model.primary());
        settings.setOnAction(_ -> model.takeSettings());
        getChildren().setAll(title, chooser, tag, Nodes.space(), said, settings, keep, primary);
    }

    void show() {
        Optional<TrainingItem> run = model.shown().runProperty().get();
        Optional<Stage> stage = run.map(model.runs()::stage);
        chooser.setText(run.map(TrainingItem::name).orElse("New run"));
        chooser.setPrefWidth(USE_COMPUTED_SIZE);
        chooser.setPrefWidth(Math.min(WIDEST_NAME, chooser.prefWidth(-1)));
        chooser.setAccessibleText("Run in sight: " + chooser.getText());
        Nodes.visible(tag, stage.isPresent());
        stage.ifPresent(
                now -> {
                    tag.setText(now.word());
                    tag.setKind(now.kind());
                });
        said.setText(model.saidProperty().get());
        said.setTooltip(said.getText().isEmpty() ? null : new Tooltip(said.getText()));
        Nodes.visible(
                keep,
                stage.filter(now -> now == Stage.RUNNING || now == Stage.STOPPING || canKeep(now))
                        .isPresent());
        keep.setText(stage.equals(Optional.of(Stage.STOPPING)) ? "Stopping…" : "Stop and keep");
        keep.setDisable(stage.equals(Optional.of(Stage.STOPPING)));
        Nodes.visible(settings, stage.filter(now -> !now.isOn()).isPresent());
        showPrimary(stage);
    }

    /// What has taken no step has nothing to keep.
    private boolean canKeep(Stage stage) {
        return stage.canResume()
                && model.shown().seenProperty().get().filter(one -> one.step() > 0).isPresent();
    }

    private void showPrimary(Optional<Stage> stage) {
        boolean isDone = stage.equals(Optional.of(Stage.DONE));
        Nodes.visible(primary, !isDone && !stage.equals(Optional.of(Stage.STOPPING)));
        String reason = stage.isEmpty() ? model.wrong() : "";
        primary.setText(stage.map(this::word).orElse(model.runs().isAnyOn() ? "Queue" : "Start"));
        primary.setDisable(!reason.isEmpty() || stage.equals(Optional.of(Stage.PAUSING)));
        primary.setTooltip(reason.isEmpty() ? null : new Tooltip(reason));
        primary.setAccessibleText(
                reason.isEmpty() ? primary.getText() : primary.getText() + ": " + reason);
    }

    private String word(Stage stage) {
        return switch (stage) {
            case WAITING -> "Do not start";
            case RUNNING -> "Pause";
            case PAUSING -> "Pausing…";
            case PAUSED, FAILED ->
                    model.shown().seenProperty().get().filter(one -> one.step() > 0).isPresent()
                            ? "Resume"
                            : "Start";
            case STOPPING, DONE -> "";
        };
    }

    private List<MenuItem> items() {
        List<MenuItem> items = new ArrayList<>();
        Optional<TrainingItem> now = model.shown().runProperty().get();
        items.add(radio("New run", now.isEmpty(), ""));
        List<TrainingItem> runs = model.runs().itemsProperty().get();
        if (!runs.isEmpty()) {
            items.add(new SeparatorMenuItem());
        }
        for (TrainingItem run : runs.reversed()) {
            String words = run.name() + "  ·  " + model.runs().stage(run).word();
            boolean isShown = now.filter(one -> one.id().equals(run.id())).isPresent();
            items.add(radio(words, isShown, run.id()));
        }
        now.ifPresent(
                run -> {
                    items.add(new SeparatorMenuItem());
                    items.add(rename(run));
                    items.add(Nodes.item("Use its settings", model::takeSettings));
                    items.add(
                            Nodes.item(
                                    "Remove from the list",
                                    () -> {
                                        model.runs().remove(run);
                                        model.shown().show("");
                                    }));
                });
        return items;
    }

    private RadioMenuItem radio(String text, boolean isChosen, String id) {
        RadioMenuItem item = new RadioMenuItem(text);
        item.setMnemonicParsing(false);
        item.setSelected(isChosen);
        item.setOnAction(_ -> model.shown().show(id));
        return item;
    }

    private CustomMenuItem rename(TrainingItem run) {
        TextField field = new TextField(run.name());
        field.setAccessibleText("Name of the run");
        Button set = new Button("Rename");
        set.getStyleClass().add("compact");
        Runnable take =
                () -> {
                    model.runs().rename(run, field.getText());
                    chooser.hide();
                };
        set.setOnAction(_ -> take.run());
        field.setOnKeyPressed(
                event -> {
                    if (event.getCode() == KeyCode.ENTER) {
                        take.run();
                        event.consume();
                    }
                });
        HBox row = new HBox(8, field, set);
        row.getStyleClass().add("menu-row");
        return new CustomMenuItem(row, false);
    }
}
