package org.taskvectors.figure;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/// Shows one figure in a window: sharp at any scale, exact values under the pointer, a click or
/// Enter chooses a position.
public final class FigureView extends Region {
    private final ObjectProperty<@Nullable Figure> figure = new SimpleObjectProperty<>();
    private final ObjectProperty<FigureTheme> theme = new SimpleObjectProperty<>(FigureTheme.LIGHT);
    private Consumer<Spot> chosen = spot -> {};
    private @Nullable Function<Spot, List<String>> details;

    /// What is shown; null shows nothing.
    public ObjectProperty<@Nullable Figure> figureProperty() {
        return figure;
    }

    public void setFigure(@Nullable Figure shown) {
        figure.set(shown);
    }

    public ObjectProperty<FigureTheme> themeProperty() {
        return theme;
    }

    /// Called with the place that was clicked or chosen by keyboard.
    public void setOnChosen(Consumer<Spot> handler) {
        chosen = Objects.requireNonNull(handler);
    }

    /// Lines of the tooltip at a place, instead of the figure's own values there.
    public void setDetails(@Nullable Function<Spot, List<String>> lines) {
        details = lines;
    }

    void choose(Spot spot) {
        chosen.accept(spot);
    }

    @Nullable Function<Spot, List<String>> details() {
        return details;
    }
}
