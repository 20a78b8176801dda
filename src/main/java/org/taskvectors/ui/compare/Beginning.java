package org.taskvectors.ui.compare;

import java.util.List;
import javafx.scene.control.Button;
import org.taskvectors.ui.common.EmptyState;

/// What the place says while there is nothing to show, and the button that changes that.
///
/// @param addVector opens the dialog that adds a vector
record Beginning(CompareViewModel model, Runnable addVector) {

    void show(EmptyState empty, List<VectorLine> lines) {
        if (lines.isEmpty()) {
            empty.setTitle("Where do two fine-tunes agree, and where do they fight?");
            empty.setText(
                    "Add task vectors to see their norm, sparsity, cosine similarity and signs by"
                            + " layer and by module kind. Vectors that you extract appear here by"
                            + " themselves.");
            empty.setActions(primary("Add vector…", addVector));
        } else if (lines.stream().noneMatch(VectorLine::isTicked)) {
            empty.setTitle("Nothing is ticked");
            empty.setText("Tick the vectors at the left that you want to see side by side.");
            List<String> ids = first(lines).stream().map(VectorLine::id).toList();
            empty.setActions(
                    primary(
                            ids.size() == 1 ? "Show it" : "Compare the first two",
                            () -> model.acts().tickAll(ids, "of " + ids.size(), true)));
        } else {
            empty.setTitle("Measuring");
            empty.setText(
                    "The vectors are read once. What is measured is kept beside them, so that next"
                            + " time they open at once.");
            empty.setActions();
        }
    }

    /// The first two that have a base in common, else the first.
    private static List<VectorLine> first(List<VectorLine> lines) {
        List<List<VectorLine>> groups = Bases.grouped(lines, VectorLine::base);
        return groups.stream()
                .filter(group -> group.size() > 1)
                .findFirst()
                .map(group -> group.subList(0, 2))
                .orElseGet(() -> lines.subList(0, Math.min(2, lines.size())));
    }

    private static Button primary(String text, Runnable action) {
        Button button = new Button(text);
        button.getStyleClass().add("primary");
        button.setOnAction(_ -> action.run());
        return button;
    }
}
