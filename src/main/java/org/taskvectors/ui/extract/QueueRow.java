package org.taskvectors.ui.extract;

import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.job.Job;
import org.taskvectors.ui.common.Tag;

/// One extraction of the queue: how far it is, or what came of it.
final class QueueRow extends VBox {
    private final QueueEntry entry;
    private final Label state = new Label();
    private final Label left = new Label();
    private final ProgressBar bar = new ProgressBar(0);

    /// @param compare shows the vector in Compare
    QueueRow(QueueEntry entry, ExtractionQueue queue, Consumer<QueueEntry> compare) {
        this.entry = entry;
        getStyleClass().add("queue-row");
        Label name = new Label(entry.name());
        name.getStyleClass().add("medium");
        name.setMinWidth(120);
        HBox.setHgrow(name, Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        state.getStyleClass().add("muted");
        state.setMinWidth(Region.USE_PREF_SIZE);
        left.getStyleClass().add("muted");
        left.setMinWidth(80);
        left.setStyle("-fx-alignment: center-right;");
        bar.setPrefWidth(240);
        bar.setMinWidth(80);
        bar.setAccessibleText("How far " + entry.name() + " is");
        HBox line = new HBox(name);
        line.getStyleClass().add("queue-line");
        getChildren().setAll(line);
        if (entry.isOver()) {
            over(line, queue, compare);
        } else {
            Button cancel = new Button("Cancel");
            cancel.getStyleClass().add("compact");
            cancel.setMinWidth(Region.USE_PREF_SIZE);
            cancel.setAccessibleText("Cancel " + entry.name());
            cancel.setOnAction(
                    _ -> {
                        entry.job().cancel();
                        refresh();
                    });
            line.getChildren().addAll(state, bar, left, cancel);
        }
        refresh();
    }

    /// Looks at the job again.
    void refresh() {
        state.setText(entry.state());
        left.setText(entry.left());
        bar.setProgress(entry.fraction());
        bar.setVisible(entry.job().state() == Job.State.RUNNING);
    }

    private void over(HBox line, ExtractionQueue queue, Consumer<QueueEntry> compare) {
        Tag tag =
                switch (entry.job().state()) {
                    case DONE -> new Tag("done", Tag.Kind.GOOD);
                    case FAILED -> new Tag("failed", Tag.Kind.BAD);
                    default -> new Tag("cancelled", Tag.Kind.NEUTRAL);
                };
        line.getChildren().addAll(tag, left);
        if (entry.summary().isPresent()) {
            Button show = new Button("Compare");
            show.getStyleClass().add("compact");
            show.setAccessibleText("Show " + entry.name() + " in Compare");
            show.setOnAction(_ -> compare.accept(entry));
            line.getChildren().add(show);
        } else {
            Button again = new Button("Try again");
            again.getStyleClass().add("compact");
            again.setAccessibleText("Extract " + entry.name() + " again");
            again.setOnAction(_ -> queue.retry(entry));
            line.getChildren().add(again);
        }
        Button away = new Button();
        away.setGraphic(FontIcon.of(Feather.X, 14));
        away.getStyleClass().setAll("button", "icon-button");
        away.setAccessibleText("Put " + entry.name() + " away");
        away.setOnAction(_ -> queue.dismiss(entry));
        line.getChildren().add(away);
        entry.reason().ifPresent(reason -> add(reason, "bad"));
        entry.summary().ifPresent(this::summary);
    }

    private void summary(ExtractionSummary summary) {
        add(
                "‖τ‖ "
                        + VectorMetric.L2_NORM.quantity().say(summary.norm())
                        + " · "
                        + Amounts.count(summary.weights())
                        + " weights in "
                        + Amounts.count(summary.tensors())
                        + " tensors",
                "secondary");
        if (!summary.partialText().isEmpty()) {
            add(summary.partialText(), "warning");
        }
        add(summary.roundTrip(), "secondary");
        if (!summary.notFiniteText().isEmpty()) {
            add(summary.notFiniteText(), "warning");
        }
        if (!summary.leftOutText().isEmpty()) {
            Label label = add(summary.leftOutText(), "secondary");
            label.setTooltip(new Tooltip(names(summary)));
        }
    }

    private static String names(ExtractionSummary summary) {
        StringBuilder text = new StringBuilder();
        for (ExtractionSummary.LeftOut line : summary.leftOut()) {
            text.append(line.reason()).append(":\n");
            line.tensors().stream()
                    .limit(12)
                    .forEach(t -> text.append("  ").append(t).append('\n'));
            if (line.tensors().size() > 12) {
                text.append("  and ").append(line.tensors().size() - 12).append(" more\n");
            }
        }
        return text.toString().strip();
    }

    private Label add(String text, String style) {
        Label label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        getChildren().add(label);
        return label;
    }
}
