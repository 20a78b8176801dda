package org.taskvectors.ui.evaluate;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.data.DryRow;
import org.taskvectors.evaluation.data.LeftOut;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Tag;

/// What the first rows of a file would ask: each prompt with its answers, the right one marked; and
/// which rows are left out, and why.
final class DryRows extends VBox {
    private static final int LONGEST = 1_500;
    private static final int MOST_LEFT_OUT = 50;

    DryRows() {
        getStyleClass().add("dry-rows");
        setId("dry-rows");
    }

    void show(DataRead read) {
        getChildren().clear();
        if (!(read instanceof DataRead.Ready ready)) {
            return;
        }
        ready.dry().forEach(row -> getChildren().add(row(row)));
        if (!ready.leftOut().isEmpty()) {
            Label head = Nodes.line("warning");
            head.setText(Amounts.counted(ready.leftOut().size(), "row") + " left out:");
            getChildren().add(head);
            ready.leftOut().stream()
                    .limit(MOST_LEFT_OUT)
                    .forEach(row -> getChildren().add(leftOut(row)));
            if (ready.leftOut().size() > MOST_LEFT_OUT) {
                Label more = Nodes.line("muted");
                more.setText(
                        "and " + Amounts.count(ready.leftOut().size() - MOST_LEFT_OUT) + " more");
                getChildren().add(more);
            }
        }
    }

    private static Node leftOut(LeftOut row) {
        Label label = Nodes.line("muted");
        label.setText("line " + Amounts.count(row.line()) + ": " + row.why());
        return label;
    }

    private static Node row(DryRow row) {
        Label line = new Label("line " + row.line());
        line.getStyleClass().addAll("secondary", "dry-line");
        line.setMinWidth(64);
        VBox words = new VBox(4);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        if (!row.leftOut().isEmpty()) {
            Label why = Nodes.line("warning");
            why.setText("left out: " + row.leftOut());
            words.getChildren().add(why);
        } else {
            Label prompt = new Label(shortened(row.prompt()));
            prompt.getStyleClass().addAll("mono", "dry-prompt");
            prompt.setWrapText(true);
            prompt.setMinHeight(USE_PREF_SIZE);
            FlowPane answers = new FlowPane(6, 4);
            for (int i = 0; i < row.answers().size(); i++) {
                boolean isRight = i == row.truth() || row.truth() < 0;
                Tag tag =
                        new Tag(
                                (isRight ? "✓ " : "") + shown(row.answers().get(i)),
                                isRight ? Tag.Kind.ACCENT : Tag.Kind.NEUTRAL);
                tag.setMaxWidth(420);
                tag.setAccessibleText(
                        (isRight ? "right answer: " : "answer: ") + row.answers().get(i));
                answers.getChildren().add(tag);
            }
            words.getChildren().addAll(prompt, answers);
        }
        HBox all = new HBox(8, line, words);
        all.getStyleClass().add("dry-row");
        return all;
    }

    /// Blanks at the beginning count, and so they are shown.
    private static String shown(String answer) {
        return answer.startsWith(" ") ? "␣" + answer.substring(1) : answer;
    }

    private static String shortened(String prompt) {
        return prompt.length() <= LONGEST ? prompt : prompt.substring(0, LONGEST) + "…";
    }
}
