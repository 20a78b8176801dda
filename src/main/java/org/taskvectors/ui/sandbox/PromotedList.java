package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.function.IntFunction;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.evaluation.token.EffectReport;
import org.taskvectors.evaluation.token.Promoted;

/// Tokens with their means as bars, the strongest first.
final class PromotedList extends VBox {
    private static final double ROW = 21;
    private static final double BAR = 0.6;

    private final ListView<Promoted.Entry> list = new ListView<>();
    private final Label name = new Label();
    private final String bar;
    private final IntFunction<String> shown;
    private double largest = 1;

    /// @param word `Promoted`
    /// @param bar the style of its bars
    /// @param shown returns how a token is shown alone
    PromotedList(String word, String bar, IntFunction<String> shown) {
        this.bar = bar;
        this.shown = shown;
        name.setText(word);
        Label numbers = new Label("mean Δ log p · positions");
        HBox head = new HBox(name, OverPanel.space(), numbers);
        head.getStyleClass().add("token-column-head");
        list.setId(word.toLowerCase(java.util.Locale.ROOT) + "-tokens");
        list.setFixedCellSize(ROW);
        list.setMinHeight(4 * ROW);
        list.setPrefWidth(260);
        list.setMinWidth(120);
        list.getStyleClass().add("token-rows");
        list.setAccessibleText(word + " tokens");
        list.setCellFactory(_ -> new Cell());
        Label nothing = new Label("none");
        nothing.getStyleClass().add("secondary");
        list.setPlaceholder(nothing);
        VBox.setVgrow(list, Priority.ALWAYS);
        HBox.setHgrow(this, Priority.ALWAYS);
        setMinWidth(0);
        getChildren().setAll(head, list);
    }

    /// @param end of the scale of both lists
    void show(List<Promoted.Entry> entries, double end) {
        largest = end;
        list.getItems().setAll(entries);
        list.scrollTo(0);
    }

    private final class Cell extends ListCell<Promoted.Entry> {
        private final Region fill = new Region();
        private final Label token = new Label();
        private final Label mean = new Label();
        private final Label count = new Label();
        private final HBox words = new HBox(token, mean, count);
        private final StackPane all = new StackPane(fill, words);

        Cell() {
            fill.getStyleClass().setAll("token-bar", bar);
            StackPane.setAlignment(fill, Pos.CENTER_LEFT);
            fill.setMaxWidth(Region.USE_PREF_SIZE);
            token.getStyleClass().add("mono");
            token.setMinWidth(0);
            token.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(token, Priority.ALWAYS);
            mean.getStyleClass().add("small");
            mean.setMinWidth(USE_PREF_SIZE);
            count.getStyleClass().addAll("secondary", "effect-count");
            count.setMinWidth(USE_PREF_SIZE);
            words.setAlignment(Pos.CENTER_LEFT);
            all.setMinWidth(0);
            all.setPrefWidth(0);
        }

        @Override
        protected void updateItem(Promoted.@Nullable Entry entry, boolean isEmpty) {
            super.updateItem(entry, isEmpty);
            if (isEmpty || entry == null) {
                setGraphic(null);
                setAccessibleText("");
                return;
            }
            String text = shown.apply(entry.token()).replace("\n", "↵");
            token.setText(text);
            mean.setText(EffectReport.signed(entry.mean()));
            count.setText(Long.toString(entry.count()));
            double share = largest <= 0 ? 0 : Math.abs(entry.mean()) / largest;
            fill.prefWidthProperty().bind(all.widthProperty().multiply(BAR * share));
            setAccessibleText(text + ", " + mean.getText() + ", " + count.getText() + " positions");
            setGraphic(all);
        }
    }
}
