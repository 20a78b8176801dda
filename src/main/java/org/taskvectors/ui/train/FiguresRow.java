package org.taskvectors.ui.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.RowConstraints;
import org.jspecify.annotations.Nullable;
import org.taskvectors.figure.CurveFigure;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.PlaneFigure;
import org.taskvectors.figure.Spot;
import org.taskvectors.figure.training.TrainingFigures;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.figures.FigureFrame;
import org.taskvectors.ui.figures.FigureSaver;

/// The three figures of a run side by side, or above each other where there is little room. What is
/// pointed at in one is said of all of them.
final class FiguresRow extends GridPane {
    /// How high a figure becomes at most.
    private static final double MOST = 330;

    private static final double THREE = 840;
    private static final double TWO = 560;

    /// A card with less has room for its heading alone.
    private static final double NARROW = 296;

    private final Shown shown;
    private final List<FigureFrame> frames;
    private final List<Label> notes = List.of(note(), note(), note());
    private List<String> resting = List.of("", "", "");
    private Optional<StripWords> words = Optional.empty();
    private int columns;

    FiguresRow(Shown shown, FigureSaver saver, FigureTheme theme) {
        this.shown = shown;
        getStyleClass().add("train-figures");
        setMinWidth(0);
        frames =
                List.of(
                        frame("figure-loss", saver, theme),
                        frame("figure-held-out", saver, theme),
                        frame("figure-norms", saver, theme));
        for (int i = 0; i < frames.size(); i++) {
            frames.get(i).setControls(notes.get(i));
            frames.get(i)
                    .widthProperty()
                    .addListener((_, _, _) -> point(shown.pointedProperty().get()));
        }
        widthProperty().addListener((_, _, width) -> lay(width.doubleValue()));
        shown.pointedProperty().addListener((_, _, now) -> point(now));
        lay(THREE);
    }

    private static Label note() {
        Label note = new Label();
        note.getStyleClass().add("secondary");
        return note;
    }

    private FigureFrame frame(String id, FigureSaver saver, FigureTheme theme) {
        FigureFrame frame = new FigureFrame(saver, theme);
        frame.setId(id);
        frame.setNamed(false);
        frame.view().setPrefHeight(200);
        frame.view().setMinHeight(150);
        frame.view().setOnHovered(under -> shown.point(step(frame.view().getFigure(), under)));
        frame.view()
                .setOnPicked(
                        place -> {
                            if (place.isFinal()) {
                                shown.chooseNear(place.x());
                            }
                        });
        return frame;
    }

    private static OptionalDouble step(@Nullable Figure figure, Optional<Spot> under) {
        if (under.isEmpty()) {
            return OptionalDouble.empty();
        }
        int position = under.get().position();
        return switch (figure) {
            case CurveFigure curve when position < curve.computed().size() ->
                    OptionalDouble.of(curve.computed().get(position));
            case PlaneFigure plane when position < plane.columns().size() ->
                    OptionalDouble.of(plane.columns().get(position));
            case null, default -> OptionalDouble.empty();
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
        getChildren().clear();
        getColumnConstraints().clear();
        getRowConstraints().clear();
        for (int row = 0; row < Math.ceilDiv(frames.size(), now); row++) {
            RowConstraints each = new RowConstraints();
            each.setVgrow(Priority.ALWAYS);
            getRowConstraints().add(each);
        }
        setMaxHeight(MOST * Math.ceilDiv(frames.size(), now));
        for (int i = 0; i < now; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / now);
            getColumnConstraints().add(column);
        }
        for (int i = 0; i < frames.size(); i++) {
            add(frames.get(i), i % now, i / now);
        }
        // The last of two columns has the whole width.
        GridPane.setColumnSpan(frames.getLast(), now == 2 ? 2 : 1);
    }

    /// @param words say what is pointed at
    void show(Optional<Pictures> pictures, Optional<StripWords> words) {
        this.words = words;
        Nodes.visible(this, pictures.isPresent());
        if (pictures.isEmpty()) {
            return;
        }
        Pictures now = pictures.get();
        frames.get(0).show("Loss", now.loss());
        frames.get(1).show(now.isJudged() ? "Accuracy, held out" : "Loss, held out", now.heldOut());
        now.norms()
                .ifPresentOrElse(
                        map -> frames.get(2).show("‖τ‖ by layer as it grows", map),
                        () -> frames.get(2).showNone("‖τ‖ by layer as it grows"));
        resting =
                List.of(
                        "each step, mean of " + TrainingFigures.SMOOTHED,
                        now.isJudged() ? "Wilson, 95 %" : "",
                        "");
        point(shown.pointedProperty().get());
    }

    private void point(OptionalDouble step) {
        List<String> said =
                step.isPresent() && words.isPresent()
                        ? words.get().at(step.getAsDouble())
                        : resting;
        for (int i = 0; i < frames.size(); i++) {
            boolean isNarrow = frames.get(i).getWidth() < NARROW;
            notes.get(i).setText(isNarrow && step.isEmpty() ? "" : said.get(i));
            boolean isHere = frames.get(i).view().isHover() || frames.get(i).view().isFocused();
            frames.get(i).view().setPointed(isHere ? OptionalDouble.empty() : step);
        }
    }
}
