package org.taskvectors.figure;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/// The names of a figure's vectors, each with its line and marker, for the head of its card. A heat
/// map has none. Style class `figure-legend`.
public final class FigureLegend extends FlowPane {
    /// Room for a swatch and the gap beside it.
    private static final double SWATCH = 30;

    private @Nullable Figure figure;
    private FigureTheme theme;

    public FigureLegend(FigureTheme theme) {
        super(12, 4);
        this.theme = theme;
        setAlignment(Pos.CENTER_RIGHT);
        getStyleClass().add("figure-legend");
    }

    public void setFigure(@Nullable Figure shown) {
        if (!entries(shown).equals(entries(figure))) {
            figure = shown;
            fill();
        }
        figure = shown;
    }

    /// About how wide all the names are in one row.
    public double rowWidth() {
        double width = 0;
        for (LegendEntry entry : entries(figure)) {
            width += SWATCH + Ink.width(entry.name(), FigureFonts.of(12)) + getHgap();
        }
        return width;
    }

    public void setTheme(FigureTheme shown) {
        theme = shown;
        fill();
    }

    private void fill() {
        getChildren().clear();
        for (LegendEntry entry : entries(figure)) {
            Label label = new Label(entry.name());
            label.setGraphic(new VectorSwatch(entry.look(), theme, entry.bar()));
            label.setGraphicTextGap(6);
            label.setMinWidth(0);
            // A name that is longer than the row ends with an ellipsis.
            label.maxWidthProperty().bind(widthProperty());
            java.awt.Color text = Palette.of(theme).text();
            label.setTextFill(Color.rgb(text.getRed(), text.getGreen(), text.getBlue()));
            getChildren().add(label);
        }
    }

    private static List<LegendEntry> entries(@Nullable Figure figure) {
        return figure == null ? List.of() : LegendEntry.of(figure);
    }
}
