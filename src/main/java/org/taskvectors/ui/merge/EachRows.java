package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.workspace.FileItem;

/// The values of a parameter that each ingredient has its own of.
final class EachRows extends VBox {
    private final MergeViewModel model;
    private final Parameter parameter;
    private final List<NumberField> fields = new ArrayList<>();
    private List<String> had = List.of();

    EachRows(MergeViewModel model, Parameter parameter) {
        this.model = model;
        this.parameter = parameter;
        getStyleClass().add("merge-each");
    }

    void show(MergeForm form) {
        List<String> names = model.choices().items().stream().map(FileItem::name).toList();
        if (!names.equals(had)) {
            had = names;
            fields.clear();
            getChildren().clear();
            for (int k = 0; k < names.size(); k++) {
                add(k, names.get(k));
            }
        }
        for (int k = 0; k < fields.size(); k++) {
            fields.get(k).show(form.value(parameter, k));
        }
    }

    private void add(int index, String called) {
        String words = parameter.name().replace('_', ' ');
        NumberField field =
                new NumberField(
                        words + " of " + called,
                        parameter.lowest(),
                        parameter.highest(),
                        Digits::typed,
                        typed ->
                                model.choices()
                                        .change(
                                                words + " of " + called,
                                                form ->
                                                        form.withPart(
                                                                index,
                                                                part ->
                                                                        part.withOwn(
                                                                                form.method(),
                                                                                parameter,
                                                                                OptionalDouble.of(
                                                                                        typed)))));
        field.setMinWidth(64);
        field.setPrefWidth(64);
        fields.add(field);
        Label name = new Label(called);
        name.getStyleClass().addAll("small", "muted");
        name.setMinWidth(0);
        name.setMaxWidth(Double.MAX_VALUE);
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        HBox.setHgrow(name, Priority.ALWAYS);
        HBox line = new HBox(6, name, field);
        line.getStyleClass().add("merge-line");
        getChildren().add(line);
    }
}
