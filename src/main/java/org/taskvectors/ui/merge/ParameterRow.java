package org.taskvectors.ui.merge;

import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.Sentences;

/// One parameter of a method: its value, its range and default, and a mark that leads back to the
/// default where it was left.
final class ParameterRow extends VBox {
    private static final double FAR = 1e9;
    private static final double SLIDER = 2;

    /// What is smaller a slider cannot tell.
    private static final double FINEST = 0.01;

    private final Parameter parameter;
    private final Button back = new Button("●");
    private final Optional<NumberField> exact;
    private final Optional<WeightSlider> slider;
    private final Optional<CheckBox> flag;
    private final Button each = new Button();
    private final EachRows rows;
    private boolean isShowing;

    ParameterRow(MergeViewModel model, Parameter parameter) {
        this.parameter = parameter;
        this.rows = new EachRows(model, parameter);
        getStyleClass().add("merge-parameter");
        setId("merge-" + parameter.name());
        String words = parameter.name().replace('_', ' ');
        Tooltip tip = new Tooltip(Sentences.of(parameter.meaning()) + " " + Sentences.of(range()));
        tip.setWrapText(true);
        tip.setMaxWidth(360);
        back.getStyleClass().setAll("button", "merge-left");
        back.setAccessibleText("Back to the default of " + words + ", " + standard());
        back.setTooltip(new Tooltip("Default " + standard() + ": back to it"));
        back.setOnAction(_ -> take(model, parameter.standard()));
        Label range = new Label(range());
        range.getStyleClass().addAll("secondary", "merge-range");
        range.setMinWidth(0);
        if (parameter.type() == Parameter.Type.FLAG) {
            CheckBox box = new CheckBox(words);
            box.getStyleClass().add("small");
            box.setMnemonicParsing(false);
            box.setTooltip(tip);
            box.setMinWidth(0);
            box.selectedProperty()
                    .addListener(
                            (_, _, now) -> {
                                if (!isShowing) {
                                    take(model, now ? 1 : 0);
                                }
                            });
            exact = Optional.empty();
            slider = Optional.empty();
            flag = Optional.of(box);
            HBox line = new HBox(6, box, back, Nodes.space(), range);
            line.getStyleClass().add("merge-line");
            getChildren().setAll(line);
            return;
        }
        flag = Optional.empty();
        Label name = new Label(words);
        name.getStyleClass().add("small");
        name.setMinWidth(USE_PREF_SIZE);
        name.setTooltip(tip);
        NumberField field =
                new NumberField(
                        words,
                        Math.max(-FAR, parameter.lowest()),
                        Math.min(FAR, parameter.highest()),
                        Digits::typed,
                        typed -> take(model, typed));
        field.setMinWidth(64);
        field.setPrefWidth(64);
        exact = Optional.of(field);
        HBox line = new HBox(6, name, back, Nodes.space(), range, field);
        line.getStyleClass().add("merge-line");
        slider = slider(model, words);
        each.getStyleClass().setAll("button", "link", "small");
        each.setMinWidth(USE_PREF_SIZE);
        each.setOnAction(
                _ ->
                        model.choices()
                                .act(
                                        words + " of each",
                                        form -> form.withEach(parameter, !form.isEach(parameter))));
        line.getChildren().add(2, each);
        getChildren().setAll(line);
        slider.ifPresent(getChildren()::add);
        getChildren().add(rows);
    }

    /// Shares have a slider, and so has what the result is multiplied by.
    private Optional<WeightSlider> slider(MergeViewModel model, String words) {
        boolean isFactor = parameter.name().equals("lambda");
        boolean isShare =
                parameter.lowest() == 0
                        && parameter.highest() == 1
                        && parameter.standard() >= FINEST;
        if (parameter.type() != Parameter.Type.NUMBER || !(isFactor || isShare)) {
            return Optional.empty();
        }
        return Optional.of(
                new WeightSlider(
                        words,
                        isFactor ? -SLIDER : parameter.lowest(),
                        isFactor ? SLIDER : parameter.highest(),
                        moved -> take(model, moved)));
    }

    private void take(MergeViewModel model, double value) {
        if (parameter.takes(value)) {
            model.choices()
                    .change(
                            parameter.name().replace('_', ' '),
                            now -> now.withValue(parameter, value));
        }
    }

    private String standard() {
        return parameter.type() == Parameter.Type.FLAG
                ? parameter.standard() == 1 ? "yes" : "no"
                : Digits.typed(parameter.standard());
    }

    /// `0 to 1, default 0.2`
    private String range() {
        if (parameter.type() == Parameter.Type.FLAG) {
            return "default " + standard();
        }
        boolean isOpen = parameter.highest() == Double.MAX_VALUE;
        String ends =
                parameter.lowest() == -Double.MAX_VALUE
                        ? "any"
                        : isOpen
                                ? "from " + Digits.typed(parameter.lowest())
                                : Digits.typed(parameter.lowest())
                                        + " to "
                                        + Digits.typed(parameter.highest());
        return ends + ", default " + standard();
    }

    void show(MergeForm form) {
        isShowing = true;
        double value = form.value(parameter);
        boolean isEach = parameter.isEach() && form.isEach(parameter);
        exact.ifPresent(field -> field.show(value));
        exact.ifPresent(field -> Nodes.visible(field, !isEach));
        slider.ifPresent(one -> one.show(value));
        slider.ifPresent(one -> Nodes.visible(one, !isEach));
        Nodes.visible(each, parameter.isEach() && (isEach || form.parts().size() > 1));
        each.setText(isEach ? "one for all" : "each");
        each.setAccessibleText(
                parameter.name().replace('_', ' ')
                        + (isEach ? ": one for all ingredients" : ": one for each ingredient"));
        Nodes.visible(rows, isEach);
        if (isEach) {
            rows.show(form);
        }
        flag.ifPresent(box -> box.setSelected(value != 0));
        back.setVisible(!isEach && value != parameter.standard());
        isShowing = false;
    }
}
