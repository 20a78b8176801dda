package org.taskvectors.figure;

import java.awt.Font;
import java.util.List;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/// The names of a figure's vectors, each with its line and marker, for the head of its card: at
/// most two rows. A heat map has none, nor has a figure of many lines of which some stand out.
/// Style class `figure-legend`.
public final class FigureLegend extends VBox {
    private static final double GAP = 12;

    /// Room for a swatch and the gap beside it.
    private static final double SWATCH = 30;

    private static final Font FONT = FigureFonts.of(12);

    private @Nullable Figure figure;
    private FigureTheme theme;
    private double laid = -1;

    public FigureLegend(FigureTheme theme) {
        super(4);
        this.theme = theme;
        setFillWidth(true);
        setAlignment(Pos.CENTER_RIGHT);
        setMinWidth(0);
        getStyleClass().add("figure-legend");
        widthProperty().addListener((_, _, width) -> fit(width.doubleValue()));
    }

    public void setFigure(@Nullable Figure shown) {
        boolean isNew = !entries(shown).equals(entries(figure));
        figure = shown;
        if (isNew) {
            fill();
        }
    }

    /// Whether there is any name.
    public boolean isEmpty() {
        return entries(figure).isEmpty();
    }

    /// How many names there are.
    public int count() {
        return entries(figure).size();
    }

    /// About how wide all the names are in one row.
    public double rowWidth() {
        double width = 0;
        for (LegendEntry entry : entries(figure)) {
            width += SWATCH + Ink.width(entry.name(), FONT) + GAP;
        }
        return width;
    }

    public void setTheme(FigureTheme shown) {
        theme = shown;
        fill();
    }

    /// The rows depend on the width, and their count on them.
    private void fit(double width) {
        if (Math.abs(width - laid) > 0.5) {
            fill();
        }
    }

    private void fill() {
        laid = getWidth();
        getChildren().clear();
        List<LegendEntry> entries = entries(figure);
        if (entries.isEmpty()) {
            return;
        }
        // Before the first layout as much as the names want.
        double width = laid > 0 ? laid : Math.min(rowWidth(), 600);
        LegendRows rows =
                LegendRows.of(entries, new LegendRows.Room(width, GAP, FONT, SWATCH, SWATCH), 0);
        for (List<LegendRows.Entry> row : rows.rows()) {
            HBox box = new HBox(GAP);
            box.alignmentProperty().bind(alignmentProperty());
            row.forEach(one -> box.getChildren().add(label(one, rows.rows().size() > 1)));
            getChildren().add(box);
        }
        if (!rows.hidden().isEmpty()) {
            Label more = text(rows.more());
            more.setTooltip(
                    new Tooltip(
                            rows.hidden().stream()
                                    .map(LegendEntry::name)
                                    .collect(Collectors.joining("\n"))));
            ((HBox) getChildren().getLast()).getChildren().add(more);
        }
    }

    private Label label(LegendRows.Entry one, boolean isInColumns) {
        Label label = text(one.text());
        label.setGraphic(new VectorSwatch(one.of(), theme));
        label.setGraphicTextGap(6);
        label.setMinWidth(0);
        if (isInColumns) {
            label.setPrefWidth(one.width());
        }
        if (!one.text().equals(one.of().name())) {
            label.setTooltip(new Tooltip(one.of().name()));
            label.setAccessibleText(one.of().name());
        }
        return label;
    }

    private Label text(String words) {
        Label label = new Label(words);
        java.awt.Color text = Palette.of(theme).text();
        label.setTextFill(Color.rgb(text.getRed(), text.getGreen(), text.getBlue()));
        return label;
    }

    private static List<LegendEntry> entries(@Nullable Figure figure) {
        return figure == null ? List.of() : LegendEntry.of(figure);
    }
}
