package org.taskvectors.ui.merge;

import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.job.Job;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.Nodes;

/// How far a job is, how fast, how long it will still take, and the way to cancel it.
final class JobLine extends VBox {
    private static final Duration MOMENT = Duration.millis(200);

    private final ProgressBar bar = new ProgressBar();
    private final Label words = new Label();
    private final Timeline ticks = new Timeline(new KeyFrame(MOMENT, _ -> tick()));
    private Optional<Job<?>> job = Optional.empty();

    /// @param what the job does, for screen readers: `the merge`
    JobLine(String what, Runnable cancel) {
        getStyleClass().add("merge-job");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText("How far " + what + " is");
        words.getStyleClass().addAll("small", "muted");
        words.setMinWidth(0);
        Button stop = new Button("Cancel");
        stop.getStyleClass().add("compact");
        stop.setMinWidth(USE_PREF_SIZE);
        stop.setAccessibleText("Cancel " + what);
        stop.setOnAction(_ -> cancel.run());
        HBox line = new HBox(8, words, Nodes.space(), stop);
        line.getStyleClass().add("merge-line");
        getChildren().setAll(bar, line);
        ticks.setCycleCount(Animation.INDEFINITE);
        Nodes.visible(this, false);
    }

    void show(Optional<? extends Job<?>> now) {
        job = now.map(one -> one);
        Nodes.visible(this, now.isPresent());
        if (now.isPresent()) {
            tick();
            ticks.play();
        } else {
            ticks.stop();
        }
    }

    private void tick() {
        job.ifPresent(
                running -> {
                    Progress progress = running.progress();
                    boolean isMeasured = progress.total() > 0;
                    boolean waits = running.state() == Job.State.WAITING;
                    bar.setProgress(isMeasured ? progress.fraction() : waits ? 0 : -1);
                    words.setText(
                            running.isCancelRequested()
                                    ? "cancelling…"
                                    : waits ? "waits" : isMeasured ? said(progress) : "working…");
                });
    }

    private static String said(Progress progress) {
        String done = Amounts.bytesOf((double) progress.done(), (double) progress.total());
        double rate = progress.rate();
        return rate <= 0
                ? done
                : done + "  " + Amounts.bytes(rate) + "/s  " + Amounts.left(progress.secondsLeft());
    }
}
