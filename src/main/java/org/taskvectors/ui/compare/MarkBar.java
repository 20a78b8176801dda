package org.taskvectors.ui.compare;

import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.taskvectors.analysis.Group;

/// Says which group is marked, or whose tensors are shown, and takes that back.
final class MarkBar {
    private final CompareViewModel model;
    private final HBox box;
    private final Label text;
    private final Button tensors;
    private final Button unmark;

    MarkBar(CompareViewModel model, HBox box, Label text, Button tensors, Button unmark) {
        this.model = model;
        this.box = box;
        this.text = text;
        this.tensors = tensors;
        this.unmark = unmark;
        box.managedProperty().bind(box.visibleProperty());
        tensors.managedProperty().bind(tensors.visibleProperty());
        unmark.setOnAction(_ -> clear());
    }

    void show(Optional<Group> chosen, Optional<Group> drilled) {
        box.setVisible(chosen.isPresent() || drilled.isPresent());
        if (drilled.isPresent()) {
            text.setText("Tensors of " + say(drilled.get()).replaceFirst("^Layer", "layer"));
            unmark.setText("back");
            tensors.setText("show all tensors");
            tensors.setOnAction(_ -> model.leaveDrill());
        } else {
            text.setText(chosen.map(MarkBar::say).orElse(""));
            unmark.setText("clear");
            tensors.setText("show its tensors");
            tensors.setOnAction(_ -> chosen.ifPresent(model::drill));
        }
        tensors.setVisible(
                drilled.isPresent() || chosen.filter(c -> c.tensor().isEmpty()).isPresent());
    }

    /// Goes up from the tensors, or takes the mark away.
    void clear() {
        if (model.drilledProperty().get().isPresent()) {
            model.comeBack();
        } else {
            model.mark(Optional.empty());
        }
    }

    boolean isMarked() {
        return model.chosenProperty().get().isPresent()
                || model.drilledProperty().get().isPresent();
    }

    private static String say(Group group) {
        if (group.layer().isPresent() && group.tensor().isEmpty()) {
            return "Layer " + group.label();
        }
        return group.label();
    }
}
