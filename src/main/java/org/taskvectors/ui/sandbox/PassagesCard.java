package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Side;

/// Where the shown texts differ most, while tokens are marked by KL: a click goes there.
final class PassagesCard extends VBox {
    private static final double ROW = 26;

    private final SandboxViewModel model;
    private final ListView<ShownPassage> list = new ListView<>();
    private final Label empty = new Label();
    private Consumer<ShownPassage> chosen = _ -> {};

    PassagesCard(SandboxViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "lower-card");
        setId("passages");
        Label title = new Label("Passages by KL");
        title.getStyleClass().add("card-title");
        title.setMinWidth(0);
        Button file = new Button("in a file…");
        file.setId("passages-file");
        file.getStyleClass().setAll("button", "link", "small");
        file.setMinWidth(USE_PREF_SIZE);
        file.setAccessibleText("Passages of a text file with the largest KL");
        file.setOnAction(_ -> model.effects().openFile());
        HBox head = new HBox(12, title, OverPanel.space(), file);
        head.getStyleClass().add("side-head");
        list.setId("passage-list");
        list.setFixedCellSize(ROW);
        list.setPrefHeight(6 * ROW + 2);
        list.setMinHeight(3 * ROW);
        list.getStyleClass().add("token-rows");
        list.setAccessibleText("Passages with the largest mean KL; Enter goes there");
        list.setCellFactory(_ -> new Cell());
        empty.getStyleClass().add("secondary");
        empty.setWrapText(true);
        list.setPlaceholder(empty);
        list.setOnMouseClicked(_ -> choose());
        list.setOnKeyPressed(
                event -> {
                    if (event.getCode() == KeyCode.ENTER) {
                        choose();
                        event.consume();
                    }
                });
        VBox.setVgrow(list, Priority.ALWAYS);
        setMinWidth(0);
        getChildren().setAll(head, list);
    }

    /// @param action is handed the passage that a person goes to
    void onChosen(Consumer<ShownPassage> action) {
        chosen = action;
    }

    /// Shows the passages of the texts as they are now, where tokens are marked by KL.
    void show() {
        boolean isShown = model.markProperty().get() == Mark.KL;
        setVisible(isShown);
        setManaged(isShown);
        if (!isShown) {
            return;
        }
        List<ShownPassage> now = ShownPassage.of(model);
        if (!list.getItems().equals(now)) {
            list.getItems().setAll(now);
        }
        empty.setText(
                model.exchange().asked().isEmpty()
                        ? "Ask both, and the passages that differ most are listed here."
                        : "KL is not known for these texts: a token's card asks the other side.");
    }

    private void choose() {
        ShownPassage passage = list.getSelectionModel().getSelectedItem();
        if (passage != null) {
            chosen.accept(passage);
        }
    }

    private static final class Cell extends ListCell<ShownPassage> {
        private final Label side = new Label();
        private final Label text = new Label();
        private final Label mean = new Label();
        private final HBox box = new HBox(10, side, text, mean);

        Cell() {
            side.getStyleClass().add("secondary");
            side.setMinWidth(44);
            text.setMinWidth(0);
            text.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(text, Priority.ALWAYS);
            mean.getStyleClass().add("small");
            mean.setMinWidth(USE_PREF_SIZE);
            box.setMinWidth(0);
            box.setPrefWidth(0);
            box.setStyle("-fx-alignment: center-left; -fx-padding: 0 4 0 8;");
        }

        @Override
        protected void updateItem(@Nullable ShownPassage passage, boolean isEmpty) {
            super.updateItem(passage, isEmpty);
            Node graphic = null;
            if (!isEmpty && passage != null) {
                side.setText(passage.side() == Side.BASE ? "base" : "edited");
                text.setText(passage.text().replace("\n", "↵").strip());
                mean.setText(Digits.significant(3).format(passage.mean()) + " nats");
                setAccessibleText(
                        side.getText() + ", mean KL " + mean.getText() + ": " + text.getText());
                graphic = box;
            } else {
                setAccessibleText("");
            }
            setGraphic(graphic);
        }
    }
}
