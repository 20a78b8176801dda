package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.ui.common.Card;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Tables;
import org.taskvectors.ui.common.Tag;
import org.taskvectors.ui.figures.FigureFrame;
import org.taskvectors.ui.figures.FigureSaver;

/// What the merge would be: three figures and the same numbers as a table. Asked for by a button,
/// measured over every weight, and marked where the form has changed since.
final class PreviewPane extends VBox {
    private static final PseudoClass BEHIND = PseudoClass.getPseudoClass("behind");
    private static final PseudoClass ALL = PseudoClass.getPseudoClass("all");
    private static final Digits SHARE = Digits.significant(2);

    private static final double FADED = 0.6;
    private static final double TWO = 480;
    private static final double THREE = 640;

    private final MergeViewModel model;
    private final Tag outdated = new Tag("out of date", Tag.Kind.WARNING);
    private final Label how = new Label();
    private final Button ask = new Button("Preview");
    private final JobLine progress;
    private final JobLine sampling;
    private final Label resolved = Nodes.line("muted");
    private final Label failure = Nodes.line("bad");
    private final Label words = Nodes.line("muted");
    private final GridPane figures = new GridPane();
    private final List<FigureFrame> frames = new ArrayList<>();
    private final Card tableCard = new Card();
    private final TableView<PreviewNumbers.Row> table = new TableView<>();
    private final Label notes = Nodes.line("muted");
    private Optional<PreviewNumbers> had = Optional.empty();
    private int columns;
    private boolean isFollowing;

    /// The position of the layer that is marked; −1 where none is.
    private int marked = -1;

    PreviewPane(MergeViewModel model, FigureSaver saver, FigureTheme theme) {
        this.model = model;
        getStyleClass().add("merge-preview");
        Label title = new Label("Preview");
        title.getStyleClass().add("card-title");
        outdated.setId("merge-outdated");
        how.getStyleClass().add("secondary");
        how.setMinWidth(0);
        ask.setId("merge-preview");
        ask.setMinWidth(USE_PREF_SIZE);
        ask.setOnAction(_ -> model.preview().start());
        HBox head = new HBox(8, title, outdated, how, Nodes.space(), ask);
        head.setAlignment(Pos.CENTER_LEFT);
        progress = new JobLine("the preview", () -> model.preview().cancel());
        Card card = new Card();
        card.getStyleClass().add("merge-preview-head");
        sampling = new JobLine("the sample", () -> model.preview().cancelSample());
        card.getChildren().setAll(head, sampling, progress, failure, words, resolved);
        for (String id : List.of("merge-norms", "merge-cosines", "merge-kept")) {
            FigureFrame frame = new FigureFrame(saver, theme);
            frame.setId(id);
            frame.view().setPrefHeight(210);
            frame.view().setMinHeight(160);
            frame.view().setOnChosen(spot -> choose(spot.position()));
            frames.add(frame);
        }
        figures.getStyleClass().add("merge-figures");
        figures.setMinWidth(0);
        figures.widthProperty().addListener((_, _, width) -> lay(width.doubleValue()));
        lay(THREE);
        Tables.dress(table);
        table.setRowFactory(_ -> row());
        table.setId("merge-table");
        table.setAccessibleText("The numbers of the preview by layer");
        table.setMinHeight(140);
        table.setPrefHeight(280);
        Tables.scrollWhereNarrow(table);
        VBox.setVgrow(table, Priority.ALWAYS);
        table.getSelectionModel()
                .selectedIndexProperty()
                .addListener(
                        (_, _, row) -> {
                            if (!isFollowing && row.intValue() >= 0) {
                                mark(row.intValue() - 1);
                            }
                        });
        tableCard.getStyleClass().add("table-card");
        tableCard.getChildren().setAll(table, notes);
        VBox.setVgrow(tableCard, Priority.ALWAYS);
        getChildren().setAll(card, figures, tableCard);
    }

    /// The row of all layers together is set apart.
    private static TableRow<PreviewNumbers.Row> row() {
        return new TableRow<>() {
            @Override
            protected void updateItem(PreviewNumbers.@Nullable Row item, boolean empty) {
                super.updateItem(item, empty);
                pseudoClassStateChanged(ALL, item != null && !empty && getIndex() == 0);
            }
        };
    }

    void setTheme(FigureTheme theme) {
        frames.forEach(frame -> frame.setTheme(theme));
    }

    private void lay(double width) {
        int now = width >= THREE ? 3 : width >= TWO ? 2 : 1;
        if (now == columns) {
            return;
        }
        columns = now;
        figures.getChildren().clear();
        figures.getColumnConstraints().clear();
        for (int i = 0; i < now; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / now);
            figures.getColumnConstraints().add(column);
        }
        for (int i = 0; i < frames.size(); i++) {
            figures.add(frames.get(i), i % now, i / now);
        }
        GridPane.setColumnSpan(frames.getLast(), now == 2 ? 2 : 1);
    }

    void show() {
        Preview preview = model.preview();
        boolean isPossible = preview.isPossible();
        Optional<PreviewNumbers> numbers =
                isPossible ? preview.numbersProperty().get() : Optional.empty();
        boolean isRunning = preview.runningProperty().get().isPresent();
        Nodes.visible(outdated, numbers.isPresent() && preview.outdatedProperty().get());
        boolean isBehind = preview.isBehind();
        how.setText(
                isBehind
                        ? "of what was asked before; being computed anew"
                        : numbers.map(PreviewPane::how).orElse(""));
        figures.pseudoClassStateChanged(BEHIND, isBehind);
        tableCard.setOpacity(isBehind ? FADED : 1);
        ask.setText("Measure every weight");
        Nodes.visible(ask, isPossible && !isRunning);
        boolean isWhole =
                model.checkedProperty().get().flatMap(CheckedMerge::plan).isPresent()
                        && model.missing().isEmpty();
        boolean isExact = numbers.filter(one -> one.share() == 1).isPresent();
        ask.setDisable(!isWhole || (isExact && !preview.outdatedProperty().get()));
        progress.show(preview.runningProperty().get());
        sampling.show(preview.samplingProperty().get());
        Nodes.say(resolved, numbers.map(PreviewNumbers::resolved).orElse(""));
        Nodes.say(failure, preview.failureProperty().get());
        Nodes.say(
                words,
                numbers.isPresent() || isRunning || preview.samplingProperty().get().isPresent()
                        ? ""
                        : isPossible
                                ? "What the merged change would be, without writing a model: its"
                                        + " norm, its cosine to each vector and the share of"
                                        + " weights that it changes, by layer."
                                : !preview.isKnown()
                                        ? "It is shown once the recipe fits. " + model.wrong()
                                        : "A preview is of merged vectors. What a mixture of models"
                                                + " changes is seen once it is saved.");
        Nodes.visible(figures, numbers.isPresent());
        Nodes.visible(tableCard, numbers.isPresent());
        if (!numbers.equals(had)) {
            had = numbers;
            numbers.ifPresent(this::show);
        }
    }

    /// `exact`, `from 6.3 % of the weights`
    private static String how(PreviewNumbers numbers) {
        return numbers.share() == 1
                ? "exact, before rounding to the base's numbers"
                : "estimated from "
                        + SHARE.format(100 * numbers.share())
                        + " % of the weights, held in memory";
    }

    /// Marks a layer in the figures and in the table; the one that is marked already no longer.
    private void choose(int position) {
        int now = position == marked ? -1 : position;
        mark(now);
        isFollowing = true;
        if (now < 0) {
            table.getSelectionModel().clearSelection();
        } else {
            table.getSelectionModel().clearAndSelect(now + 1);
            table.scrollTo(Math.max(0, now - 1));
        }
        isFollowing = false;
    }

    private void mark(int position) {
        marked = position;
        had.ifPresent(this::showFigures);
    }

    private void showFigures(PreviewNumbers numbers) {
        boolean isOnAxis = marked >= 0 && marked < numbers.norms().positions().size();
        List<Integer> now = isOnAxis ? List.of(marked) : List.of();
        frames.get(0).show("‖τ‖ by layer", numbers.norms().withMarked(now));
        frames.get(1).show("Cosine to result", numbers.cosines().withMarked(now));
        frames.get(2)
                .show(
                        numbers.hasConflicts() ? "Changed, conflict, %" : "Changed, %",
                        numbers.kept().withMarked(now));
    }

    private void show(PreviewNumbers numbers) {
        marked = -1;
        showFigures(numbers);
        List<TableColumn<PreviewNumbers.Row, ?>> all = new ArrayList<>();
        all.add(Tables.words("Layer", PreviewNumbers.Row::label));
        all.add(Tables.numbers("‖τ‖ result", PreviewNumbers.Row::norm, PreviewNumbers.NORM::write));
        all.add(
                Tables.numbers(
                        "relative, %",
                        PreviewNumbers.Row::relative, PreviewNumbers.RELATIVE::write));
        for (int k = 0; k < numbers.ingredients().size(); k++) {
            int ingredient = k;
            all.add(
                    Tables.numbers(
                            "cos to " + numbers.ingredients().get(k),
                            row -> row.cosines().get(ingredient),
                            PreviewNumbers.COSINE::write));
        }
        all.add(Tables.numbers("changed, %", PreviewNumbers.Row::kept, PreviewNumbers.KEPT::write));
        if (numbers.hasConflicts()) {
            all.add(
                    Tables.numbers(
                            "conflict, %", PreviewNumbers.Row::apart, PreviewNumbers.APART::write));
        }
        // The order is that of the model.
        all.forEach(column -> column.setSortable(false));
        all.forEach(column -> Tables.setLeast(column, 0));
        table.getColumns().setAll(all);
        table.getItems().setAll(numbers.rows());
        List<String> noticed = numbers.notes();
        Nodes.say(notes, noticed.isEmpty() ? "" : String.join(". ", noticed) + ".");
    }
}
