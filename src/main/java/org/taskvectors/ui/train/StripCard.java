package org.taskvectors.ui.train;

import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.taskvectors.training.TrainingSnapshot;
import org.taskvectors.ui.common.Nodes;

/// The numbers of a run at a glance, and how far it is; of one that failed, why.
final class StripCard extends VBox {
    private final FlowPane parts = new FlowPane();
    private final ProgressBar bar = new ProgressBar(0);
    private final Label doing = Nodes.line("muted");
    private final Label wrong = Nodes.line("bad");
    private List<StripWords.Part> shown = List.of();

    StripCard() {
        getStyleClass().addAll("card", "strip-card");
        setId("strip");
        setMinWidth(0);
        parts.getStyleClass().add("strip-parts");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText("Steps that were taken");
        parts.widthProperty().addListener((_, _, _) -> spread());
        getChildren().setAll(parts, bar, doing, wrong);
    }

    /// The parts take the whole width where they fit beside each other; else they wrap.
    private void spread() {
        double wanted = 0;
        for (Node part : parts.getChildren()) {
            ((PartBox) part).setPrefWidth(USE_COMPUTED_SIZE);
            wanted += part.prefWidth(-1);
        }
        // A pixel less, so that rounding does not wrap the last one.
        double more = (parts.getWidth() - 1 - wanted) / Math.max(1, parts.getChildren().size());
        if (more > 0) {
            for (Node part : parts.getChildren()) {
                ((PartBox) part).setPrefWidth(Math.floor(part.prefWidth(-1) + more));
            }
        }
    }

    /// @param words of what is known of the run; empty before anything is
    /// @param summary why it failed; empty where it did not
    void show(Optional<StripWords> words, Stage stage, String summary) {
        List<StripWords.Part> now = words.map(StripWords::parts).orElse(List.of());
        if (!now.equals(shown)) {
            shown = now;
            fill();
        }
        Nodes.visible(parts, !now.isEmpty());
        Nodes.visible(bar, !now.isEmpty() && stage != Stage.DONE);
        words.ifPresent(one -> bar.setProgress((double) one.seen().step() / one.steps()));
        Nodes.say(doing, doing(words, stage));
        Nodes.say(
                wrong,
                stage == Stage.FAILED && !summary.isEmpty()
                        ? words.map(one -> "Stopped after step " + one.seen().step() + ": ")
                                        .orElse("")
                                + summary
                        : "");
    }

    private static String doing(Optional<StripWords> words, Stage stage) {
        if (stage == Stage.WAITING) {
            return "It waits for its turn: one run has the machine at a time.";
        }
        if (stage == Stage.PAUSING) {
            return "It writes a checkpoint and pauses after this step.";
        }
        if (stage == Stage.STOPPING) {
            return "It writes the adapter as it is after this step.";
        }
        Optional<TrainingSnapshot.Phase> phase =
                words.flatMap(one -> one.seen().live()).map(Seen.Live::phase);
        return stage == Stage.RUNNING
                ? phase.map(StripWords::phase).orElse("It is being prepared…")
                : "";
    }

    private void fill() {
        if (parts.getChildren().size() != shown.size()) {
            parts.getChildren().setAll(shown.stream().<Node>map(_ -> new PartBox()).toList());
        }
        for (int i = 0; i < shown.size(); i++) {
            ((PartBox) parts.getChildren().get(i)).show(shown.get(i), i == 0);
        }
        spread();
    }

    /// One part of the strip.
    private static final class PartBox extends VBox {
        private final Label label = new Label();
        private final Label value = new Label();
        private final Label detail = new Label();

        PartBox() {
            getStyleClass().add("strip-part");
            label.getStyleClass().add("secondary");
            value.getStyleClass().add("medium");
            detail.getStyleClass().add("secondary");
            getChildren().setAll(label, value, detail);
            for (Node each : getChildren()) {
                ((Label) each).setMinWidth(USE_PREF_SIZE);
            }
        }

        void show(StripWords.Part part, boolean isFirst) {
            label.setText(part.label());
            value.setText(part.value());
            detail.setText(part.detail());
            setAccessibleText(part.label() + " " + part.value() + ", " + part.detail());
            getStyleClass().removeAll(List.of("first"));
            if (isFirst) {
                getStyleClass().add("first");
            }
        }
    }
}
