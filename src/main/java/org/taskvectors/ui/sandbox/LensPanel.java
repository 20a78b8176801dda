package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.MenuButton;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.token.LogitLens;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.inference.Side;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.common.Tables;

/// The logit lens of an answer: layer × token as cells, and beside them the chosen column with how
/// likely one token is after each layer.
final class LensPanel extends OverPanel {
    /// Below this width the column stands under the cells.
    private static final double NARROW = 860;

    /// The height of all but the rows of the cells.
    private static final double BESIDE = 290;

    private final Lens model;
    private final Takings takings;
    private final SegmentControl<Lens.View> view = new SegmentControl<>();
    private final SegmentControl<Lens.Colour> colour = new SegmentControl<>();
    private final ComboBox<Integer> followed = new ComboBox<>();
    private final Label about = secondary();
    private final Label scale = new Label();
    private final Label told = secondary();
    private final Label problem = secondary();
    private final MenuButton export = new MenuButton("Export…");
    private final LensGrid grid;
    private final Label columnTitle = new Label();
    private final TableView<Integer> column = new TableView<>();
    private final FlowPane choices;
    private final HBox both;
    private boolean isShowing;
    private boolean wasDone;

    /// @param below the place that rests while the panel is shown
    LensPanel(Lens model, Takings takings, Node below) {
        super("lens-panel", below, model::hide, model::fraction);
        this.model = model;
        this.takings = takings;
        grid = new LensGrid(model);
        columnTitle.getStyleClass().addAll("medium", "small");
        column.setId("lens-column");
        VBox.setVgrow(column, Priority.ALWAYS);
        VBox side = new VBox(4, columnTitle, column);
        side.getStyleClass().add("lens-side");
        Label rows = new Label("after layer × before token");
        rows.getStyleClass().addAll("medium", "small");
        VBox cells = new VBox(4, rows, grid);
        VBox.setVgrow(grid, Priority.ALWAYS);
        HBox.setHgrow(cells, Priority.ALWAYS);
        cells.setMinWidth(0);
        both = new HBox(16, cells, side);
        VBox.setVgrow(both, Priority.ALWAYS);
        widthProperty().addListener((_, _, width) -> visible(side, width.doubleValue() >= NARROW));
        scale.getStyleClass().add("secondary");
        Label word = new Label("token");
        word.getStyleClass().add("secondary");
        choices = new FlowPane(10, 6, view, colour, row(word, followed), scale);
        choices.getStyleClass().add("lens-choices");
        HBox foot = new HBox(8, told, space(), export);
        foot.getStyleClass().add("over-foot");
        told.setMinWidth(0);
        problem.setId("lens-problem");
        setTitle("Logit lens");
        setContent(about, bar(), problem, choices, both, foot);
        choose();
        columns();
        Stream.of(model.stateProperty(), model.choiceProperty(), model.toldProperty())
                .forEach(each -> each.addListener((_, _, _) -> refresh()));
        Stream.of(model.viewProperty(), model.colourProperty())
                .forEach(each -> each.addListener((_, _, _) -> refresh()));
        refresh();
    }

    private void choose() {
        view.setId("lens-view");
        view.setAccessibleText("What the cells show");
        view.setOptions(List.of(Lens.View.values()), Lens.View::word);
        link(view, model.viewProperty());
        colour.setAccessibleText("By what the cells are coloured");
        colour.setOptions(List.of(Lens.Colour.values()), Lens.Colour::word);
        link(colour, model.colourProperty());
        followed.setId("lens-token");
        followed.setAccessibleText("Which token is followed through the layers");
        followed.setCellFactory(_ -> new TokenCell());
        followed.setButtonCell(new TokenCell());
        followed.setPrefWidth(150);
        followed.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (now != null && !isShowing) {
                                Lens.Choice was = model.choiceProperty().get();
                                model.choiceProperty()
                                        .set(new Lens.Choice(was.layer(), was.position(), now));
                            }
                        });
        export.setId("lens-export");
        export.getStyleClass().add("compact");
        export.getItems()
                .setAll(
                        Takings.item(
                                "Copy as image",
                                "lens-copy",
                                () -> with(t -> takings.copy(t.figure()))),
                        Takings.item(
                                "Copy all cells as CSV",
                                "lens-copy-csv",
                                () -> with(t -> takings.copy(t.csv(), "The table"))),
                        new SeparatorMenuItem());
        for (FigureFormat format : List.of(FigureFormat.SVG, FigureFormat.PDF, FigureFormat.PNG)) {
            export.getItems()
                    .add(
                            Takings.item(
                                    "Save as " + format.name() + "…",
                                    "lens-" + format.suffix(),
                                    () -> with(t -> takings.save(t.figure(), format))));
        }
        export.getItems()
                .add(
                        Takings.item(
                                "Save all cells as CSV…",
                                "lens-csv",
                                () ->
                                        with(
                                                t ->
                                                        takings.save(
                                                                t.csv(),
                                                                "logit lens " + t.setting().base(),
                                                                "csv",
                                                                "CSV"))));
    }

    private void with(java.util.function.Consumer<LensTable> action) {
        model.table().ifPresent(action);
    }

    private void columns() {
        column.getStyleClass().add("rows");
        column.setFixedCellSize(22);
        column.setAccessibleText("How likely the token is after each layer");
        column.setPlaceholder(new Label(""));
        column.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        column.getColumns()
                .setAll(
                        List.of(
                                number("layer", 46, layer -> layer, 0),
                                number("p base", 64, layer -> share(layer, Side.BASE), 3),
                                number("rank", 62, layer -> rank(layer, Side.BASE), 0),
                                number("p edited", 76, layer -> share(layer, Side.EDITED), 3),
                                number("rank", 62, layer -> rank(layer, Side.EDITED), 0),
                                number("KL", 60, this::kl, 3)));
    }

    private static TableColumn<Integer, Double> number(
            String title,
            double width,
            java.util.function.ToDoubleFunction<Integer> value,
            int decimals) {
        TableColumn<Integer, Double> column =
                Tables.numbers(title, value, v -> Digits.decimals(decimals).format(v));
        column.setSortable(false);
        column.setReorderable(false);
        column.setPrefWidth(width);
        column.setMinWidth(width);
        return column;
    }

    private double share(int layer, Side side) {
        return standing(layer, side).map(s -> Math.exp(s.logProbability())).orElse(Double.NaN);
    }

    private double rank(int layer, Side side) {
        return standing(layer, side).map(s -> (double) s.rank()).orElse(Double.NaN);
    }

    private java.util.Optional<LogitLens.Standing> standing(int layer, Side side) {
        return model.table().map(t -> t.standing(layer, t.choice().position(), side));
    }

    private double kl(int layer) {
        return model.table()
                .map(t -> t.found().cell(layer, t.choice().position()).kl())
                .orElse(Double.NaN);
    }

    private void refresh() {
        Lens.State state = model.stateProperty().get();
        boolean isDone = state instanceof Lens.State.Done;
        boolean isRunning = state instanceof Lens.State.Running;
        problem.setText(
                switch (state) {
                    case Lens.State.Failed(String reason) -> reason;
                    case Lens.State.Running _ ->
                            "Both models read the answer; the head is asked after each layer.";
                    default -> "";
                });
        visible(problem, !problem.getText().isEmpty());
        visible(choices, isDone);
        visible(both, isDone);
        visible(about, isDone);
        visible(export, isDone);
        told.setText(model.toldProperty().get());
        visible(told, !told.getText().isEmpty());
        model.table().ifPresent(this::show);
        stretch(
                model.table()
                        .map(table -> BESIDE + LensGrid.ROW * table.layers())
                        .orElse(USE_PREF_SIZE));
        boolean comes = isDone && !wasDone;
        wasDone = isDone;
        showProgress(isRunning);
        show(!(state instanceof Lens.State.Hidden), both);
        if (comes) {
            grid.cells().requestFocus();
        }
    }

    private void show(LensTable now) {
        isShowing = true;
        boolean isKl = now.view() == Lens.View.KL;
        colour.setDisable(isKl);
        if (!followed.getItems().equals(now.found().followed())) {
            followed.getItems().setAll(now.found().followed());
        }
        followed.setValue(now.choice().followed());
        scale.setText(
                isKl
                        ? "KL, pale 0 – strong "
                                + Digits.significant(3).format(now.largest())
                                + " nats"
                        : "probability, pale 0 – strong 1");
        Lens.Setting from = now.setting();
        about.setText(
                "The last norm and the head after each layer of "
                        + from.base()
                        + " (runs "
                        + brief(from.baseFingerprint())
                        + ") and of the edited model (runs "
                        + brief(from.editedFingerprint())
                        + "), over the "
                        + (from.side() == Side.BASE ? "base" : "edited")
                        + " side's answer: tokens "
                        + (from.first() + 1)
                        + " to "
                        + (from.first() + now.columns())
                        + " of "
                        + from.whole()
                        + ". The row on top is what the model itself expects.");
        grid.show(now);
        columnTitle.setText(
                "before token "
                        + (from.first() + now.choice().position() + 1)
                        + ": "
                        + now.shown(now.choice().followed()).strip());
        List<Integer> layers =
                IntStream.range(0, now.layers()).mapToObj(i -> now.layers() - 1 - i).toList();
        if (!column.getItems().equals(layers)) {
            column.getItems().setAll(layers);
        }
        column.refresh();
        isShowing = false;
    }

    private static String brief(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }

    private final class TokenCell extends ListCell<Integer> {
        @Override
        protected void updateItem(@Nullable Integer token, boolean isEmpty) {
            super.updateItem(token, isEmpty);
            setText(isEmpty || token == null ? null : model.shown(token).replace("\n", "↵"));
        }
    }
}
