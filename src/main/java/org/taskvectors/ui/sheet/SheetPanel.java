package org.taskvectors.ui.sheet;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSheet;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.common.MiddleLabel;
import org.taskvectors.ui.common.ModalPanel;
import org.taskvectors.ui.common.SegmentControl;

/// The panel of the sheet of figures: the sheet as it is printed at the left, its figures and its
/// layout at the right.
public final class SheetPanel extends ModalPanel {
    private static final double SIDE = 320;
    private static final String EMPTY =
            "Nothing is on the sheet yet. The ⋯ menu of every figure has “Add to figure sheet”.";

    private final SheetViewModel model;
    private final Node below;
    private final ImageView preview = new ImageView();
    private final ScrollPane paper = new ScrollPane();
    private final Label empty = new Label(EMPTY);
    private final VBox rows = new VBox(4);
    private final SegmentControl<Integer> columns = new SegmentControl<>();
    private final SegmentControl<Boolean> wide = new SegmentControl<>();
    private final CheckBox lettered = new CheckBox("Letters and titles");
    private final TextArea caption = new TextArea();
    private final Label told = new Label();
    private final MenuButton save = new MenuButton("Save as");
    private final Button copy = new Button("Copy");
    private boolean filling;

    /// @param below what rests while the panel is shown
    public SheetPanel(SheetViewModel model, Node below) {
        super("sheet-panel", below, model::hide, () -> 0);
        this.model = model;
        this.below = below;
        getChildren().setAll(card());
        visible(this, false);
        told.textProperty().bind(model.toldProperty());
        model.shownProperty().addListener((_, _, isShown) -> changed(isShown));
        model.rowsProperty().addListener((_, _, _) -> fill());
        model.previewProperty().addListener((_, _, _) -> draw());
        columns.valueProperty().addListener((_, _, n) -> act(() -> model.setColumns(n)));
        wide.valueProperty().addListener((_, _, is) -> act(() -> model.setWide(is)));
        lettered.selectedProperty().addListener((_, _, is) -> act(() -> model.setLettered(is)));
        caption.textProperty().addListener((_, _, text) -> act(() -> model.setCaption(text)));
    }

    private void act(Runnable change) {
        if (!filling) {
            change.run();
        }
    }

    private Node card() {
        Label heading = new Label("Figure sheet");
        heading.getStyleClass().add("place-title");
        VBox side = new VBox(12, list(), choices(), told);
        side.setMinWidth(SIDE);
        side.setPrefWidth(SIDE);
        side.setMaxWidth(SIDE);
        paper.getStyleClass().add("sheet-paper");
        paper.setFitToWidth(true);
        paper.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        preview.setPreserveRatio(true);
        preview.setSmooth(true);
        StackPane sheet = new StackPane(preview);
        paper.setContent(sheet);
        preview.fitWidthProperty().bind(paper.widthProperty().subtract(24));
        empty.setWrapText(true);
        empty.getStyleClass().add("secondary");
        empty.setMaxWidth(280);
        StackPane left = new StackPane(paper, empty);
        HBox.setHgrow(left, Priority.ALWAYS);
        HBox content = new HBox(16, left, side);
        VBox.setVgrow(content, Priority.ALWAYS);
        content.setMinHeight(120);
        HBox actions = new HBox(actions());
        actions.getStyleClass().add("modal-actions");
        VBox card = new VBox(heading, content, actions);
        card.getStyleClass().addAll("floating-card", "modal-card", "sheet-card");
        card.setAccessibleText("Figure sheet");
        return card;
    }

    private Node[] actions() {
        save.getStyleClass().add("primary");
        save.setId("sheet-save");
        for (FigureFormat format : FigureFormat.values()) {
            MenuItem item = new MenuItem(format.label() + "…");
            item.setOnAction(_ -> model.save(format));
            save.getItems().add(item);
        }
        copy.setOnAction(_ -> model.copy(Copying::picture));
        Button close = new Button("Close");
        close.setCancelButton(true);
        close.setOnAction(_ -> model.hide());
        return new Node[] {close, copy, save};
    }

    private Node list() {
        ScrollPane scroll = new ScrollPane(rows);
        scroll.getStyleClass().add("edge-to-edge");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setMinHeight(60);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        return scroll;
    }

    private Node choices() {
        columns.setId("sheet-columns");
        columns.setOptions(
                IntStream.rangeClosed(1, FigureSheet.MOST_COLUMNS).boxed().toList(),
                String::valueOf);
        wide.setId("sheet-width");
        wide.setOptions(List.of(false, true), is -> is ? "6.75 in" : "3.25 in");
        caption.setId("sheet-caption");
        caption.setPromptText("Caption below the figures");
        caption.setWrapText(true);
        caption.setPrefRowCount(3);
        caption.setMinHeight(56);
        GridPane grid = new GridPane(12, 8);
        grid.addRow(0, new Label("Width"), wide);
        grid.addRow(1, new Label("Columns"), columns);
        grid.add(lettered, 1, 2);
        VBox box = new VBox(8, grid, caption);
        box.setMinHeight(Region.USE_PREF_SIZE);
        told.setWrapText(true);
        told.setMinHeight(Region.USE_PREF_SIZE);
        return box;
    }

    private void changed(boolean isShown) {
        show(isShown);
        if (isShown) {
            fill();
            draw();
            copy.requestFocus();
        } else {
            below.requestFocus();
        }
    }

    private void fill() {
        filling = true;
        wide.setValue(model.sheet().wide());
        columns.setOptions(
                IntStream.rangeClosed(1, model.mostColumns()).boxed().toList(), String::valueOf);
        columns.setValue(Math.min(model.sheet().columns(), model.mostColumns()));
        lettered.setSelected(model.sheet().lettered());
        if (!caption.getText().equals(model.sheet().caption())) {
            caption.setText(model.sheet().caption());
        }
        filling = false;
        List<Node> nodes = new ArrayList<>();
        List<SheetViewModel.Row> shown = model.rowsProperty().get();
        for (int i = 0; i < shown.size(); i++) {
            nodes.add(row(shown.get(i), i, shown.size()));
        }
        rows.getChildren().setAll(nodes);
        boolean isEmpty = shown.isEmpty();
        empty.setVisible(isEmpty);
        paper.setVisible(!isEmpty);
        copy.setDisable(isEmpty);
        save.setDisable(isEmpty);
    }

    private Node row(SheetViewModel.Row row, int index, int count) {
        Label letter = new Label(row.letter());
        letter.setMinWidth(16);
        MiddleLabel title = new MiddleLabel(row.title());
        MiddleLabel vectors = new MiddleLabel(row.vectors());
        vectors.getStyleClass().add("secondary");
        VBox words = new VBox(title, vectors);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        if (!row.changed().isEmpty()) {
            Label changed = new Label(row.changed());
            changed.getStyleClass().add("warning");
            changed.setWrapText(true);
            changed.setMinHeight(Region.USE_PREF_SIZE);
            words.getChildren().add(changed);
        }
        Button earlier =
                button(Feather.ARROW_UP, "Earlier: " + row.title(), () -> model.move(index, -1));
        earlier.setDisable(index == 0);
        Button later =
                button(Feather.ARROW_DOWN, "Later: " + row.title(), () -> model.move(index, 1));
        later.setDisable(index == count - 1);
        Button remove = button(Feather.X, "Remove: " + row.title(), () -> model.remove(index));
        HBox line = new HBox(4, letter, words, earlier, later, remove);
        line.getStyleClass().add("sheet-row");
        return line;
    }

    private static Button button(Feather icon, String words, Runnable action) {
        Button button = new Button("", FontIcon.of(icon, 14));
        button.getStyleClass().add("icon-button");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setAccessibleText(words);
        button.setTooltip(new Tooltip(words));
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void draw() {
        preview.setImage(
                model.previewProperty()
                        .get()
                        .map(shot -> new Image(new ByteArrayInputStream(shot.png())))
                        .orElse(null));
    }
}
