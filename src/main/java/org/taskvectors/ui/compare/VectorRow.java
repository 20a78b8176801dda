package org.taskvectors.ui.compare;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.VectorSwatch;

/// One vector of the list: its tick, how it is drawn, its norm.
final class VectorRow extends HBox {
    private final CheckBox tick = new CheckBox();
    private final StackPane swatch = new StackPane();
    private final Label name = new Label();
    private final Label kind = new Label();
    private final Label norm = new Label();
    private final Button retry = new Button("Try again");
    private FigureTheme theme;
    private @Nullable VectorLine shown;

    VectorRow(CompareViewModel model, String id, FigureTheme theme) {
        this.theme = theme;
        getStyleClass().add("vector-row");
        setId("vector-" + id);
        tick.setMinWidth(USE_PREF_SIZE);
        tick.setOnAction(_ -> model.tick(id, tick.isSelected()));
        swatch.setMinWidth(24);
        swatch.setPrefWidth(24);
        name.getStyleClass().add("medium");
        name.setMinWidth(0);
        kind.getStyleClass().add("secondary");
        kind.setMinWidth(0);
        norm.setMinWidth(USE_PREF_SIZE);
        retry.getStyleClass().add("link");
        retry.setOnAction(_ -> model.retry(id));
        Label symbol = new Label("‖τ‖");
        symbol.getStyleClass().add("secondary");
        VBox words = new VBox(name, kind, retry);
        words.setMinWidth(0);
        words.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(words, Priority.ALWAYS);
        VBox number = new VBox(norm, symbol);
        number.getStyleClass().add("vector-norm");
        number.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().setAll(tick, swatch, words, number);
    }

    void setTheme(FigureTheme now) {
        theme = now;
        VectorLine line = shown;
        if (line != null) {
            drawSwatch(line);
        }
    }

    void show(VectorLine line) {
        VectorLine before = shown;
        shown = line;
        if (before == null || !before.colour().equals(line.colour())) {
            drawSwatch(line);
        }
        tick.setSelected(line.isTicked());
        tick.setAccessibleText("Compare " + line.name());
        name.setText(line.name());
        boolean says = !line.state().isEmpty();
        String second = says ? line.state() : line.kind();
        kind.setText(second);
        kind.setWrapText(line.isFailed());
        kind.getStyleClass().setAll("label", line.isFailed() ? "bad" : "secondary", "small");
        if (before == null || !second.equals(kindTip)) {
            kindTip = second;
            Tooltip.install(kind, new Tooltip(second));
        }
        norm.setText(VectorMetric.L2_NORM.quantity().say(line.norm()));
        retry.setVisible(line.isFailed());
        retry.setManaged(line.isFailed());
    }

    private String kindTip = "";

    private void drawSwatch(VectorLine line) {
        Node[] drawn =
                line.colour().isPresent()
                        ? new Node[] {new VectorSwatch(line.colour().getAsInt(), theme)}
                        : new Node[0];
        swatch.getChildren().setAll(drawn);
    }
}
