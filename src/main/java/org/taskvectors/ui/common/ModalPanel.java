package org.taskvectors.ui.common;

import java.util.function.DoubleSupplier;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Node;
import javafx.scene.control.ProgressBar;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;

/// A panel that lies over its place and asks for something that becomes a job. Escape and a click
/// beside it put it away.
public abstract class ModalPanel extends StackPane {
    private static final Duration TICK = Duration.millis(200);

    private final Node below;
    private final ProgressBar bar = new ProgressBar(0);
    private final Timeline ticker = new Timeline();

    /// @param id by which style sheets and tests find it
    /// @param below the place that rests while the panel is shown
    /// @param hide puts the panel away
    /// @param fraction how far its job is, between 0 and 1
    protected ModalPanel(String id, Node below, Runnable hide, DoubleSupplier fraction) {
        this.below = below;
        getStyleClass().add("modal");
        setId(id);
        setOnMouseClicked(
                event -> {
                    if (event.getTarget().equals(this)) {
                        hide.run();
                    }
                });
        addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE) {
                        hide.run();
                        event.consume();
                    }
                });
        bar.setMaxWidth(Double.MAX_VALUE);
        ticker.getKeyFrames()
                .setAll(new KeyFrame(TICK, _ -> bar.setProgress(fraction.getAsDouble())));
        ticker.setCycleCount(Animation.INDEFINITE);
    }

    /// Says how far the job is.
    protected final ProgressBar bar() {
        return bar;
    }

    /// Shows the panel and lets its place rest, or the other way round.
    protected final void show(boolean isShown) {
        visible(this, isShown);
        below.setDisable(isShown);
    }

    /// Shows the bar and lets it move while the job runs.
    protected final void showProgress(boolean isRunning) {
        visible(bar, isRunning);
        if (isRunning && isVisible()) {
            ticker.play();
        } else {
            ticker.stop();
        }
    }

    /// Shows a node, or takes it away with its room.
    protected static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    /// Nodes side by side, in the middle of their row.
    protected static HBox row(Node... nodes) {
        HBox row = new HBox(8, nodes);
        row.setStyle("-fx-alignment: center-left;");
        return row;
    }
}
