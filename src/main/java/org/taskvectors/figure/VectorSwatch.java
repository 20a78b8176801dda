package org.taskvectors.figure;

import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import org.jfree.fx.FXGraphics2D;

/// How a vector looks in the figures: a piece of its line with its marker, or of its bars. It
/// stands beside the vector's name.
public final class VectorSwatch extends Canvas {
    private static final double WIDTH = 24;
    private static final double HEIGHT = 12;

    private final Look look;
    private final boolean bar;

    /// A piece of a vector's line.
    public VectorSwatch(int vector, FigureTheme theme) {
        this(Look.vector(vector), theme, false);
    }

    /// A piece of the line of a series.
    public VectorSwatch(Look look, FigureTheme theme) {
        this(look, theme, false);
    }

    VectorSwatch(Look look, FigureTheme theme, boolean bar) {
        super(bar ? HEIGHT : WIDTH, HEIGHT);
        this.look = look;
        this.bar = bar;
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setMouseTransparent(true);
        setTheme(theme);
    }

    /// Draws it anew for another theme.
    public void setTheme(FigureTheme theme) {
        getGraphicsContext2D().clearRect(0, 0, getWidth(), getHeight());
        FXGraphics2D g2 = new FXGraphics2D(getGraphicsContext2D());
        Palette palette = Palette.of(theme);
        g2.setColor(Strokes.colour(look, palette));
        double middle = HEIGHT / 2;
        if (bar) {
            g2.fill(new Rectangle2D.Double(1, 1, HEIGHT - 2, HEIGHT - 2));
            return;
        }
        g2.setStroke(Strokes.line(look, 2));
        g2.draw(new Line2D.Double(1, middle, WIDTH - 1, middle));
        Strokes.marker(g2, look, palette, WIDTH / 2, middle, 6.5);
    }
}
