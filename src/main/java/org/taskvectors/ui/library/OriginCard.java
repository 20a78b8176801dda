package org.taskvectors.ui.library;

import javafx.geometry.Insets;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.Copying;

/// What a file says of its origin, to be read and copied; it floats beside its card.
final class OriginCard extends VBox {
    private static final double WIDTH = 440;
    private static final double HIGHEST = 420;
    private static final double LABELS = 116;

    OriginCard(Origin origin) {
        getStyleClass().add("origin-card");
        Label title = new Label("Provenance of " + origin.title());
        title.getStyleClass().add("card-title");
        title.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        title.setMaxWidth(WIDTH - 72);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button copy = new Button("Copy");
        copy.getStyleClass().add("compact");
        copy.setAccessibleText("Copy the provenance of " + origin.title());
        copy.setOnAction(
                _ -> {
                    Copying.text(origin.text());
                    copy.setText("Copied");
                });
        copy.setMinWidth(64);
        HBox head = new HBox(8, title, space, copy);
        head.getStyleClass().add("item-row");
        GridPane grid = grid(origin);
        ScrollPane scroll = new ScrollPane(grid);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        // How high lines are that wrap is known once they have a width.
        grid.heightProperty()
                .addListener(
                        (_, _, now) ->
                                scroll.setPrefViewportHeight(Math.min(HIGHEST, now.doubleValue())));
        setPrefWidth(WIDTH);
        setSpacing(8);
        getChildren().setAll(head, scroll);
    }

    private static GridPane grid(Origin origin) {
        GridPane grid = new GridPane();
        grid.setHgap(12);
        grid.setVgap(4);
        grid.setPadding(new Insets(0, 12, 0, 0));
        ColumnConstraints labels = new ColumnConstraints(LABELS);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        values.setFillWidth(true);
        grid.getColumnConstraints().setAll(labels, values);
        for (Origin.Line line : origin.lines()) {
            Label label = new Label(line.label());
            label.getStyleClass().add("secondary");
            label.setMinWidth(0);
            GridPane.setValignment(label, VPos.TOP);
            Label value = new Label(line.value());
            value.getStyleClass().add(line.isCode() ? "mono" : "small");
            value.setWrapText(true);
            value.setMinHeight(Region.USE_PREF_SIZE);
            grid.addRow(grid.getRowCount(), label, value);
        }
        return grid;
    }
}
