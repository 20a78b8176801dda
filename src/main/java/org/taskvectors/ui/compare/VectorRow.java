package org.taskvectors.ui.compare;

import java.util.OptionalInt;
import javafx.geometry.Side;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.VectorSwatch;
import org.taskvectors.ui.common.MiddleLabel;
import org.taskvectors.ui.common.NameEdit;
import org.taskvectors.ui.common.Stylesheets;

/// One vector of the list: its tick, how it is drawn, its norm. Its menu renames it and gives it
/// another colour; a click on its key opens the colours alone.
final class VectorRow extends VBox {
    private static final int IN_A_ROW = 4;

    private final CompareViewModel model;
    private final String id;
    private final CheckBox tick = new CheckBox();
    private final Button key = new Button();
    private final MiddleLabel name = new MiddleLabel();
    private final StackPane called = new StackPane(name);
    private final Label rank = new Label();
    private final Label norm = new Label();
    private final Label below = new Label();
    private final Button retry = new Button("Try again");
    private FigureTheme theme;
    private @Nullable VectorLine shown;

    VectorRow(CompareViewModel model, String id, FigureTheme theme) {
        this.model = model;
        this.id = id;
        this.theme = theme;
        getStyleClass().add("vector-row");
        setId("vector-" + id);
        tick.setMinWidth(USE_PREF_SIZE);
        tick.setOnAction(_ -> model.acts().tick(id, tick.isSelected()));
        key.getStyleClass().setAll("vector-key");
        key.setMinWidth(28);
        key.setPrefWidth(28);
        key.setOnAction(_ -> colours().show(key, Side.BOTTOM, 0, 2));
        name.getStyleClass().add("medium");
        called.setMinWidth(0);
        HBox.setHgrow(called, Priority.ALWAYS);
        rank.getStyleClass().add("secondary");
        rank.setMinWidth(USE_PREF_SIZE);
        norm.setMinWidth(USE_PREF_SIZE);
        below.setMinWidth(0);
        retry.getStyleClass().add("link");
        retry.setMinWidth(USE_PREF_SIZE);
        retry.setOnAction(_ -> model.retry(id));
        HBox line = new HBox(tick, key, called, rank, norm);
        line.getStyleClass().add("vector-line");
        HBox second = new HBox(below, retry);
        second.getStyleClass().add("vector-below");
        second.managedProperty().bind(second.visibleProperty());
        second.visibleProperty().bind(below.visibleProperty());
        getChildren().setAll(line, second);
        setOnContextMenuRequested(
                event -> {
                    ContextMenu menu = menu();
                    if (event.isKeyboardTrigger()) {
                        menu.show(this, Side.BOTTOM, 24, 0);
                    } else {
                        menu.show(this, event.getScreenX(), event.getScreenY());
                    }
                    event.consume();
                });
        addEventHandler(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.F2) {
                        rename();
                        event.consume();
                    }
                });
    }

    void setTheme(FigureTheme now) {
        theme = now;
        VectorLine line = shown;
        if (line != null) {
            drawKey(line);
        }
    }

    /// @param isBrief whether what kind of vector it is has no line of its own
    void show(VectorLine line, boolean isBrief) {
        VectorLine before = shown;
        shown = line;
        if (before == null || !before.colour().equals(line.colour())) {
            drawKey(line);
        }
        tick.setSelected(line.isTicked());
        tick.setAccessibleText("Compare " + line.name());
        key.setAccessibleText("Colour of " + line.name());
        name.setWhole(line.name());
        name.setMore(line.kind());
        rank.setText(line.rank());
        boolean says = !line.state().isEmpty();
        below.setText(says ? line.state() : line.kind());
        below.setWrapText(line.isFailed());
        below.getStyleClass().setAll("label", line.isFailed() ? "bad" : "secondary", "small");
        below.setVisible(says || !isBrief);
        if (before == null || !before.kind().equals(line.kind())) {
            below.setTooltip(new Tooltip(line.kind()));
        }
        norm.setText(VectorMetric.L2_NORM.quantity().say(line.norm()));
        if (before == null || !before.normOf().equals(line.normOf())) {
            norm.setTooltip(line.normOf().isEmpty() ? null : new Tooltip(line.normOf()));
        }
        retry.setVisible(line.isFailed());
        retry.setManaged(line.isFailed());
    }

    private void drawKey(VectorLine line) {
        key.setVisible(line.isTicked());
        key.setGraphic(line.isTicked() ? new VectorSwatch(line.colour().getAsInt(), theme) : null);
    }

    private ContextMenu menu() {
        ContextMenu menu = new ContextMenu();
        MenuItem rename = new MenuItem("Rename…");
        rename.setId("rename-vector");
        rename.setOnAction(_ -> rename());
        menu.getItems().setAll(rename);
        if (key.isVisible()) {
            menu.getItems().add(new SeparatorMenuItem());
            menu.getItems().addAll(colours().getItems());
        }
        return menu;
    }

    private ContextMenu colours() {
        ContextMenu menu = new ContextMenu();
        VBox rows = new VBox(4);
        HBox row = new HBox(4);
        for (int colour = 0; colour < Stylesheets.VECTOR_COLOURS; colour++) {
            if (colour % IN_A_ROW == 0) {
                row = new HBox(4);
                rows.getChildren().add(row);
            }
            row.getChildren().add(colour(menu, colour));
        }
        CustomMenuItem palette = new CustomMenuItem(rows, false);
        palette.getStyleClass().add("palette");
        MenuItem automatic = new MenuItem("Colour of its place");
        automatic.setId("colour-automatic");
        automatic.setOnAction(_ -> model.acts().recolour(id, OptionalInt.empty()));
        menu.getItems().setAll(palette, automatic);
        return menu;
    }

    private Button colour(ContextMenu menu, int colour) {
        Button button = new Button();
        button.getStyleClass().setAll("palette-colour");
        button.setId("colour-" + colour);
        button.setGraphic(new VectorSwatch(colour, theme));
        button.setAccessibleText("Colour " + (colour + 1));
        button.setOnAction(
                _ -> {
                    menu.hide();
                    if (button.getScene() != null) {
                        button.getScene().getWindow().hide(); // The row's menu, where it is in it.
                    }
                    model.acts().recolour(id, OptionalInt.of(colour));
                });
        return button;
    }

    /// Edits the name in its place; Enter and leaving keep it, Escape does not.
    void rename() {
        if (called.getChildren().getFirst() != name) {
            return;
        }
        VectorLine line = shown;
        NameEdit.begin(
                called,
                name,
                line == null ? "" : model.acts().name(line.id()),
                typed -> {
                    tick.requestFocus();
                    typed.ifPresent(text -> model.acts().rename(id, text));
                });
    }
}
