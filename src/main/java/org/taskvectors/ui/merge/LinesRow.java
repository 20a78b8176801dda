package org.taskvectors.ui.merge;

import java.util.Optional;
import java.util.function.DoubleFunction;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.merge.method.Lines;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.NumberField;

/// LiNeS as a step behind the method: whether the merged vector is scaled along the depth, and how.
final class LinesRow extends VBox {
    private static final double FAR = 1e6;

    /// The paper's usual choice of a small start and a full end.
    private static final Lines FIRST = new Lines(0.5, 0.5);

    private final MergeViewModel model;
    private final CheckBox box = new CheckBox("then LiNeS");
    private final NumberField alpha;
    private final NumberField beta;
    private final HBox numbers;
    private boolean isShowing;

    LinesRow(MergeViewModel model) {
        this.model = model;
        setId("merge-lines");
        getStyleClass().add("merge-parameter");
        box.getStyleClass().add("small");
        box.setMnemonicParsing(false);
        Tooltip tip =
                new Tooltip(
                        "Scales the merged vector along the depth: α + β (l − 1)/(L − 1) in layer l"
                                + " of L, and α outside the layers. Wang et al. 2024, LiNeS:"
                                + " Post-training Layer Scaling (arXiv 2410.17146).");
        tip.setWrapText(true);
        tip.setMaxWidth(360);
        box.setTooltip(tip);
        box.selectedProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing) {
                                model.choices()
                                        .act(
                                                now ? "Scale by LiNeS" : "Leave LiNeS out",
                                                form ->
                                                        form.withLines(
                                                                now
                                                                        ? Optional.of(FIRST)
                                                                        : Optional.empty()));
                            }
                        });
        alpha = field("α of LiNeS", typed -> new Lines(typed, lines().beta()));
        beta = field("β of LiNeS", typed -> new Lines(lines().alpha(), typed));
        numbers = new HBox(6, new Label("α"), alpha, new Label("β"), beta);
        numbers.getStyleClass().add("merge-line");
        numbers.getChildren().getFirst().getStyleClass().add("muted");
        numbers.getChildren().get(2).getStyleClass().add("muted");
        HBox line = new HBox(6, box, Nodes.space(), numbers);
        line.getStyleClass().add("merge-line");
        getChildren().setAll(line);
    }

    private Lines lines() {
        return model.choices().formProperty().get().lines().orElse(FIRST);
    }

    private NumberField field(String called, DoubleFunction<Lines> change) {
        NumberField field =
                new NumberField(
                        called,
                        -FAR,
                        FAR,
                        Digits::typed,
                        typed ->
                                model.choices()
                                        .change(
                                                called,
                                                form ->
                                                        form.withLines(
                                                                Optional.of(change.apply(typed)))));
        field.setMinWidth(48);
        field.setPrefWidth(48);
        return field;
    }

    void show(MergeForm form) {
        Nodes.visible(this, form.takesLines());
        isShowing = true;
        box.setSelected(form.lines().isPresent());
        isShowing = false;
        Nodes.visible(numbers, form.lines().isPresent());
        alpha.show(lines().alpha());
        beta.show(lines().beta());
    }
}
