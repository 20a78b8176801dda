package org.taskvectors.ui.train;

import java.util.Optional;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Sentences;

/// Says that a run is done, and where its adapter can go from here.
final class EndedBar extends HBox {
    private final TrainViewModel model;
    private final Label text = new Label();
    private final Button compare = new Button("Compare");
    private final Button tryOut = new Button("Try in Sandbox");
    private final Button extract = new Button("Extract");

    EndedBar(TrainViewModel model) {
        this.model = model;
        getStyleClass().addAll("notice-bar", "notice-plain");
        setId("train-ended");
        setAccessibleRole(AccessibleRole.TEXT);
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        compare.setId("ended-compare");
        tryOut.setId("ended-try");
        extract.setId("ended-extract");
        for (Button each : new Button[] {compare, tryOut, extract}) {
            each.getStyleClass().add("compact");
            each.setMinWidth(USE_PREF_SIZE);
        }
        compare.setOnAction(_ -> now().ifPresent(model::compare));
        tryOut.setOnAction(_ -> now().ifPresent(model::tryOut));
        extract.setOnAction(_ -> now().ifPresent(model::extract));
        Button close = new Button();
        close.setGraphic(FontIcon.of(Feather.X, 16));
        close.getStyleClass().setAll("icon-button");
        close.setAccessibleText("Put this message away");
        close.setOnAction(_ -> model.runs().dismissEnded());
        getChildren().setAll(text, compare, tryOut, extract, close);
    }

    private Optional<TrainRuns.Ended> now() {
        return model.runs().endedProperty().get();
    }

    void show() {
        Optional<TrainRuns.Ended> ended = now();
        Nodes.visible(this, ended.isPresent());
        ended.ifPresent(this::show);
    }

    /// A model is no vector: its change has to be extracted first.
    private void show(TrainRuns.Ended ended) {
        boolean isModel = ended.form().settings().adaptation().method() == Method.FULL;
        StringBuilder words = new StringBuilder(ended.name());
        words.append(
                ended.stoppedAt().isPresent()
                        ? " was stopped at step " + ended.stoppedAt().getAsInt()
                        : " is done");
        words.append(
                isModel
                        ? ": the model is in the library, paired with its base. Extract makes its"
                                + " vector."
                        : ": the adapter is in the library, paired with its base.");
        ended.notes().forEach(note -> words.append(' ').append(Sentences.of(note)));
        text.setText(words.toString());
        setAccessibleText(text.getText());
        Nodes.visible(compare, !isModel);
        Nodes.visible(tryOut, !isModel);
    }
}
