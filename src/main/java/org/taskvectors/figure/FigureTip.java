package org.taskvectors.figure;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/// The values under the pointer, each beside the mark of its vector.
final class FigureTip {
    private static final double AWAY = 14;
    private static final double WIDEST_NAME = 240;
    private static final int MOST = 8;
    private static final double WIDEST_NOTE = 320;

    private final Tooltip popup = new Tooltip();
    private final GridPane grid = new GridPane();
    private final VBox content = new VBox(4, grid);

    FigureTip() {
        grid.setHgap(8);
        grid.setVgap(3);
        ColumnConstraints values = right();
        grid.getColumnConstraints()
                .addAll(new ColumnConstraints(), new ColumnConstraints(), values, right(), right());
        popup.setGraphic(content);
        popup.setAutoHide(false);
    }

    private static ColumnConstraints right() {
        ColumnConstraints column = new ColumnConstraints();
        column.setHalignment(HPos.RIGHT);
        return column;
    }

    /// Shows what a figure says at a place, beside a point of `owner`.
    void show(Node owner, Figure figure, FigureTheme theme, Spot spot, double x, double y) {
        Colours colours = Colours.of(theme);
        begin(colours, FigureWords.heading(figure, spot));
        int row = 1;
        List<FigureWords.Line> all = FigureWords.lines(figure, spot);
        List<FigureWords.Line> told = told(all, figure, spot);
        for (FigureWords.Line line : told) {
            boolean nearest = spot.row().isPresent() && spot.row().getAsInt() == line.row();
            String shortened = Ink.cut(line.name(), FigureFonts.of(12), WIDEST_NAME);
            Label name = label(shortened, colours.muted(), false);
            Label value = label(line.value(), colours.text(), nearest);
            List<LegendEntry> entries = LegendEntry.of(figure);
            if (entries.isEmpty()) {
                // A cell's colour is under the pointer already.
                grid.add(name, 0, row, 2, 1);
            } else {
                LegendEntry entry = entries.get(line.row());
                grid.add(new VectorSwatch(entry, theme), 0, row);
                grid.add(name, 1, row);
            }
            grid.add(value, 2, row);
            for (int i = 0; i < line.details().size(); i++) {
                grid.add(label(line.details().get(i), colours.muted(), false), 3 + i, row);
            }
            row++;
        }
        if (told.size() < all.size()) {
            String more = "and " + (all.size() - told.size()) + " more";
            content.getChildren().add(label(more, colours.muted(), false));
        }
        for (String note : FigureWords.notes(figure, spot)) {
            String lines = String.join("\n", Ink.wrapped(note, FigureFonts.of(12), WIDEST_NOTE));
            content.getChildren().add(label(lines, colours.muted(), false));
        }
        place(owner, x, y);
    }

    /// Of more lines than there is room for the nearest and those that stand out, then the first.
    private static List<FigureWords.Line> told(
            List<FigureWords.Line> all, Figure figure, Spot spot) {
        if (all.size() <= MOST) {
            return all;
        }
        Optional<Emphasis> emphasis =
                figure instanceof LineFigure line ? line.emphasis() : Optional.empty();
        List<FigureWords.Line> first =
                all.stream()
                        .filter(
                                line ->
                                        spot.row().orElse(-1) == line.row()
                                                || emphasis.filter(of -> of.holds(line.row()))
                                                        .isPresent())
                        .toList();
        return Stream.concat(first.stream(), all.stream()).distinct().limit(MOST).toList();
    }

    void hide() {
        popup.hide();
    }

    private void begin(Colours colours, String heading) {
        popup.setStyle(
                "-fx-background-color: %s, %s; -fx-background-insets: 0, 1; -fx-background-radius: 6, 5; -fx-padding: 8 10 8 10;"
                        .formatted(colours.border(), colours.raised()));
        grid.getChildren().clear();
        content.getChildren().setAll(grid);
        grid.add(label(heading, colours.text(), true), 0, 0, GridPane.REMAINING, 1);
    }

    private void place(Node owner, double x, double y) {
        var screen = owner.localToScreen(x, y);
        if (screen == null) {
            return;
        }
        if (popup.isShowing()) {
            popup.sizeToScene();
            popup.setAnchorX(screen.getX() + AWAY);
            popup.setAnchorY(screen.getY() + AWAY);
        } else {
            popup.show(owner, screen.getX() + AWAY, screen.getY() + AWAY);
        }
    }

    private static Label label(String text, String colour, boolean strong) {
        Label label = new Label(text);
        label.setStyle(
                "-fx-text-fill: %s; -fx-font-size: 12px; -fx-font-family: %s;"
                        .formatted(colour, strong ? "'Roboto Medium'" : "Roboto"));
        return label;
    }

    /// A popup lies outside the scene and so outside its theme.
    private record Colours(String text, String muted, String raised, String border) {
        static Colours of(FigureTheme theme) {
            return theme == FigureTheme.DARK
                    ? new Colours("#E6E8ED", "#9AA3B2", "#23272F", "#3A404C")
                    : new Colours("#1A1E26", "#586171", "#FFFFFF", "#C9CED8");
        }
    }
}
