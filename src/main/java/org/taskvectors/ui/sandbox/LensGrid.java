package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/// The cells of the logit lens: a row for each layer, the last one on top, a column for each token
/// of the answer. Arrow keys move the choice. The layers' numbers stay in sight.
final class LensGrid extends HBox {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");

    /// The height of a row.
    static final double ROW = 22;

    private static final double COLUMN = 74;
    private static final int TINTS = 8;

    private final Lens lens;
    private final TableView<Integer> layers = new TableView<>();
    private final TableView<Integer> cells = new TableView<>();
    private final Region gap = new Region();
    private Optional<LensTable> table = Optional.empty();
    private boolean isShowing;

    LensGrid(Lens lens) {
        this.lens = lens;
        setId("lens-grid");
        setMinWidth(0);
        for (TableView<Integer> each : List.of(layers, cells)) {
            each.setFixedCellSize(ROW);
            each.getStyleClass().addAll("rows", "lens-table");
            each.setMinHeight(4 * ROW);
            VBox.setVgrow(each, Priority.ALWAYS);
        }
        TableColumn<Integer, String> number = new TableColumn<>("layer");
        number.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue().toString()));
        number.setSortable(false);
        number.setPrefWidth(46);
        number.setResizable(false);
        layers.getColumns().setAll(List.of(number));
        layers.getStyleClass().add("lens-layers");
        layers.setMinWidth(48);
        layers.setMaxWidth(48);
        layers.setFocusTraversable(false);
        layers.setMouseTransparent(true);
        cells.setId("lens-cells");
        cells.getSelectionModel().setCellSelectionEnabled(true);
        cells.setAccessibleText("What each layer would say at each token");
        cells.getSelectionModel()
                .getSelectedCells()
                .addListener((InvalidationListener) _ -> chosen());
        cells.skinProperty().addListener((_, _, _) -> bindBars());
        cells.setPlaceholder(new Label(""));
        layers.setPlaceholder(new Label(""));
        VBox left = new VBox(layers, gap);
        VBox right = new VBox(cells);
        HBox.setHgrow(right, Priority.ALWAYS);
        right.setMinWidth(0);
        cells.setMinWidth(0);
        getChildren().setAll(left, right);
    }

    /// The cells move the numbers of the layers along.
    private void bindBars() {
        javafx.application.Platform.runLater(
                () -> {
                    for (javafx.scene.Node each : cells.lookupAll(".scroll-bar")) {
                        if (each instanceof ScrollBar bar) {
                            bind(bar);
                        }
                    }
                });
    }

    private void bind(ScrollBar bar) {
        if (bar.getOrientation() == javafx.geometry.Orientation.HORIZONTAL) {
            // What the bar covers of the cells is left out of the numbers too.
            gap.minHeightProperty()
                    .bind(
                            javafx.beans.binding.Bindings.when(bar.visibleProperty())
                                    .then(bar.heightProperty())
                                    .otherwise(0));
        } else {
            bar.valueProperty()
                    .addListener(
                            (_, _, now) ->
                                    layers.lookupAll(".scroll-bar").stream()
                                            .filter(ScrollBar.class::isInstance)
                                            .map(ScrollBar.class::cast)
                                            .filter(
                                                    own ->
                                                            own.getOrientation()
                                                                    == bar.getOrientation())
                                            .forEach(own -> own.setValue(now.doubleValue())));
        }
    }

    /// Shows a lens; another one has other columns.
    void show(LensTable now) {
        isShowing = true;
        boolean isOther =
                table.filter(was -> was.found().equals(now.found())).isEmpty()
                        || cells.getColumns().size() != now.columns();
        table = Optional.of(now);
        if (isOther) {
            cells.getColumns()
                    .setAll(
                            IntStream.range(0, now.columns())
                                    .mapToObj(c -> column(now, c))
                                    .toList());
            List<Integer> rows =
                    IntStream.range(0, now.layers()).mapToObj(i -> now.layers() - 1 - i).toList();
            cells.getItems().setAll(rows);
            layers.getItems().setAll(rows);
        }
        int row = now.layers() - 1 - now.choice().layer();
        TableColumn<Integer, ?> column = cells.getColumns().get(now.choice().position());
        if (!cells.getSelectionModel().isSelected(row, column)) {
            cells.getSelectionModel().clearAndSelect(row, column);
            cells.getFocusModel().focus(row, column);
            cells.scrollToColumnIndex(Math.max(0, now.choice().position() - 2));
            cells.scrollTo(row);
        }
        cells.refresh();
        isShowing = false;
    }

    TableView<Integer> cells() {
        return cells;
    }

    private TableColumn<Integer, Integer> column(LensTable now, int index) {
        TableColumn<Integer, Integer> column = new TableColumn<>();
        Label head = new Label(now.setting().shown().get(index).replace("\n", "↵"));
        head.getStyleClass().add("lens-head");
        head.setTooltip(
                new Tooltip(
                        "token "
                                + (now.setting().first() + index + 1)
                                + ": what the cells below expected is what stands here"));
        head.setMaxWidth(COLUMN - 8);
        column.setGraphic(head);
        column.setPrefWidth(COLUMN);
        column.setResizable(false);
        column.setSortable(false);
        column.setReorderable(false);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(_ -> new Cell(index));
        return column;
    }

    private void chosen() {
        if (isShowing || table.isEmpty()) {
            return;
        }
        cells.getSelectionModel().getSelectedCells().stream()
                .findFirst()
                .ifPresent(
                        at -> {
                            LensTable now = table.get();
                            int layer = now.layers() - 1 - at.getRow();
                            int column = Math.clamp(at.getColumn(), 0, now.columns() - 1);
                            lens.choiceProperty()
                                    .set(new Lens.Choice(layer, column, now.choice().followed()));
                        });
    }

    private final class Cell extends TableCell<Integer, Integer> {
        private final int column;
        private final Tooltip tip = new Tooltip();

        Cell(int column) {
            this.column = column;
            tip.setShowDelay(Duration.millis(200));
            tip.setShowDuration(Duration.seconds(30));
            tip.setOnShowing(
                    _ -> {
                        if (getItem() != null) {
                            table.ifPresent(now -> tip.setText(now.tip(getItem(), column)));
                        }
                    });
        }

        @Override
        protected void updateItem(@Nullable Integer layer, boolean isEmpty) {
            super.updateItem(layer, isEmpty);
            getStyleClass().removeIf(style -> style.startsWith("tint-"));
            if (isEmpty || layer == null || table.isEmpty()) {
                setText(null);
                setTooltip(null);
                setAccessibleText("");
                pseudoClassStateChanged(CHOSEN, false);
                return;
            }
            LensTable now = table.get();
            String text = now.text(layer, column);
            setText(text);
            double largest = now.largest();
            double share = largest <= 0 ? 0 : now.value(layer, column) / largest;
            getStyleClass().add("tint-" + Math.round(Math.clamp(share, 0, 1) * TINTS));
            pseudoClassStateChanged(CHOSEN, now.choice().position() == column);
            setAccessibleText("layer " + layer + ", " + text);
            setTooltip(tip);
        }
    }
}
