package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.figure.training.TrainingFigures;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Tables;
import org.taskvectors.ui.common.Tag;

/// The checkpoints that are kept of a run, the newest first: several are compared, one is tried.
final class CheckpointsCard extends VBox {
    private final TrainViewModel model;
    private final TableView<KeptCheckpoint> table = new TableView<>();
    private final Button compare = new Button("Compare");
    private final Button tryOut = new Button("Try in Sandbox");
    private final TableColumn<KeptCheckpoint, Double> accuracy =
            number("accuracy", CheckpointsCard::share, TrainingFigures.ACCURACY::write);
    private final TableColumn<KeptCheckpoint, Double> heldOutLoss =
            number("loss, held out", KeptCheckpoint::heldOutLoss, TrainingFigures.LOSS::write);
    private final TableColumn<KeptCheckpoint, String> wilson =
            Tables.words("Wilson, 95 %", CheckpointsCard::interval);
    private final TableColumn<KeptCheckpoint, Double> toCompared =
            number(
                    "cosine to it",
                    one -> one.cosineToCompared().orElse(Double.NaN),
                    Digits.decimals(4)::format);
    private List<TableColumn<KeptCheckpoint, ?>> shownColumns = List.of();
    private final TableColumn<KeptCheckpoint, KeptCheckpoint> ticks = ticks();
    private final TableColumn<KeptCheckpoint, Double> step =
            number("Step", KeptCheckpoint::step, one -> Amounts.count(Math.round(one)));
    private final TableColumn<KeptCheckpoint, Double> loss =
            number("loss", KeptCheckpoint::loss, TrainingFigures.LOSS::write);
    private final TableColumn<KeptCheckpoint, Double> norm =
            number("‖τ‖", KeptCheckpoint::norm, Digits.significant(4)::format);
    private final TableColumn<KeptCheckpoint, Double> toFirst =
            number(
                    "cosine to the first",
                    one -> one.cosineToFirst().orElse(Double.NaN),
                    Digits.decimals(4)::format);
    private final TableColumn<KeptCheckpoint, Double> size =
            number("size", KeptCheckpoint::bytes, one -> Amounts.bytes(one));
    private final TableColumn<KeptCheckpoint, KeptCheckpoint> tags = tags();
    private boolean isShowing;

    CheckpointsCard(TrainViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "checkpoints-card");
        setId("checkpoints-card");
        setMinWidth(0);
        Label title = new Label("Checkpoints");
        title.getStyleClass().add("card-title");
        compare.setId("compare-checkpoints");
        tryOut.setId("try-checkpoint");
        for (Button each : List.of(compare, tryOut)) {
            each.getStyleClass().add("compact");
            each.setMinWidth(USE_PREF_SIZE);
        }
        compare.setOnAction(_ -> model.compare());
        tryOut.setOnAction(_ -> model.tryOut());
        HBox head = new HBox(title, Nodes.space(), compare, tryOut);
        head.getStyleClass().add("rows-head");
        wilson.getStyleClass().add("number");
        Tables.dress(table);
        table.setId("checkpoints");
        table.setPlaceholder(new Label());
        table.setAccessibleText(
                "Checkpoints; Space ticks one for Compare, Enter tries it in the Sandbox");
        table.getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                model.shown().choose(OptionalInt.of(now.step()));
                            }
                        });
        table.setOnKeyPressed(
                event -> {
                    KeptCheckpoint chosen = table.getSelectionModel().getSelectedItem();
                    if (chosen != null && event.getCode() == KeyCode.SPACE) {
                        Set<Integer> ticked = model.shown().tickedProperty().get();
                        model.shown().tick(chosen.step(), !ticked.contains(chosen.step()));
                        event.consume();
                    } else if (chosen != null && event.getCode() == KeyCode.ENTER) {
                        model.tryOut();
                        event.consume();
                    }
                });
        getChildren().setAll(head, table);
    }

    private static double share(KeptCheckpoint one) {
        return one.accuracy().map(Proportion::share).orElse(Double.NaN);
    }

    private static String interval(KeptCheckpoint one) {
        return one.accuracy().map(StripWords::interval).orElse(Digits.DASH);
    }

    private static TableColumn<KeptCheckpoint, Double> number(
            String title,
            ToDoubleFunction<KeptCheckpoint> value,
            Function<Double, String> written) {
        return Tables.numbers(title, value, written);
    }

    private TableColumn<KeptCheckpoint, KeptCheckpoint> ticks() {
        TableColumn<KeptCheckpoint, KeptCheckpoint> column = new TableColumn<>("");
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            private final CheckBox box = new CheckBox();

                            @Override
                            protected void updateItem(
                                    @Nullable KeptCheckpoint item, boolean empty) {
                                super.updateItem(item, empty);
                                setGraphic(empty || item == null ? null : box);
                                if (item != null) {
                                    box.setFocusTraversable(false);
                                    box.setAccessibleText("Compare step " + item.step());
                                    box.setSelected(
                                            model.shown()
                                                    .tickedProperty()
                                                    .get()
                                                    .contains(item.step()));
                                    box.setOnAction(
                                            _ -> model.shown().tick(item.step(), box.isSelected()));
                                }
                            }
                        });
        column.setMinWidth(34);
        column.setMaxWidth(34);
        return column;
    }

    private TableColumn<KeptCheckpoint, KeptCheckpoint> tags() {
        TableColumn<KeptCheckpoint, KeptCheckpoint> column = new TableColumn<>("");
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            @Override
                            protected void updateItem(
                                    @Nullable KeptCheckpoint item, boolean empty) {
                                super.updateItem(item, empty);
                                setGraphic(empty || item == null ? null : tagsOf(item));
                            }
                        });
        column.setMinWidth(92);
        column.setMaxWidth(92);
        return column;
    }

    private HBox tagsOf(KeptCheckpoint item) {
        HBox box = new HBox(4);
        box.getStyleClass().add("checkpoint-tags");
        List<KeptCheckpoint> all = model.shown().checkpoints();
        if (item.isBest()) {
            box.getChildren().add(new Tag("best", Tag.Kind.GOOD));
        }
        if (!all.isEmpty() && all.getLast().equals(item)) {
            box.getChildren().add(new Tag("last", Tag.Kind.NEUTRAL));
        }
        return box;
    }

    /// @param compared what the vector is called that the run is compared with; empty for none
    void show(Form form, String compared) {
        List<KeptCheckpoint> now = model.shown().checkpoints().reversed();
        Nodes.visible(this, !now.isEmpty());
        isShowing = true;
        showColumns(now, compared);
        if (!table.getItems().equals(now)) {
            table.getItems().setAll(now);
        }
        OptionalInt chosen = model.shown().chosenProperty().get();
        Optional<KeptCheckpoint> row =
                now.stream().filter(one -> chosen.equals(OptionalInt.of(one.step()))).findFirst();
        row.ifPresentOrElse(
                one -> table.getSelectionModel().select(one),
                () -> table.getSelectionModel().clearSelection());
        isShowing = false;
        table.refresh();
        int rows = Math.min(now.size(), 8);
        table.setMinHeight(32 + 28.0 * Math.min(rows, 3) + 2);
        table.setPrefHeight(32 + 28.0 * rows + 2);
        showActs(form);
    }

    private void showColumns(List<KeptCheckpoint> now, String compared) {
        boolean isJudged = now.stream().anyMatch(one -> one.accuracy().isPresent());
        List<TableColumn<KeptCheckpoint, ?>> wanted = new ArrayList<>(List.of(ticks, step, loss));
        wanted.addAll(isJudged ? List.of(accuracy, wilson) : List.of(heldOutLoss));
        wanted.addAll(List.of(norm, toFirst));
        if (!compared.isEmpty()) {
            toCompared.setText("cosine to " + compared);
            wanted.add(toCompared);
        }
        wanted.addAll(List.of(size, tags));
        if (!wanted.equals(shownColumns)) {
            shownColumns = wanted;
            for (TableColumn<KeptCheckpoint, ?> column : wanted) {
                column.setReorderable(false);
                column.setSortable(false);
                if (!column.equals(ticks) && !column.equals(tags)) {
                    // As wide as its head at least.
                    column.setMinWidth(Math.max(58, 7.2 * column.getText().length() + 24));
                }
            }
            step.setMaxWidth(90);
            table.getColumns().setAll(wanted);
        }
    }

    /// A checkpoint of all weights is a model, and no vector that could be compared.
    private void showActs(Form form) {
        boolean isModel = form.settings().adaptation().method() == Method.FULL;
        int picked = model.shown().picked().size();
        int ticked = model.shown().tickedProperty().get().size();
        compare.setText(ticked > 1 ? "Compare " + ticked : "Compare");
        compare.setDisable(isModel || picked == 0);
        tryOut.setDisable(isModel || ticked > 1);
        String why = "A checkpoint of all weights is a model: Extract makes its vector";
        compare.setTooltip(
                isModel
                        ? new Tooltip(why)
                        : new Tooltip("Ticks the ticked checkpoints in Compare, as a set"));
        tryOut.setTooltip(
                isModel
                        ? new Tooltip(why)
                        : new Tooltip("Lays the ticked or chosen checkpoint on its base"));
    }
}
