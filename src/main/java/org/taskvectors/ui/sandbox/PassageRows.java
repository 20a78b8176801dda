package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.token.EffectReport;

/// Passages of a text, each token tinted by its KL, all on one scale.
final class PassageRows extends VBox {
    private static final int TINTS = 8;

    /// What stands beside the tokens: the mean, gaps.
    private static final double BESIDE = 80;

    PassageRows() {
        getStyleClass().add("passages");
        setId("effect-passages");
    }

    void show(List<EffectReport.Shown> passages) {
        double largest =
                passages.stream()
                        .flatMap(each -> Stream.of(each.before(), each.within(), each.after()))
                        .flatMap(List::stream)
                        .mapToDouble(EffectReport.Piece::kl)
                        .filter(kl -> !Double.isNaN(kl))
                        .max()
                        .orElse(0);
        Label scale =
                new Label(
                        passages.isEmpty()
                                ? "No position was measured."
                                : "mean KL in nats · tokens by KL: pale 0 – strong "
                                        + Digits.significant(3).format(largest));
        scale.getStyleClass().add("secondary");
        getChildren().setAll(scale);
        passages.forEach(each -> getChildren().add(row(each, largest)));
    }

    private Node row(EffectReport.Shown passage, double largest) {
        Label mean = new Label(Digits.significant(3).format(passage.passage().mean()));
        mean.getStyleClass().addAll("medium", "passage-mean");
        mean.setMinWidth(USE_PREF_SIZE);
        FlowPane text = new FlowPane();
        text.prefWrapLengthProperty().bind(widthProperty().subtract(BESIDE));
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        passage.before().forEach(piece -> text.getChildren().add(token(piece, largest, false)));
        passage.within().forEach(piece -> text.getChildren().add(token(piece, largest, true)));
        passage.after().forEach(piece -> text.getChildren().add(token(piece, largest, false)));
        HBox row = new HBox(12, mean, text);
        row.getStyleClass().add("passage-row");
        row.setFocusTraversable(true);
        StringBuilder said = new StringBuilder("mean KL " + mean.getText() + ": ");
        passage.within().forEach(piece -> said.append(piece.text()));
        row.setAccessibleText(said.toString());
        return row;
    }

    private static Label token(EffectReport.Piece piece, double largest, boolean isWithin) {
        Label label = new Label(piece.text().replace("\n", "↵"));
        double share = largest <= 0 || Double.isNaN(piece.kl()) ? 0 : piece.kl() / largest;
        label.getStyleClass().setAll("label", "passage-token", "tint-" + Math.round(share * TINTS));
        if (!isWithin) {
            label.getStyleClass().add("around");
        }
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }
}
