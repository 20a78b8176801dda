package org.taskvectors.ui.sandbox;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.analysis.metric.Digits;

/// Several prompts under several settings: the base pinned at the left, a column for each setting.
final class MatrixCard extends VBox {
    private static final int LONG = 120;

    private final SandboxViewModel model;
    private final GridPane pinned = new GridPane();
    private final GridPane settings = new GridPane();
    private final Button fill = new Button("Fill");

    MatrixCard(SandboxViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "lower-card");
        setId("matrix");
        Label title = new Label("Prompts under settings");
        title.getStyleClass().add("card-title");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button clear = new Button("Close");
        clear.getStyleClass().setAll("button", "link", "small");
        clear.setOnAction(_ -> model.matrix().clear());
        fill.setId("fill-matrix");
        fill.getStyleClass().add("compact");
        fill.setOnAction(
                _ -> {
                    if (model.matrix().busyProperty().get()) {
                        model.matrix().stop();
                    } else {
                        model.matrix().fill();
                    }
                });
        HBox head = new HBox(12, title, space, clear, fill);
        head.getStyleClass().add("side-head");
        for (GridPane grid : List.of(pinned, settings)) {
            grid.getStyleClass().add("matrix-grid");
        }
        pinned.setMinWidth(Region.USE_PREF_SIZE);
        ScrollPane scroll = new ScrollPane(settings);
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setMinWidth(80);
        HBox.setHgrow(scroll, Priority.ALWAYS);
        HBox both = new HBox(pinned, scroll);
        getChildren().setAll(head, both);
    }

    /// Shows rows, columns and cells as they are now.
    void show() {
        Matrix.Shown now = model.matrix().shownProperty().get();
        setVisible(!now.isEmpty());
        setManaged(!now.isEmpty());
        fill.setText(model.matrix().busyProperty().get() ? "Stop" : "Fill");
        fill.setDisable(now.rows().isEmpty());
        pinned.getChildren().clear();
        settings.getChildren().clear();
        pinned.add(head("Prompt", Optional.empty()), 0, 0);
        pinned.add(head("Base θ₀", Optional.empty()), 1, 0);
        for (int c = 0; c < now.columns().size(); c++) {
            Matrix.Column column = now.columns().get(c);
            settings.add(
                    head(column.name(), Optional.of(() -> model.matrix().remove(column))), c, 0);
        }
        for (int r = 0; r < now.rows().size(); r++) {
            Matrix.Row row = now.rows().get(r);
            pinned.add(prompt(row), 0, r + 1);
            pinned.add(cell(now, new Matrix.Place(row, Optional.empty())), 1, r + 1);
            for (int c = 0; c < now.columns().size(); c++) {
                Optional<Matrix.Column> column = Optional.of(now.columns().get(c));
                settings.add(cell(now, new Matrix.Place(row, column)), c, r + 1);
            }
        }
    }

    private static Node head(String text, Optional<Runnable> remove) {
        Label label = new Label(text);
        label.getStyleClass().addAll("medium", "small");
        label.setMinWidth(0);
        label.setTooltip(new Tooltip(text));
        HBox box = new HBox(4, label);
        box.getStyleClass().addAll("matrix-cell", "matrix-head");
        remove.ifPresent(action -> box.getChildren().add(cross(action, "Remove " + text)));
        return box;
    }

    private Node prompt(Matrix.Row row) {
        Label label = new Label(row.title());
        label.getStyleClass().add("small");
        label.setMinWidth(0);
        label.setTooltip(new Tooltip(row.title()));
        HBox.setHgrow(label, Priority.ALWAYS);
        HBox box =
                new HBox(
                        4, label, cross(() -> model.matrix().remove(row), "Remove " + row.title()));
        box.getStyleClass().add("matrix-cell");
        return box;
    }

    private static Button cross(Runnable action, String words) {
        Button cross = new Button();
        cross.setGraphic(FontIcon.of(Feather.X, 12));
        cross.getStyleClass().setAll("icon-button");
        cross.setAccessibleText(words);
        cross.setOnAction(_ -> action.run());
        return cross;
    }

    private static Node cell(Matrix.Shown now, Matrix.Place place) {
        Matrix.Cell cell = now.cells().get(place);
        VBox box = new VBox();
        box.getStyleClass().add("matrix-cell");
        if (cell == null) {
            box.getStyleClass().add("unknown");
            return box;
        }
        String text = cell.text().replace('\n', ' ').strip();
        Label best = new Label();
        cell.labels().stream()
                .max(Comparator.comparingDouble(SideShown.LabelShare::share))
                .ifPresent(
                        share ->
                                best.setText(
                                        share.name()
                                                + " "
                                                + Digits.decimals(3).format(share.share())));
        Label said = new Label(text.length() > LONG ? text.substring(0, LONG) + "…" : text);
        said.getStyleClass().add("secondary");
        said.setMinWidth(0);
        Tooltip whole = new Tooltip(cell.text());
        whole.setWrapText(true);
        whole.setMaxWidth(480);
        said.setTooltip(whole);
        Stream.of(best, said)
                .filter(label -> !label.getText().isEmpty())
                .forEach(box.getChildren()::add);
        return box;
    }
}
