package org.taskvectors.ui.merge;

import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SectionLabel;

/// A recipe that is edited as text, in the place of the form. What is typed is taken in after a
/// short rest.
final class RecipeEditor extends VBox {
    private static final Duration REST = Duration.millis(500);

    private final MergeViewModel model;
    private final Label name = new Label();
    private final TextArea text = new TextArea();
    private final Label note = Nodes.line("muted");
    private final PauseTransition rest = new PauseTransition(REST);
    private boolean isShowing;

    RecipeEditor(MergeViewModel model) {
        this.model = model;
        getStyleClass().add("merge-part-card");
        setId("merge-editor");
        name.getStyleClass().addAll("secondary", "small");
        text.getStyleClass().addAll("mono", "merge-recipe-text", "merge-editor");
        text.setId("merge-editor-text");
        text.setAccessibleText("The recipe, as text");
        text.textProperty()
                .addListener(
                        (_, _, _) -> {
                            if (!isShowing) {
                                rest.playFromStart();
                            }
                        });
        rest.setOnFinished(_ -> model.choices().type(text.getText()));
        Button form = RecipeCard.link("Show as form");
        form.setId("merge-to-form");
        form.setTooltip(new Tooltip("As rows and sliders, if they can say the same"));
        form.setOnAction(
                _ -> {
                    model.choices().type(text.getText());
                    model.opening().toForm();
                });
        Button leave = RecipeCard.link("Leave the recipe");
        leave.setTooltip(new Tooltip("Back to the form as it was before; Undo brings this back"));
        leave.setOnAction(_ -> model.opening().leave());
        HBox head = new HBox(8, new SectionLabel("Recipe"), Nodes.space(), name);
        head.setAlignment(Pos.CENTER_LEFT);
        getChildren().setAll(head, text, note, new FlowPane(12, 4, form, leave));
    }

    void show() {
        Optional<WrittenRecipe> written = model.choices().askingProperty().get().written();
        if (written.isEmpty()) {
            rest.stop();
            return;
        }
        Nodes.name(name, written.get().name());
        // What is still being typed is newer.
        if (!written.get().text().equals(text.getText())
                && rest.getStatus() != Animation.Status.RUNNING) {
            isShowing = true;
            int caret = text.getCaretPosition();
            text.setText(written.get().text());
            text.positionCaret(Math.min(caret, text.getLength()));
            isShowing = false;
        }
        Nodes.say(note, model.opening().noteProperty().get());
    }
}
