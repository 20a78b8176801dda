package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.training.data.ShownRow;
import org.taskvectors.ui.common.Nodes;

/// A row as the model sees it: what it learns is tinted, what was cut is struck out.
final class SeenText extends VBox {
    private final Label count = new Label();
    private final Label learned = new Label();
    private final TextFlow text = new TextFlow();
    private final Label why = Nodes.line("warning");
    private final ScrollPane scroll = new ScrollPane(text);

    SeenText() {
        getStyleClass().add("seen-row");
        setId("seen-row");
        setMinWidth(0);
        Label title = new Label("As the model sees it");
        title.getStyleClass().add("card-title");
        title.setMinWidth(0);
        count.getStyleClass().add("secondary");
        count.setMinWidth(USE_PREF_SIZE);
        learned.getStyleClass().addAll("learned", "small");
        learned.setMinWidth(USE_PREF_SIZE);
        HBox head = new HBox(title, Nodes.space(), count, learned);
        head.getStyleClass().add("rows-head");
        text.getStyleClass().add("seen-text");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setAccessibleText("The chosen row as the model sees it");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().setAll(head, why, scroll);
    }

    void show(Optional<ShownRow> row) {
        Nodes.visible(scroll, row.isPresent());
        count.setText(
                row.map(
                                one ->
                                        one.tokens() == 0
                                                ? "line " + Amounts.count(one.line())
                                                : Amounts.counted(one.tokens(), "token")
                                                        + ", loss on")
                        .orElse(""));
        learned.setText(row.map(one -> Amounts.count(one.answerTokens())).orElse(""));
        Nodes.visible(learned, row.filter(one -> one.tokens() > 0).isPresent());
        Nodes.say(
                why,
                row.map(ShownRow::why)
                        .filter(one -> !one.isEmpty())
                        .map(one -> "It is not trained on: " + one)
                        .orElse(""));
        List<Node> nodes = new ArrayList<>();
        StringBuilder said = new StringBuilder();
        for (ShownRow.Piece piece : row.map(ShownRow::pieces).orElse(List.of())) {
            nodes.addAll(nodes(piece));
            said.append(spoken(piece));
        }
        text.getChildren().setAll(nodes);
        text.setAccessibleText(said.toString());
    }

    private static String spoken(ShownRow.Piece piece) {
        return switch (piece.kind()) {
            case READ -> piece.text();
            case LEARNED -> " learned: " + piece.text();
            case CUT -> " cut: " + piece.text() + " end of the cut. ";
        };
    }

    private static List<Node> nodes(ShownRow.Piece piece) {
        return switch (piece.kind()) {
            case READ -> List.of(text(piece.text(), "read"));
            case CUT -> List.of(text(piece.text(), "cut-text"));
            case LEARNED -> learned(piece.text());
        };
    }

    private static Text text(String words, String style) {
        Text text = new Text(words);
        text.getStyleClass().addAll("seen-piece", style);
        return text;
    }

    /// Each word by itself, so that a long answer wraps as all other text.
    private static List<Node> learned(String words) {
        List<Node> nodes = new ArrayList<>();
        for (String part : words.split("(?<=\\s)(?=\\S)|(?=\\n)|(?<=\\n)")) {
            if (part.equals("\n")) {
                nodes.add(new Text("\n"));
            } else {
                Label label = new Label(part);
                label.getStyleClass().addAll("seen-piece", "learned");
                nodes.add(label);
            }
        }
        return nodes;
    }
}
