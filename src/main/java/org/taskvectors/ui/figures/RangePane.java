package org.taskvectors.ui.figures;

import java.util.List;
import java.util.function.DoubleConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.figure.RangeChoice.Reach;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.SegmentControl;

/// Chooses which part of its values a figure shows. Style class `range-pane`.
final class RangePane extends VBox {
    private static final Digits DIGITS = Digits.atMost(5);
    private static final double FIELD = 104;

    private final RangeViewModel model;
    private final SegmentControl<Reach> reach = new SegmentControl<>();
    private final NumberField low;
    private final NumberField high;
    private final CheckBox log = new CheckBox("Logarithmic axis");
    private final Label problem = new Label();

    RangePane(RangeViewModel model) {
        super(12);
        this.model = model;
        getStyleClass().add("range-pane");
        low = field("Lower end", model::setLow);
        high = field("Upper end", model::setHigh);
        reach.setId("range-reach");
        reach.setOptions(List.of(Reach.ROBUST, Reach.EVERYTHING, Reach.BY_HAND), RangePane::word);
        reach.setValue(model.reach());
        reach.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (now != null && now != model.reach()) {
                                model.setReach(now);
                                show();
                            }
                        });
        log.setId("range-log");
        log.setSelected(model.isLog());
        log.setDisable(!model.canBeLog());
        log.setOnAction(
                _ -> {
                    model.setLog(log.isSelected());
                    show();
                });
        low.setId("range-low");
        high.setId("range-high");
        HBox ends = new HBox(8, low, new Label("to"), high);
        ends.setAlignment(Pos.CENTER_LEFT);
        problem.getStyleClass().add("warning");
        problem.setWrapText(true);
        problem.managedProperty().bind(problem.visibleProperty());
        getChildren().setAll(new SectionLabel("Range"), reach, ends, log, problem);
        show();
    }

    private NumberField field(String name, DoubleConsumer taken) {
        NumberField field =
                new NumberField(
                        name,
                        -Double.MAX_VALUE,
                        Double.MAX_VALUE,
                        DIGITS::format,
                        typed -> {
                            taken.accept(typed);
                            show();
                        });
        field.setPrefWidth(FIELD);
        return field;
    }

    private void show() {
        reach.setValue(model.reach());
        low.show(model.low());
        high.show(model.high());
        problem.setText(model.problem().orElse(""));
        problem.setVisible(model.problem().isPresent());
    }

    private static String word(Reach reach) {
        return switch (reach) {
            case ROBUST -> "Without outliers";
            case EVERYTHING -> "All values";
            case BY_HAND -> "By hand";
        };
    }
}
