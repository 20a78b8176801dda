package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.MemoryEstimate;
import org.taskvectors.job.Job;
import org.taskvectors.ui.common.SearchChoice;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// Which model runs, what it takes of memory, and whether it is there.
final class BaseCard extends VBox {
    private static final Duration TICK = Duration.millis(150);

    private final SandboxViewModel model;
    private final SearchChoice<FileItem> choice;
    private final Label facts = line();
    private final Label memory = line();
    private final Label notes = line();
    private final Label wrong = line();
    private final Button load = new Button("Load");
    private final Button unload = new Button("Unload");
    private final Button cancel = new Button("Cancel");
    private final Button again = new Button("Load again");
    private final ProgressBar bar = new ProgressBar(0);
    private final HBox acts = new HBox(load, unload, again, bar, cancel);
    private final Timeline ticker = new Timeline();
    private boolean isBrief;

    BaseCard(SandboxViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "base-card");
        choice =
                new SearchChoice<>(
                        FileItem::name, "Base model", item -> model.setup().chooseBase(item));
        choice.setId("sandbox-base");
        choice.setPromptText("Choose a model");
        wrong.getStyleClass().setAll("label", "bad", "small");
        notes.getStyleClass().setAll("label", "warning", "small");
        List.of(load, unload, cancel, again).forEach(each -> each.getStyleClass().add("compact"));
        load.setId("load");
        unload.setId("unload");
        load.setOnAction(_ -> model.engine().load());
        unload.setOnAction(_ -> model.engine().unload());
        cancel.setOnAction(_ -> model.engine().unload());
        again.setOnAction(_ -> model.engine().reload());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText("Loading the model");
        HBox.setHgrow(bar, Priority.ALWAYS);
        acts.getStyleClass().add("base-acts");
        ticker.getKeyFrames().setAll(new KeyFrame(TICK, _ -> tick()));
        ticker.setCycleCount(Animation.INDEFINITE);
        getChildren()
                .setAll(new SectionLabel("Base model"), choice, facts, memory, notes, wrong, acts);
    }

    void close() {
        ticker.stop();
    }

    /// Leaves out how much memory the model takes.
    void setBrief(boolean nowBrief) {
        isBrief = nowBrief;
        show();
    }

    /// Shows base and model as they are now.
    void show() {
        Optional<FileItem> base = model.setup().baseProperty().get();
        choice.show(model.setup().models(), base.orElse(null));
        Optional<LiveFacts> live = model.engine().model().map(SandboxModel::facts);
        say(facts, live.map(BaseCard::facts).or(() -> base.map(BaseCard::facts)).orElse(""));
        say(memory, isBrief ? "" : live.map(BaseCard::memory).orElseGet(this::estimate));
        List<String> said = new ArrayList<>();
        live.ifPresent(known -> said.addAll(known.notes()));
        said.addAll(model.engine().changedProperty().get());
        say(notes, String.join("\n", said));
        Engine.State state = model.engine().stateProperty().get();
        String reason = model.engine().estimateProperty().get().reason();
        say(wrong, state instanceof Engine.State.Failed(String why) ? why : reason);
        boolean isLoading = state instanceof Engine.State.Loading;
        visible(load, base.isPresent() && live.isEmpty() && !isLoading);
        visible(unload, live.isPresent() && !isBrief);
        visible(again, !model.engine().changedProperty().get().isEmpty());
        visible(bar, isLoading);
        visible(cancel, isLoading);
        visible(acts, base.isPresent() && acts.getChildren().stream().anyMatch(n -> n.isManaged()));
        if (isLoading) {
            ticker.play();
        } else {
            ticker.stop();
        }
        tick();
    }

    private void tick() {
        if (model.engine().stateProperty().get()
                instanceof Engine.State.Loading(Job<SandboxModel> job)) {
            bar.setProgress(job.progress().total() > 0 ? job.progress().fraction() : -1);
        }
    }

    private static String facts(FileItem base) {
        Optional<Facts> known = base.facts();
        return known.map(
                        facts ->
                                facts.architecture()
                                        + " · "
                                        + String.join(
                                                ", ", facts.dtypes().stream().limit(1).toList())
                                        + " · "
                                        + Amounts.counted(facts.layers(), "layer")
                                        + " · "
                                        + Amounts.count(facts.parameters())
                                        + " parameters")
                .orElse("");
    }

    private static String facts(LiveFacts facts) {
        return facts.architecture().name()
                + " · "
                + facts.dtype()
                + " · "
                + Amounts.counted(facts.architecture().layers(), "layer")
                + " · "
                + Amounts.count(facts.parameters())
                + " parameters";
    }

    private static String memory(LiveFacts facts) {
        String place = facts.place().isProcessor() ? "" : "\n" + facts.place().words();
        return held(facts) + place;
    }

    private static String held(LiveFacts facts) {
        return Amounts.bytes(facts.weightBytes())
                + " once"
                + (facts.isInTurn()
                        ? "; the two sides answer in turn from one block"
                        : facts.editedBytes() > 0
                                ? ", "
                                        + Amounts.bytes(facts.editedBytes())
                                        + " for what the vectors change"
                                : "");
    }

    private String estimate() {
        Optional<MemoryEstimate> known = model.engine().estimateProperty().get().memory();
        return known.map(
                        each ->
                                "will take "
                                        + Amounts.bytes(each.weights())
                                        + (each.isInTurn()
                                                ? "; the two sides would answer in turn"
                                                : each.edited() > 0
                                                        ? ", "
                                                                + Amounts.bytes(each.edited())
                                                                + " for what the vectors change"
                                                        : "")
                                        + "; "
                                        + Amounts.bytes(each.available())
                                        + " are free")
                .orElse("");
    }

    private static void say(Label label, String text) {
        label.setText(text);
        visible(label, !text.isEmpty());
    }

    private static void visible(javafx.scene.Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    private static Label line() {
        Label label = new Label();
        label.getStyleClass().add("secondary");
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }
}
