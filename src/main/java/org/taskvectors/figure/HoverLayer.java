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

    void show(Figure figure, Geometry geometry, FigureTheme theme, @Nullable Spot spot) {
        Palette palette = Palette.of(theme);
        ring.setStroke(Color.web(theme == FigureTheme.DARK ? "#9A98F5" : "#5B5BD6"));
        if (spot == null) {
            clear();
            return;
        }
        List<Node> nodes = new ArrayList<>(List.of(ring));
        if (figure instanceof HeatMapFigure) {
            nodes.add(cell(geometry, palette, spot));
        } else {
            nodes.add(band(geometry, palette, spot.position()));
            if (figure instanceof LineFigure line) {
                rings(nodes, line, geometry, palette, spot);
            }
        }
        getChildren().setAll(nodes);
    }

    private static Rectangle band(Geometry geometry, Palette palette, int position) {
        Rectangle2D area = geometry.area();
        double left = geometry.left(position);
        double width = Math.max(2, geometry.right(position) - left);
        Rectangle band = new Rectangle(left, area.getMinY(), width, area.getHeight());
        band.setFill(colour(palette.muted(), 0.1));
        return band;
    }

    private static Rectangle cell(Geometry geometry, Palette palette, Spot spot) {
        double height = geometry.rowHeight();
        double top = geometry.area().getMinY() + spot.row().orElse(0) * height;
        double left = geometry.left(spot.position());
        Rectangle frame = new Rectangle(left, top, geometry.right(spot.position()) - left, height);
        frame.setFill(null);
        frame.setStroke(colour(palette.frame(), 1));
        frame.setStrokeWidth(1.5);
        return frame;
    }

    private static void rings(
            List<Node> nodes, LineFigure figure, Geometry geometry, Palette palette, Spot spot) {
        for (int i = 0; i < figure.series().size(); i++) {
            double y = geometry.y(i, spot.position());
            if (Double.isNaN(y)) {
                continue;
            }
            boolean nearest = spot.row().orElse(-1) == i;
            Circle circle = new Circle(geometry.x(spot.position()), y, RING);
            circle.setFill(null);
            circle.setStroke(colour(palette.vector(figure.series().get(i).colour()), 1));
            circle.setStrokeWidth(nearest ? 2.5 : 1.25);
            nodes.add(circle);
        }
    }

    private static Color colour(java.awt.Color colour, double opacity) {
        return Color.rgb(colour.getRed(), colour.getGreen(), colour.getBlue(), opacity);
    }
}
