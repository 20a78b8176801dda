package org.taskvectors.ui.merge;

import java.util.Optional;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Sentences;

/// Says that a merge is saved, and where the model can go from here.
final class DoneBar extends HBox {
    private final MergeViewModel model;
    private final Label text = new Label();
    private final Button extract = new Button("Extract its vector");
    private final Button compare = new Button("Compare");
    private final Button tryOut = new Button("Try in Sandbox");

    DoneBar(MergeViewModel model) {
        this.model = model;
        getStyleClass().addAll("notice-bar", "notice-plain");
        setId("merge-done");
        setAccessibleRole(AccessibleRole.TEXT);
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        extract.setId("merge-extract");
        extract.setTooltip(
                new Tooltip("What Compare shows is the vector of the model that was written"));
        tryOut.setId("merge-try");
        tryOut.setTooltip(new Tooltip("It answers in the Sandbox, a vector beside its base"));
        compare.setId("merge-compare");
        compare.setTooltip(new Tooltip("Tick it in Compare, beside what is ticked"));
        compare.setOnAction(
                _ -> model.doneProperty().get().ifPresent(d -> model.compare(d.path())));
        for (Button each : new Button[] {compare, extract, tryOut}) {
            each.getStyleClass().add("compact");
            each.setMinWidth(USE_PREF_SIZE);
        }
        extract.setOnAction(_ -> model.doneProperty().get().ifPresent(model::extract));
        tryOut.setOnAction(_ -> model.doneProperty().get().ifPresent(d -> model.tryOut(d.path())));
        Button close = new Button();
        close.setGraphic(FontIcon.of(Feather.X, 16));
        close.getStyleClass().setAll("icon-button");
        close.setAccessibleText("Put this message away");
        close.setOnAction(_ -> model.dismissDone());
        getChildren().setAll(text, compare, extract, tryOut, close);
    }

    void show() {
        Optional<MergeViewModel.Done> done = model.doneProperty().get();
        Nodes.visible(this, done.isPresent());
        done.ifPresent(this::show);
    }

    private void show(MergeViewModel.Done done) {
        SaveResult saved = done.result().saved();
        StringBuilder words = new StringBuilder();
        words.append(saved.path().getFileName())
                .append(" is saved: ")
                .append(Amounts.counted(saved.tensors(), "tensor"))
                .append(", ")
                .append(Amounts.bytes(saved.bytesWritten()))
                .append(", in ")
                .append(Amounts.duration(saved.took().toNanos() / 1e9))
                .append("; in the library")
                .append(done.base().isEmpty() ? "." : ", paired with " + done.base() + ".");
        saved.notes().forEach(note -> words.append(' ').append(Sentences.of(note)));
        text.setText(words.toString());
        text.setTooltip(new Tooltip(HomePath.of(saved.path())));
        setAccessibleText(text.getText() + " It lies at " + HomePath.of(saved.path()) + ".");
        boolean isVector = done.role().isVector();
        Nodes.visible(extract, !isVector && !done.base().isEmpty());
        Nodes.visible(compare, isVector);
    }
}
