package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.SegmentControl;

/// Makes the fields of a form and shows its values in them: to be changed, or as text where the
/// form is that of a run.
final class Fields {
    private static final String AS_TEXT = "as-text";
    private static final double WORD = 76;

    private final TrainForm form;
    private final List<Field> fields = new ArrayList<>();
    private boolean isShowing;

    /// What shows one value of a form.
    private record Field(Node node, Shower shower) {}

    /// Shows a form's value.
    @FunctionalInterface
    interface Shower {
        void show(Form form);
    }

    Fields(TrainForm form) {
        this.form = form;
    }

    /// A field for a number.
    ///
    /// @param what it is, for undo: `rank`
    /// @param name for screen readers
    /// @param change makes another form of a form and a number
    NumberField number(
            String what,
            String name,
            double least,
            double most,
            DoubleFunction<String> written,
            ToDoubleFunction<Form> value,
            BiFunction<Form, Double, Form> change) {
        NumberField field =
                new NumberField(
                        name,
                        least,
                        most,
                        written,
                        typed -> form.change(what, now -> change.apply(now, typed)));
        field.setMinWidth(0);
        follow(field, now -> field.show(value.applyAsDouble(now)));
        return field;
    }

    /// A few choices of which one holds.
    <T> SegmentControl<T> segments(
            String what,
            String name,
            List<T> options,
            Function<T, String> word,
            Function<Form, T> value,
            BiFunction<Form, T, Form> change) {
        SegmentControl<T> segments = new SegmentControl<>();
        segments.getStyleClass().add("small-segments");
        segments.setAccessibleText(name);
        segments.setOptions(options, word);
        segments.setMaxWidth(Double.MAX_VALUE);
        for (Node each : segments.getChildren()) {
            HBox.setHgrow(each, Priority.ALWAYS);
            ((ToggleButton) each).setMaxWidth(Double.MAX_VALUE);
        }
        segments.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                form.change(what, of -> change.apply(of, now));
                            }
                        });
        follow(
                segments,
                now -> {
                    segments.setValue(value.apply(now));
                    boolean isText = segments.isDisabled();
                    for (Node each : segments.getChildren()) {
                        boolean isShown = !isText || ((ToggleButton) each).isSelected();
                        each.setVisible(isShown);
                        each.setManaged(isShown);
                    }
                });
        return segments;
    }

    /// Something that holds or not.
    CheckBox check(
            String what,
            String text,
            String tip,
            Predicate<Form> value,
            BiFunction<Form, Boolean, Form> change) {
        CheckBox box = new CheckBox(text);
        box.getStyleClass().add("small");
        box.setMinWidth(0);
        box.setTooltip(new Tooltip(tip));
        box.selectedProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing) {
                                form.change(what, of -> change.apply(of, now));
                            }
                        });
        follow(box, now -> box.setSelected(value.test(now)));
        return box;
    }

    /// Has something else follow the form, and be text where that is a run's.
    void follow(Node node, Shower shower) {
        fields.add(new Field(node, shower));
    }

    /// Shows a form.
    ///
    /// @param isText whether it is that of a run, which cannot be changed
    void show(Form now, boolean isText) {
        isShowing = true;
        for (Field field : fields) {
            Node node = field.node();
            node.setDisable(isText);
            node.getStyleClass().removeAll(List.of(AS_TEXT));
            if (isText) {
                node.getStyleClass().add(AS_TEXT);
            }
            field.shower().show(now);
        }
        isShowing = false;
    }

    /// Lays words, each with its field, two side by side.
    static void lay(GridPane grid, List<Node> wordsAndFields) {
        grid.getChildren().clear();
        for (int i = 0; i + 1 < wordsAndFields.size(); i += 2) {
            int row = i / 4;
            int column = i % 4;
            grid.add(wordsAndFields.get(i), column, row);
            grid.add(wordsAndFields.get(i + 1), column + 1, row);
            GridPane.setHgrow(wordsAndFields.get(i + 1), Priority.ALWAYS);
        }
    }

    /// A field, or several, with their word.
    static HBox line(String word, Node... nodes) {
        HBox line = new HBox(word(word));
        ((Region) line.getChildren().getFirst()).setMinWidth(WORD);
        line.getChildren().addAll(nodes);
        line.getStyleClass().add("form-line");
        for (Node node : nodes) {
            if (!(node instanceof Label)) {
                HBox.setHgrow(node, Priority.ALWAYS);
            }
        }
        return line;
    }

    static Label word(String text) {
        Label label = new Label(text);
        label.getStyleClass().addAll("small", "muted");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    /// A word behind a field, that may say something else by and by.
    static Label unit(String text) {
        Label label = new Label(text);
        label.getStyleClass().addAll("small", "muted");
        label.setMinWidth(0);
        return label;
    }

    /// Explains a word or a field under the pointer.
    static <N extends Node> N explained(N node, String tip) {
        Tooltip.install(node, new Tooltip(tip));
        return node;
    }
}
