package org.taskvectors.ui.compare;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// Figures side by side, as many as there is room for: three become two and then one. Style class
/// `figures`.
public final class FigureRows extends VBox {
    private static final double LEAST = 330;
    private static final double LEAST_OF_THREE = 290;

    private List<? extends Node> figures = List.of();
    private int inARow;

    public FigureRows() {
        getStyleClass().add("figures");
        setMinWidth(0);
        widthProperty().addListener((_, _, _) -> lay());
    }

    /// Shows these figures, which grow as they say.
    void setFigures(List<? extends Node> shown) {
        if (!shown.equals(figures)) {
            figures = List.copyOf(shown);
            inARow = 0;
            lay();
        }
    }

    /// How many stand side by side in a width.
    static int inARow(int count, double width) {
        if (count > 2 && width >= count * LEAST_OF_THREE) {
            return count;
        }
        return width >= 2 * LEAST ? Math.min(2, count) : 1;
    }

    private void lay() {
        int now =
                figures.isEmpty() || getWidth() <= 0
                        ? figures.size()
                        : inARow(figures.size(), getWidth());
        if (now == inARow) {
            return;
        }
        inARow = now;
        getChildren().forEach(row -> ((HBox) row).getChildren().clear());
        getChildren().clear();
        for (int first = 0; first < figures.size(); first += now) {
            HBox row = new HBox();
            row.getStyleClass().add("figure-row");
            row.setMinWidth(0);
            row.getChildren().setAll(figures.subList(first, Math.min(first + now, figures.size())));
            VBox.setVgrow(row, Priority.ALWAYS);
            getChildren().add(row);
        }
    }
}
