package org.taskvectors.ui.train;

import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.ui.common.Nodes;

/// What a run will take, or was expected to, and the button that queues it once more.
final class AheadPart extends VBox {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");

    private final TrainViewModel model;
    private final GridPane facts = new GridPane();
    private final Label trained = value();
    private final Label memory = value();
    private final Label time = value();
    private final Label wrong = Nodes.line("bad");
    private final Label rising = Nodes.line("muted");
    private final Button another = new Button("Queue with another seed");

    AheadPart(TrainViewModel model) {
        this.model = model;
        getStyleClass().add("form-part");
        facts.getStyleClass().add("ahead-facts");
        facts.addRow(0, Fields.word("trained"), trained);
        facts.addRow(1, Fields.word("memory"), memory);
        facts.addRow(2, Fields.word("time"), time);
        for (Label each : new Label[] {trained, memory, time}) {
            GridPane.setHgrow(each, Priority.ALWAYS);
            each.setMaxWidth(Double.MAX_VALUE);
        }
        another.setId("another-seed");
        another.setMaxWidth(Double.MAX_VALUE);
        another.setOnAction(_ -> model.queueWithAnotherSeed());
        getChildren().setAll(facts, wrong, rising, another);
    }

    private static Label value() {
        Label label = new Label();
        label.getStyleClass().addAll("small", "ahead-value");
        label.setMinWidth(0);
        return label;
    }

    /// @param isText whether the form is that of a run
    void show(Form form, boolean isText) {
        Optional<TrainingEstimate> will =
                isText
                        ? model.shown()
                                .seenProperty()
                                .get()
                                .flatMap(Seen::live)
                                .map(Seen.Live::estimate)
                                .or(() -> model.aheadProperty().get().answer())
                        : model.aheadProperty().get().answer();
        Nodes.visible(facts, will.isPresent());
        will.ifPresent(one -> show(one, form.settings().schedule().steps()));
        boolean isAbout = model.wrong().isEmpty() || model.baseProperty().get().isAsking();
        Nodes.say(
                wrong,
                isText || isAbout || will.isEmpty() || will.get().fits() ? "" : model.wrong());
        Schedule schedule = form.settings().schedule();
        Nodes.say(
                rising,
                !isText && schedule.warmUp() > 0 && schedule.warmUp() >= schedule.steps()
                        ? "The warm-up is as long as the run: the rate only rises."
                        : "");
        another.setDisable(!isText && !model.wrong().isEmpty());
        another.setAccessibleText(
                isText ? "Queue this run with another seed" : "Queue with another seed");
    }

    private void show(TrainingEstimate will, int steps) {
        trained.setText(Numbers.of(will.trained(), will.parameters()));
        memory.setText(
                Amounts.bytesOf((double) will.bytes(), (double) will.available()) + " available");
        memory.pseudoClassStateChanged(WRONG, !will.fits());
        time.setText(
                Double.isNaN(will.secondsPerStep())
                        ? Digits.DASH
                        : Amounts.about(will.secondsPerStep() * steps));
        Tooltip.install(
                facts,
                new Tooltip(
                        Amounts.bytes(will.weightBytes())
                                + " for the base's weights, "
                                + Amounts.bytes(will.stateBytes())
                                + " for what is trained with its gradient and means, "
                                + Amounts.bytes(will.activationBytes())
                                + " for the way back, "
                                + Amounts.bytes(will.libraryBytes())
                                + " for libtorch itself. A checkpoint takes "
                                + Amounts.bytes(will.checkpointBytes())
                                + " on disk."));
    }
}
