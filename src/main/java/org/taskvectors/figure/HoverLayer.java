package org.taskvectors.figure;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;

/// What follows the pointer over a figure: a tint over the position with a ring around each point,
/// or a frame around the cell. The figure itself is not drawn again for it.
final class HoverLayer extends Pane {
    private static final double RING = 5.5;

    private final Rectangle ring = new Rectangle();

    HoverLayer() {
        setMouseTransparent(true);
        ring.setFill(null);
        ring.setStrokeWidth(2);
        ring.setArcWidth(8);
        ring.setArcHeight(8);
        ring.setVisible(false);
        ring.getStyleClass().add("figure-focus");
        ring.setStroke(Color.web("#5B5BD6"));
        ring.widthProperty().bind(widthProperty().subtract(2));
        ring.heightProperty().bind(heightProperty().subtract(2));
        ring.relocate(0, 0);
        getChildren().add(ring);
    }

    void setFocusRing(boolean shown) {
        ring.setVisible(shown);
    }

    void clear() {
        getChildren().setAll(ring);
    }

    void show(Drawn drawn, FigureTheme theme, @Nullable Spot spot) {
        Palette palette = Palette.of(theme);
        ring.setStroke(colour(palette.accent(), 1));
        if (spot == null) {
            clear();
            return;
        }
        List<Node> nodes = new ArrayList<>(List.of(ring));
        for (HoverMark mark : drawn.hover(spot)) {
            nodes.add(
                    switch (mark) {
                        case HoverMark.Band band -> band(band.box(), palette);
                        case HoverMark.Frame frame -> frame(frame.box(), palette);
                        case HoverMark.Ring one -> ring(one, palette);
                    });
        }
        getChildren().setAll(nodes);
    }

    private static Rectangle band(Rectangle2D box, Palette palette) {
        Rectangle band = rectangle(box);
        band.setFill(colour(palette.muted(), 0.1));
        return band;
    }

    private static Rectangle frame(Rectangle2D box, Palette palette) {
        Rectangle frame = rectangle(box);
        frame.setFill(null);
        frame.setStroke(colour(palette.frame(), 1));
        frame.setStrokeWidth(1.5);
        return frame;
    }

    private static Rectangle rectangle(Rectangle2D box) {
        return new Rectangle(box.getX(), box.getY(), box.getWidth(), box.getHeight());
    }

    private static Circle ring(HoverMark.Ring ring, Palette palette) {
        Circle circle = new Circle(ring.x(), ring.y(), RING);
        circle.setFill(null);
        circle.setStroke(colour(Strokes.colour(ring.look(), palette), 1));
        circle.setStrokeWidth(ring.nearest() ? 2.5 : 1.25);
        return circle;
    }

    private static Color colour(java.awt.Color colour, double opacity) {
        return Color.rgb(colour.getRed(), colour.getGreen(), colour.getBlue(), opacity);
    }
}
