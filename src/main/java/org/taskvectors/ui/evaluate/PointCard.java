package org.taskvectors.ui.evaluate;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.MatrixFigure;
import org.taskvectors.figure.ReliabilityFigure;
import org.taskvectors.figure.study.Picture;
import org.taskvectors.figure.study.PointPicture;
import org.taskvectors.figure.study.StudyTable;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.figures.FigureFrame;
import org.taskvectors.ui.figures.FigureSaver;

/// One task at the chosen point: matrices or calibration, numbers, gained and lost.
final class PointCard extends FigureFrame {
    /// What is drawn above the numbers.
    private enum Above {
        MATRICES,
        CALIBRATION
    }

    private static final double MATRICES = 116;
    private static final double CALIBRATION = 210;
    private static final double MOST = 300;

    private final TaskChooser tasks;
    private final SegmentControl<Above> above = new SegmentControl<>();
    private final GridPane grid = new GridPane();
    private final Label gained = new Label();
    private final Label lost = new Label();
    private final Label test = new Label();
    private final Label explained = new Label();
    private final VBox verdict = new VBox();
    private final Label notes = new Label();
    private final ObjectProperty<Optional<MatrixFigure.Cell>> cell =
            new SimpleObjectProperty<>(Optional.empty());
    private Optional<PointPicture> shown = Optional.empty();

    PointCard(EvaluateViewModel model, FigureSaver saver, FigureTheme theme) {
        super(saver, theme);
        setId("point-card");
        getStyleClass().add("point-card");
        tasks = new TaskChooser("Which data", model.findings()::chooseTask);
        above.getStyleClass().add("small-segments");
        above.setOptions(
                List.of(Above.values()), one -> one == Above.MATRICES ? "matrices" : "calibration");
        above.setAccessibleText("Matrices or calibration");
        above.valueProperty().addListener((_, _, _) -> draw());
        view().setOnChosen(
                        spot -> {
                            if (view().getFigure() instanceof MatrixFigure matrices) {
                                MatrixFigure.Cell at = matrices.cell(spot);
                                cell.set(
                                        cell.get().equals(Optional.of(at))
                                                ? Optional.empty()
                                                : Optional.of(at));
                            }
                        });
        cell.addListener((_, _, _) -> draw());
        grid.getStyleClass().add("numbers-grid");
        ColumnConstraints name = new ColumnConstraints();
        name.setHgrow(Priority.ALWAYS);
        name.setMinWidth(0);
        ColumnConstraints number = new ColumnConstraints();
        number.setHalignment(HPos.RIGHT);
        number.setMinWidth(USE_PREF_SIZE);
        grid.getColumnConstraints().setAll(name, number, number);
        verdict();
        notes.getStyleClass().setAll("label", "small", "muted");
        notes.setMinWidth(0);
        view().setPrefHeight(170);
        view().setMinHeight(MATRICES);
        getChildren().addAll(grid, verdict, notes);
        setControls(tasks);
    }

    private void verdict() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        gained.getStyleClass().addAll("small", "medium");
        lost.getStyleClass().addAll("small", "medium");
        test.getStyleClass().add("small");
        test.setMinWidth(USE_PREF_SIZE);
        explained.getStyleClass().add("secondary");
        explained.setMinWidth(0);
        HBox line = new HBox(10, gained, lost, space, test);
        verdict.getChildren().setAll(line, explained);
        verdict.getStyleClass().add("verdict");
    }

    /// The cell that filters the examples; empty for all of them.
    ObjectProperty<Optional<MatrixFigure.Cell>> cellProperty() {
        return cell;
    }

    void show(Picture picture) {
        Optional<PointPicture> now = picture.point();
        boolean isOtherTask = !now.map(PointPicture::task).equals(shown.map(PointPicture::task));
        shown = now;
        if (isOtherTask) {
            cell.set(Optional.empty());
        }
        tasks.show(picture.tasks(), now.map(PointPicture::task).orElse(0));
        for (PointPicture point : now.stream().toList()) {
            show(point);
        }
        draw();
    }

    private void show(PointPicture point) {
        grid.getChildren().clear();
        boolean hasBoth = point.matrices().isPresent() && point.calibration().isPresent();
        Label base = head("base");
        Label edited = head("edited");
        if (hasBoth) {
            grid.add(above, 0, 0);
        } else {
            grid.add(head(""), 0, 0);
        }
        grid.add(base, 1, 0);
        grid.add(edited, 2, 0);
        int line = 1;
        for (StudyTable.Row row : point.numbers().rows()) {
            Label name = cell(row.words().getFirst());
            name.getStyleClass().add("muted");
            name.setTooltip(new Tooltip(row.explanation()));
            Label before = cell(row.written().get(0));
            Label after = cell(row.written().get(1));
            before.getStyleClass().add("number");
            after.getStyleClass().add("number");
            grid.addRow(line++, name, before, after);
        }
        boolean isJudged = !point.changes().isEmpty() || point.calibration().isPresent();
        Nodes.visible(verdict, isJudged);
        gained.setText(Amounts.count(point.gained()) + " gained");
        lost.setText(Amounts.count(point.lost()) + " lost");
        test.setText("p = " + p(point.test()));
        explained.setText(
                "McNemar, exact, on the "
                        + Amounts.count(point.gained() + point.lost())
                        + " that became right or wrong");
        String said = String.join(" · ", point.notes());
        notes.setText(said);
        notes.setTooltip(new Tooltip(String.join("\n", point.notes())));
    }

    private static String p(double value) {
        return value >= 0.001
                ? Digits.decimals(3).format(value)
                : Digits.significant(2).format(value);
    }

    private static Label head(String text) {
        Label label = new Label(text);
        label.getStyleClass().addAll("numbers-head");
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }

    private static Label cell(String text) {
        Label label = new Label(text);
        label.getStyleClass().addAll("numbers-cell");
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }

    private void draw() {
        Optional<Figure> figure = figure();
        String title = shown.map(PointPicture::heading).orElse("");
        if (figure.isPresent()) {
            show(title, figure.get());
        } else {
            showNone(title);
        }
        Nodes.visible(view(), figure.isPresent());
        // A plane, its counts and two legends need more room than two matrices.
        boolean isCalibration = figure.filter(ReliabilityFigure.class::isInstance).isPresent();
        view().setMinHeight(isCalibration ? CALIBRATION : matricesHeight(figure));
    }

    /// More classes take more rows, and more than two have turned words below them.
    private static double matricesHeight(Optional<Figure> figure) {
        int classes =
                figure.filter(MatrixFigure.class::isInstance)
                        .map(MatrixFigure.class::cast)
                        .map(one -> one.classes().size())
                        .orElse(2);
        return classes <= 2 ? MATRICES : Math.min(MOST, MATRICES + 20 + 30 * (classes - 2));
    }

    private Optional<Figure> figure() {
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        PointPicture point = shown.get();
        boolean wantsCalibration =
                above.getValue() == Above.CALIBRATION || point.matrices().isEmpty();
        return wantsCalibration
                ? point.calibration().map(Figure.class::cast)
                : point.matrices().map(one -> one.withChosen(cell.get()));
    }
}
